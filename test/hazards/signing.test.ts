import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { testSinceGit } from "../support/git-version.ts";
import type { TestRepository } from "../support/repository.ts";
import {
  complete,
  createStaleMerge,
  diverge,
  expectAbortable,
  expectEverywhere,
  expectMerged,
  expectStopped,
  freshLogin,
  headOf,
  login,
  merge,
  staged,
} from "../support/stale-merge.ts";

// Signatures by SSH.
const test = testSinceGit(34);

/** git can sign, with an SSH key made for the test. */
function withKey(repository: TestRepository): TestRepository {
  const key = join(repository.path, "../key");
  repository.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "charles", "-f", key]);
  const publicKey = repository.run("ssh-keygen", ["-y", "-f", key]).stdout;
  writeFileSync(`${key}.allowed`, `charles@example.org ${publicKey}`);
  repository.git("config", "gpg.format", "ssh");
  repository.git("config", "user.signingKey", key);
  repository.git("config", "gpg.ssh.allowedSignersFile", `${key}.allowed`);
  return repository;
}

/** git is told to sign, and cannot. */
function withoutKey(repository: TestRepository): TestRepository {
  repository.git("config", "gpg.program", "/bin/false");
  return repository;
}

function mustSign(repository: TestRepository): TestRepository {
  repository.git("config", "commit.gpgSign", "true");
  return repository;
}

function expectSigned(repository: TestRepository): void {
  expect(repository.tryGit("verify-commit", "HEAD")).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Good "git" signature for charles@example.org'),
  });
}

describe("a merge commit that is signed", () => {
  test("holds the rewritten ID under a signature of its own", () => {
    const repository = mustSign(withKey(createStaleMerge()));
    const main = headOf(repository);
    expect(merge(repository).code).toBe(0);
    expectMerged(repository, main);
    expectSigned(repository);
  });

  test("holds it also when only git merge -S asks for the signature", () => {
    const repository = withKey(createStaleMerge());
    const main = headOf(repository);
    expect(merge(repository, "-S").code).toBe(0);
    expectMerged(repository, main);
    expectSigned(repository);
  });

  test("keeps author, dates and message", () => {
    const repository = mustSign(withKey(createStaleMerge()));
    const message = "Merge what is ready\n\nä\n";
    const env = {
      GIT_AUTHOR_DATE: "2025-05-05T05:05:05+0530",
      GIT_COMMITTER_DATE: "2025-05-06T05:05:05-0300",
    };
    expect(repository.run("git", ["merge", "-m", message, "feature"], { env }).code).toBe(0);
    const format = "--format=%an <%ae> %ai%n%cn <%ce> %ci%n%B";
    expect(repository.git("log", "-1", format)).toBe(
      "Ada <ada@example.org> 2025-05-05 05:05:05 +0530\n" +
        "Charles <charles@example.org> 2025-05-06 05:05:05 -0300\n" +
        message,
    );
    expectSigned(repository);
  });

  test("is made by git commit where onStale is stop", () => {
    const base = { ".session-assoc.yaml": "onStale: stop\n" };
    const repository = mustSign(withKey(createStaleMerge({ base })));
    const main = headOf(repository);
    expectStopped(repository, main, merge(repository));
    expect(complete(repository).code).toBe(0);
    expectMerged(repository, main);
    expectSigned(repository);
  });
});

describe("a merge commit that must be signed and cannot be", () => {
  function stopped(...options: readonly string[]) {
    const repository = withoutKey(createStaleMerge());
    if (options.length === 0) mustSign(repository);
    const main = headOf(repository);
    const run = merge(repository, ...options);
    expect(run.code).not.toBe(0);
    expect(headOf(repository)).toBe(main);
    expect(staged(repository)).toBe(freshLogin);
    expect(repository.read(login)).toBe(freshLogin);
    expect(repository.status()).toBe(`A  ${login}`);
    return { repository, main, run };
  }

  test("is not made: the merge stops with the rewritten ID staged, and says why", () => {
    const { repository, main, run } = stopped();
    expectStopped(repository, main, run);
    expect(run.stderr).toContain("commits must be signed here, and signing failed");
  });

  test.each([[[]], [["-S"]]])("is made without a signature by git commit (merge %s)", options => {
    const { repository, main } = stopped(...options);
    const run = repository.tryGit("-c", "commit.gpgSign=false", "commit", "--no-edit");
    expect(run.code).toBe(0);
    expectMerged(repository, main);
  });

  test.each([[[]], [["-S"]]])("leaves a merge that can be aborted (merge %s)", options => {
    const { repository, main } = stopped(...options);
    expectAbortable(repository, main);
  });

  test("is still not made by a git commit that cannot sign, and then by one that can", () => {
    const { repository, main } = stopped();
    expect(complete(repository).code).not.toBe(0);
    expect(headOf(repository)).toBe(main);
    withKey(repository).git("config", "--unset", "gpg.program");
    expect(complete(repository).code).toBe(0);
    expectMerged(repository, main);
    expectSigned(repository);
  });

  test("is git's own affair where nothing is stale", () => {
    const repository = diverge(
      {},
      target => target.commit("go on", { "README.md": "more\n" }),
      branch => branch.commit("unrelated", { "other.txt": "other\n" }),
    );
    const run = merge(mustSign(withoutKey(repository)));
    expect(run.code).not.toBe(0);
    expect(run.stderr).not.toContain("session-assoc");
  });
});

describe("the merge of a signed tag", () => {
  function tagged(): TestRepository {
    const repository = withKey(createStaleMerge());
    repository.git("tag", "--sign", "-m", "release", "v1", "feature");
    return repository;
  }
  const mergeTag = (repository: TestRepository) => repository.tryGit("merge", "--no-edit", "v1");
  const rawHead = (repository: TestRepository) => repository.git("cat-file", "commit", "HEAD");

  test("holds the rewritten ID, and the tag in its header as before", () => {
    const repository = tagged();
    const main = headOf(repository);
    expect(mergeTag(repository).code).toBe(0);
    expectMerged(repository, main);
    expect(rawHead(repository)).toContain(
      `\nmergetag object ${repository.git("rev-parse", "v1^{}")}`,
    );
    expect(repository.git("show", "--show-signature", "--no-patch")).toContain("merged tag 'v1'");
  });

  test("stops with the rewritten ID staged where it must be signed itself", () => {
    const repository = mustSign(tagged());
    const main = headOf(repository);
    const run = mergeTag(repository);
    expectStopped(repository, main, run);
    expect(run.stderr).toContain("the merge of a tag cannot be signed a second time");
    expect(staged(repository)).toBe(freshLogin);
    expect(complete(repository).code).toBe(0);
    expectMerged(repository, main);
    expectSigned(repository);
    expect(rawHead(repository)).toContain("\nmergetag object ");
  });

  test("says what to commit where only merge -S asks for a signature, which no hook can know", () => {
    const repository = tagged();
    const run = repository.tryGit("merge", "--no-edit", "-S", "v1");
    expect(run.stderr).toContain("the merge commit could not be rewritten");
    expect(run.stderr).toContain("git commit -m 'Follow migrated tasks'");
    expectSigned(repository);
    expect(repository.status()).toBe(`M  ${login}`);
    repository.git("commit", "-m", "Follow migrated tasks");
    expectEverywhere(repository, login, freshLogin);
    expect(repository.status()).toBe("");
  });
});
