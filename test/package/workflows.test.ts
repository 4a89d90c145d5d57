import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { recipe, schemaErrors, version } from "../support/recipes.ts";
import { type Run, sandbox, TestRepository } from "../support/repository.ts";

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly needs?: string;
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
  readonly steps?: readonly { readonly uses?: string; readonly run?: string }[];
}

const read = (name: string): Workflow => parse(recipe(`.github/workflows/${name}.yml`));
const runsOf = (job: Job | undefined): readonly string[] =>
  (job?.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run]));

test.each(["ci", "release"])(
  "%s is what the schema asks for, pins its actions, and may only read",
  name => {
    const text = recipe(`.github/workflows/${name}.yml`);
    expect(schemaErrors("github-workflow.json", text)).toEqual([]);
    expect(schemaErrors("github-workflow.json", text.replace("jobs:", "job:"))).not.toEqual([]);
    const pinned = /^(\.\/.*|\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
    for (const [, uses] of text.matchAll(/uses: (.*)/g)) expect(uses).toMatch(pinned);
    expect(read(name).permissions).toEqual({ contents: "read" });
  },
);

test("CI runs on every Node that is supported what .ci/run runs", () => {
  const { checks } = read("ci").jobs;
  expect(checks?.strategy?.matrix.node).toEqual([20, 22, 24]);
  expect(JSON.parse(recipe("package.json")).engines.node).toBe(">=20");
  const script = recipe(".ci/run").match(/^npm .*$/gm);
  expect(script).toContain("npm test");
  expect(runsOf(checks).filter(run => run.startsWith("npm "))).toEqual(script);
});

test("a release runs the checks first, and alone has an identity that npm trusts", () => {
  const { checks, publish } = read("release").jobs;
  expect(checks).toEqual({ uses: "./.github/workflows/ci.yml" });
  expect(publish?.needs).toBe("checks");
  expect(publish?.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(runsOf(publish).at(-1)).toMatch(/^npm publish .*--provenance/);
  expect(recipe(".github/workflows/release.yml")).not.toMatch(/secrets\.|NPM_TOKEN/);
  const manifest = JSON.parse(recipe("package.json"));
  expect(manifest.publishConfig).toEqual({ access: "public", provenance: true });
});

test("a release stops where tag, version, repository and changelog do not say the same", () => {
  const { path, environment } = sandbox();
  const checkout = new TestRepository(join(path, "checkout"), environment);
  mkdirSync(checkout.path);
  const script = runsOf(read("release").jobs.publish)[0] ?? "";
  expect(script).not.toContain("${{");
  writeFileSync(join(path, "script.sh"), script);
  const tagged = (tag: string, owner: string, changelog: string): Run => {
    checkout.write({ "package.json": recipe("package.json"), "CHANGELOG.md": changelog });
    const env = {
      ...{ GITHUB_REF_NAME: tag, GITHUB_REPOSITORY: `${owner}/session-assoc` },
      GITHUB_SERVER_URL: "https://github.com",
    };
    return checkout.run("bash", ["-e", join(path, "script.sh")], { env });
  };
  const released = `## [${version}] - 2026-03-12\n`;
  const failed = (stdout: RegExp) => ({ code: 1, stdout: expect.stringMatching(stdout) });
  const owner = /github\.com\/([^/]+)/.exec(recipe("package.json"))?.[1] ?? "";
  expect(tagged(`v${version}`, owner, released)).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(tagged("v9.9.9", owner, released)).toMatchObject(failed(/the tag is v9\.9\.9/));
  expect(tagged(`v${version}`, "fork", released)).toMatchObject(failed(/fork\/session-assoc\.git/));
  const unreleased = `## [${version}] - Unreleased\n`;
  expect(tagged(`v${version}`, owner, unreleased)).toMatchObject(failed(/CHANGELOG\.md has no/));
  // What this checkout has is one or the other.
  expect(recipe("CHANGELOG.md")).toMatch(/^## \[\d+\.\d+\.\d+\] - (Unreleased|\d{4}-\d\d-\d\d)$/m);
});
