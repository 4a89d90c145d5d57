import { directionAt, type History } from "./workshop.ts";

/**
 * Long-lived release branches with back-merges, as in git-flow: features go into `develop` by
 * `--no-ff`; a release branch is merged into `main` and back into `develop`; so is a hotfix that began
 * at `main`, which knows nothing of what moved on `develop`.
 */
export const releaseBranches: History = async (shop, merges) => {
  for (let i = 0; i < 12; i++) await shop.addTask("md");
  shop.branch("develop", "main");
  for (let round = 0; shop.merges < merges; round++) {
    const { from, to } = directionAt(round / 6);

    shop.switch("develop");
    const features = [1, 2, 3].map(i => `feature-${round}-${i}`);
    for (const feature of features) {
      shop.branch(feature, "develop");
      shop.addSession(`${feature}-a`);
      if (shop.chance(0.5)) shop.addSession(`${feature}-b`);
      if (shop.chance(0.5)) shop.touchSession(`${feature}-a`);
      shop.switch("develop");
      if (shop.chance(0.4)) await shop.migrate(from, to, 3);
      if (shop.chance(0.3)) await shop.addTask(from);
    }
    shop.branch(`hotfix-${round}`, "main");
    shop.addSession(`hotfix-${round}`);

    shop.switch("develop");
    for (const feature of features) await shop.merge(feature, "no-ff");
    shop.branch(`release-${round}`, "develop");
    shop.addSession(`release-${round}`);
    shop.switch("develop");
    if (shop.chance(0.4)) await shop.migrate(from, to, 2);

    shop.switch("main");
    await shop.merge(`hotfix-${round}`, "no-ff");
    await shop.merge(`release-${round}`, "no-ff");
    shop.repository.git("tag", `v${round}`);
    shop.switch("develop");
    await shop.merge("main", "no-ff");
  }
};
