import { join } from "node:path";
import { expect, test } from "vitest";
import { beginOpening } from "../../src/git/locate.ts";
import { openRepository } from "../../src/git/repository.ts";
import { createRepository, sandbox, type TestRepository } from "../support/repository.ts";

/** What was found from a folder; absolute paths begin at the folder of the test. */
async function opened(repository: TestRepository, from = ".") {
  const { git, ...found } = await openRepository(join(repository.path, from));
  return found;
}

test.each(["ordinary", "line\nbreaks\n"])(
  "a repository is found with all its worktrees share, in a folder called %j",
  async name => {
    const { path } = createRepository();
    const source = createRepository();
    const top = join(path, "..", name);
    source.run("cp", ["-R", source.path, top]);
    const repository = source.sibling(top);
    const head = repository.git("rev-parse", "HEAD");
    const shared = {
      commonDirectory: join(top, ".git"),
      hooksDirectory: join(top, ".git/hooks"),
      isQuarantined: false,
      hasReplacements: false,
      isShallow: false,
      head,
    };
    expect(await opened(repository)).toEqual({
      ...shared,
      topLevel: top,
      gitDirectory: join(top, ".git"),
    });
    expect(await opened(repository, ".git")).toEqual({
      ...shared,
      topLevel: undefined,
      gitDirectory: join(top, ".git"),
    });
    repository.git("worktree", "add", "--quiet", "--detach", "linked");
    expect(await opened(repository, "linked")).toEqual({
      ...shared,
      topLevel: join(top, "linked"),
      gitDirectory: join(top, ".git/worktrees/linked"),
    });
  },
);

test("before the first commit there is no head, bare or not", async () => {
  const { path, environment } = sandbox();
  const source = createRepository().in(environment);
  for (const [name, options] of [
    ["empty", []],
    ["bare", ["--bare"]],
  ] as const) {
    source.git("init", "--quiet", ...options, join(path, name));
    const repository = source.sibling(join(path, name));
    const directory = join(path, name, name === "bare" ? "." : ".git");
    expect(await opened(repository)).toEqual({
      topLevel: name === "bare" ? undefined : join(path, name),
      gitDirectory: directory,
      commonDirectory: directory,
      hooksDirectory: join(directory, "hooks"),
      isQuarantined: false,
      hasReplacements: false,
      isShallow: false,
      head: undefined,
    });
  }
});

test("hooks are where git looks for them", async () => {
  const repository = createRepository({ "sub/x.txt": "" });
  for (const [configured, expected] of [
    [".husky/_", join(repository.path, ".husky/_")],
    ["/elsewhere", "/elsewhere"],
  ] as const) {
    repository.git("config", "core.hooksPath", configured);
    for (const from of [".", "sub"]) {
      expect((await opened(repository, from)).hooksDirectory).toBe(expected);
    }
  }
});

test("in a bare repository, and inside of .git, hooks are looked for from the top", async () => {
  const source = createRepository();
  const bare = source.sibling(join(source.path, "../bare.git"));
  source.git("clone", "--quiet", "--bare", ".", bare.path);
  for (const [repository, directory] of [
    [bare, "."],
    [source, ".git"],
  ] as const) {
    repository.git("config", "core.hooksPath", "some");
    const expected = join(repository.path, directory, "some");
    for (const from of [directory, `${directory}/objects`]) {
      expect((await opened(repository, from)).hooksDirectory).toBe(expected);
    }
  }
});

test("what was asked ahead of time counts once, and there only", async () => {
  const repository = createRepository();
  const opening = beginOpening(repository.path);
  const first = repository.head();
  const other = createRepository();
  const elsewhere = other.commit("other", { "b.txt": "b" });
  expect((await openRepository(other.path, false, opening)).head).toBe(elsewhere);
  expect((await openRepository(repository.path, false, opening)).head).toBe(first);
  const second = repository.commit("more", { "a.txt": "a" });
  expect((await openRepository(repository.path, false, opening)).head).toBe(second);
});
