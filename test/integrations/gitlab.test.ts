import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { testSinceGit } from "../support/git-version.ts";
import { recipe, schemaErrors, version } from "../support/recipes.ts";
import { cli, type Run, type TestRepository } from "../support/repository.ts";
import { createStaleMerge, headOf } from "../support/stale-merge.ts";

const text = recipe("examples/ci/gitlab.yml");
const job = (parse(text) as { readonly "session-assoc": { readonly script: readonly string[] } })[
  "session-assoc"
];
const schema =
  "gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json";

/** Runs the job's script in a clone, as a runner does; npx stands for the package. */
function runJob(clone: TestRepository, variables: Readonly<Record<string, string>>): Run {
  const npx = `#!/bin/sh
[ "$1 $2" = "--yes session-assoc@${version}" ] || exit 9
shift 2
exec "${process.execPath}" "${cli}" "$@"
`;
  writeFileSync(join(clone.path, "../bin/npx"), npx);
  chmodSync(join(clone.path, "../bin/npx"), 0o755);
  const env = {
    CI_PROJECT_DIR: clone.path,
    CI_PROJECT_ID: "1",
    CI_MERGE_REQUEST_PROJECT_ID: "1",
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
    CI_MERGE_REQUEST_TARGET_BRANCH_SHA: "",
    ...variables,
  };
  return clone.run("bash", ["-e", "-o", "pipefail", "-c", job.script.join("\n")], { env });
}

/** What a runner has when a job starts: the commit of the pipeline, and no branches. */
function checkOut(repository: TestRepository, commit: string): TestRepository {
  const clone = repository.sibling(join(repository.path, "../build"));
  repository.git("init", "--quiet", clone.path);
  clone.git("remote", "add", "origin", repository.path);
  clone.git("fetch", "--quiet", "origin", commit);
  clone.git("switch", "--quiet", "--detach", commit);
  return clone;
}

function report(clone: TestRepository): readonly unknown[] {
  return JSON.parse(clone.read("gl-code-quality-report.json"));
}

const staleLogin = expect.objectContaining({
  check_name: "stale-task-id",
  location: { path: "sessions/fix-login.yaml", lines: expect.objectContaining({ begin: 2 }) },
});

test("the job is what GitLab's schema asks for, and runs the version of this package", () => {
  expect(schemaErrors(schema, text)).toEqual([]);
  expect(schemaErrors(schema, text.replace("script:", "scrip:"))).not.toEqual([]);
  expect(text).toContain(`npx --yes session-assoc@${version} `);
});

testSinceGit(38)(
  "a merge request that would leave a stale ID behind fails, with code quality",
  () => {
    const repository = createStaleMerge({ hooks: [] });
    const feature = repository.git("rev-parse", "feature");
    const clone = checkOut(repository, feature);
    const stale = runJob(clone, { CI_COMMIT_SHA: feature });
    expect(stale.code, stale.stderr).toBe(1);
    expect(stale.stdout).toContain("sessions/fix-login.yaml:2:9");
    expect(report(clone)).toEqual([staleLogin]);

    // A fork's origin has an older main; the merge request goes to the other project's.
    clone.git("remote", "set-url", "origin", clone.path);
    clone.git("branch", "main", `${feature}~1`);
    const fork = { CI_COMMIT_SHA: feature, CI_PROJECT_ID: "2" };
    repository.git("clone", "--quiet", "--bare", ".", "../project.git");
    const url = `file://${join(repository.path, "../project")}`;
    expect(runJob(clone, { ...fork, CI_MERGE_REQUEST_PROJECT_URL: url })).toMatchObject({
      code: 1,
    });
  },
);

testSinceGit(38)(
  "an entry of a merge train is judged by what it adds to the train before it",
  () => {
    const repository = createStaleMerge({ hooks: [] });
    const before = headOf(repository);
    repository.git("merge", "--quiet", "--no-edit", "feature");
    const stale = headOf(repository);
    expect(repository.sa("fix")).toMatchObject({ code: 0 });
    const repaired = repository.commit("follow");
    // main itself is elsewhere: it is not what the train stands on.
    repository.git("update-ref", "refs/heads/main", before);

    const clone = checkOut(repository, repaired);
    const train = (commit: string, onto: string): Run =>
      runJob(clone, { CI_COMMIT_SHA: commit, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: onto });
    expect(train(stale, before)).toMatchObject({ code: 1 });
    expect(report(clone)).toEqual([staleLogin]);
    const clean = train(repaired, before);
    expect(clean.code, clean.stderr).toBe(0);
    expect(report(clone)).toEqual([]);
  },
);
