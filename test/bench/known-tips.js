/**
 * The commits at the branches of some sizes. A repository that differs is not the one that others
 * measured.
 * @type {ReadonlyMap<number, Readonly<Record<string, string>>>}
 */
export const knownTips = new Map([
  [
    100,
    {
      main: "59bb060a30bd17dcda7e7d1cd2a10ea05e223f34",
      "migrates-50": "3217d41dfb403b7e498402513be5e93958131e0f",
      "adds-20": "f0863df94db42c376e1a98b1f37310b269181365",
      "adds-20-clean": "f22f27f34965d9823b48cea7c04e98ad53908bac",
      "migrates-5000": "3a4c3dfd2a847a7adb572e70a0808c58966904aa",
    },
  ],
  [
    1_000,
    {
      main: "32baa1defb819f9e18c4ff8dd42cc519f99acdff",
      "migrates-50": "b2c150b93bedf3db0870d5d6f758b801e07af38b",
      "adds-20": "c186c41ca803165ec060941330ce47153d4ead71",
      "adds-20-clean": "84b286741ca8bf329e5a1d67d693bc6801c8ea10",
      "migrates-5000": "2b3c16b40d2b58cd7154bef3734b3e49374937f3",
    },
  ],
]);
