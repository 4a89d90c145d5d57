import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { testSinceGit } from "../support/git-version.ts";
import { recipe, schemaErrors, version } from "../support/recipes.ts";
import { cli, type Run, session, type TestRepository } from "../support/repository.ts";
import { createStaleMerge, headOf } from "../support/stale-merge.ts";

interface Step {
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly [Step] };
}

const text = recipe("action.yml");
const action = parse(text) as Action;
const [step] = action.runs.steps;

/** What GitHub knows of an event, as far as expressions of the action name it. */
type Known = Readonly<Record<string, string>>;

/** `${{ a || b }}`: the first that is not empty, as GitHub evaluates it. */
function evaluate(expression: string, known: Known): string {
  return expression.replace(/\$\{\{ (.*?) \}\}/g, (_, names: string) => {
    return (
      names
        .split(" || ")
        .map(name => known[name] ?? "")
        .find(value => value !== "") ?? ""
    );
  });
}

/** Runs the step as GitHub does for `shell: bash`; npx stands for the package, which is not published. */
function runStep(repository: TestRepository, event: Known, inputs: Known = {}): Run {
  const folder = join(repository.path, "../runner");
  mkdirSync(folder, { recursive: true });
  const npx = `#!/bin/sh
printf '%s' "$PWD" >"${folder}/npx"
[ "$1 $2" = "--yes session-assoc@${version}" ] || exit 9
shift 2
exec "${process.execPath}" "${cli}" "$@"
`;
  writeFileSync(join(repository.path, "../bin/npx"), npx);
  chmodSync(join(repository.path, "../bin/npx"), 0o755);
  const script = join(folder, "script.sh");
  writeFileSync(script, step.run);
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default]);
  const given = [...defaults, ...Object.entries(inputs)];
  const known = {
    ...event,
    ...Object.fromEntries(given.map(([name, value]) => [`inputs.${name}`, value])),
  } as Known;
  const variables = Object.entries(step.env).map(([name, value]) => [name, evaluate(value, known)]);
  const env = {
    ...Object.fromEntries(variables),
    GITHUB_WORKSPACE: repository.path,
    GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
    RUNNER_TEMP: folder,
  };
  return repository.run("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", script], { env });
}

test("the action and the workflow are what their schemas ask for", () => {
  expect(schemaErrors("github-action.json", text)).toEqual([]);
  expect(schemaErrors("github-action.json", text.replace("shell: bash", ""))).not.toEqual([]);
  const workflow = recipe("examples/ci/github.yml");
  // The schema is older than merge queues.
  expect(workflow).toContain("\n  merge_group:\n");
  const withoutQueue = workflow.replace("  merge_group:\n", "");
  expect(schemaErrors("github-workflow.json", withoutQueue)).toEqual([]);
  for (const uses of workflow.match(/uses: .*/g) ?? []) {
    expect(uses).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
  expect(workflow).toContain(`# v${version}\n`);
});

test("the action runs the version of this package, and no expression reaches its script", () => {
  expect(action.inputs.version?.default).toBe(version);
  expect(step.run).not.toContain("${{");
});

testSinceGit(38)(
  "a pull request that would leave a stale ID behind fails with an annotation",
  () => {
    const repository = createStaleMerge({ hooks: [] });
    const event = {
      "github.event.pull_request.base.sha": headOf(repository),
      "github.event.pull_request.head.sha": repository.git("rev-parse", "feature"),
    };
    const stale = runStep(repository, event, { review: "true", sarif: "findings.sarif" });
    expect(stale.code, stale.stderr).toBe(1);
    expect(stale.stdout).toMatch(/^::error file=sessions\/fix-login\.yaml,line=2,col=9,/);
    const runner = join(repository.path, "../runner");
    const summary = readFileSync(join(runner, "summary.md"), "utf8");
    expect(summary).toContain("stale-task-id");
    expect(summary).toContain("session-assoc: no commit changes an association");
    // npx must not look into the checkout, which a stranger's branch has filled.
    expect(readFileSync(join(runner, "npx"), "utf8")).toBe(runner);
    expect(JSON.parse(repository.read("findings.sarif")).runs[0].results).toHaveLength(1);
    repository.remove("findings.sarif");
    expect(repository.status()).toBe("");
  },
);

testSinceGit(38)(
  "an entry of the merge queue is judged by what it adds to the queue's base",
  () => {
    const repository = createStaleMerge({ hooks: [], base: session("old", "md#404") });
    const base = headOf(repository);
    repository.git("merge", "--quiet", "--no-edit", "feature");
    const entry = (): Run =>
      runStep(repository, {
        "github.event.merge_group.base_sha": base,
        "github.event.merge_group.head_sha": headOf(repository),
      });
    expect(entry()).toMatchObject({ code: 1 });
    expect(repository.sa("fix", "sessions/fix-login.yaml")).toMatchObject({ code: 0 });
    repository.commit("follow");
    const clean = entry();
    expect(clean.code, clean.stderr).toBe(0);
    expect(clean.stdout).not.toContain("::error");
  },
);

test("a shallow checkout, an event without commits and an old Node are each named", () => {
  const repository = createStaleMerge({ hooks: [] });
  const shallow = repository.sibling(join(repository.path, "../shallow"));
  repository.git("clone", "--quiet", "--depth", "1", `file://${repository.path}`, shallow.path);
  const event = {
    "github.event.pull_request.base.sha": "1",
    "github.event.pull_request.head.sha": "2",
  };
  const title = "::error title=session-assoc::";
  expect(runStep(shallow, event)).toMatchObject({
    code: 2,
    stdout: `${title}the whole history is needed: run actions/checkout before, with fetch-depth: 0\n`,
  });
  expect(runStep(repository, {})).toMatchObject({
    code: 2,
    stdout: expect.stringContaining(`${title}this event has no base and head`),
  });
  writeFileSync(join(repository.path, "../bin/node"), "#!/bin/sh\nexit 1\n");
  chmodSync(join(repository.path, "../bin/node"), 0o755);
  expect(runStep(repository, event)).toMatchObject({
    code: 2,
    stdout: `${title}Node 20 or newer is needed: run actions/setup-node before\n`,
  });
  expect(existsSync(join(repository.path, "../runner/npx"))).toBe(false);
});
