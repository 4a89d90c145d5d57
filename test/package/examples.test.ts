import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import { recipe, root, version } from "../support/recipes.ts";
import { type Run, sandbox, TestRepository } from "../support/repository.ts";

testSinceGit(38).each(["plain", "bulk-migration", "awkward-history"])(
  "%s can be played as its story tells it, with the same output",
  name => {
    const { repository, run } = play(name);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const readme = recipe(`examples/${name}/README.md`);
    expect(readme).toContain(`npm run example ${name}\n`);
    const steps = stepsOf(readme);
    expect(steps.length).toBeGreaterThan(2);
    expect(run.stdout).toMatch(/cd '.*\/played'\n/);
    expect(run.stdout).toContain(`\n  ${steps[0]?.command}\n`);
    for (const { command, output } of steps) {
      expect(type(repository, command), command).toBe(output);
    }
  },
  180_000,
); // Real repositories with thirty processes and more.

test("who plays needs no identity of their own in git, and npx finds the command", () => {
  const { repository } = play("plain");
  const npx = repository.run("npx", ["--offline", "session-assoc", "--version"]);
  expect(npx).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  expect(repository.status()).toBe("");
  expect(repository.git("config", "--local", "user.name")).toBe("Ada");
});

test("a folder that holds something is left alone, and so is a name that means no example", () => {
  const box = sandbox();
  const folder = join(box.path, "played");
  mkdirSync(folder);
  symlinkSync("nowhere", join(folder, "mine"));
  const refused = play("plain", box).run;
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain(`${folder} is not empty: name another folder`);
  expect(readdirSync(folder)).toEqual(["mine"]);
  expect(play("two-branches").run.stderr).toBe(
    "name an example: npm run example plain|bulk-migration|awkward-history [folder]\n",
  );
});

/** Builds an example in the folder `played` of a sandbox. */
function play(
  name: string,
  { path, environment } = sandbox(),
): { readonly run: Run; readonly repository: TestRepository } {
  const repository = new TestRepository(join(path, "played"), { ...environment, ...anyUser });
  const program = [join(root, "examples/play.js"), name, "played"];
  const run = new TestRepository(path, environment).run(process.execPath, program, {
    // As npm says where it was called.
    env: { INIT_CWD: path },
  });
  return { run, repository };
}

/** Git knows them by its configuration alone. */
const anyUser = {
  ...{ GIT_AUTHOR_NAME: undefined, GIT_AUTHOR_EMAIL: undefined },
  ...{ GIT_COMMITTER_NAME: undefined, GIT_COMMITTER_EMAIL: undefined },
  ...{ GIT_AUTHOR_DATE: "2026-03-12T09:00:00Z", GIT_COMMITTER_DATE: "2026-03-12T09:00:00Z" },
};

interface Step {
  readonly command: string;
  readonly output: string;
}

/** What a story types, and what it says is printed. */
function stepsOf(readme: string): readonly Step[] {
  const quotes = [...readme.matchAll(/^```\n(\$ .*?)^```$/gms)].map(([, quote = ""]) => quote);
  return quotes
    .flatMap(quote => quote.split(/^\$ /m).slice(1))
    .map(step => {
      const end = step.indexOf("\n");
      return { command: step.slice(0, end), output: step.slice(end + 1) };
    });
}

/** What a person sees; npx, which takes half a second each time, is tried in the next test. */
function type(repository: TestRepository, command: string): string {
  const typed = command.replaceAll("npx session-assoc", "session-assoc");
  return repository.run("sh", ["-c", `{ ${typed}\n} 2>&1`]).stdout;
}
