import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WriteError } from "../../src/errors.ts";
import {
  createFile,
  makeDirectory,
  moveFile,
  removeFile,
  removeIfEmpty,
  replaceFile,
} from "../../src/fix/worktree-files.ts";
import { sandbox } from "../support/repository.ts";

/** A folder with a file `a`, a link `link` to a folder outside of it, and a link `loose` to `a`. */
function folder(): { readonly top: string; readonly read: (path: string) => string } {
  const { path } = sandbox();
  const top = join(path, "top");
  mkdirSync(top);
  mkdirSync(join(path, "outside"));
  writeFileSync(join(top, "a"), "old", { mode: 0o640 });
  symlinkSync("../outside", join(top, "link"));
  symlinkSync("a", join(top, "loose"));
  return { top, read: file => readFileSync(join(top, file), "utf8") };
}

const [old, fresh] = [Buffer.from("old"), Buffer.from("new")];

test("a file is replaced only if it still is what it was, and is a file", async () => {
  const { top, read } = folder();
  await replaceFile(top, "a", old, fresh);
  expect(read("a")).toBe("new");
  await expect(replaceFile(top, "a", old, fresh)).rejects.toThrow("a changed since it was read");
  await expect(replaceFile(top, "loose", fresh, old)).rejects.toThrow(WriteError);
  await expect(removeFile(top, "a", old)).rejects.toThrow("a changed since it was read");
  expect(read("a")).toBe("new");
  await removeFile(top, "a", fresh);
  expect(readdirSync(top).sort()).toEqual(["link", "loose"]);
});

test("a new file is whole, has the other one's permissions, and never replaces anything", async () => {
  const { top, read } = folder();
  await createFile(top, "b", fresh, { like: "a" });
  expect(statSync(join(top, "b")).mode & 0o777).toBe(0o640);
  for (const taken of ["a", "loose", "link"]) {
    await expect(createFile(top, taken, fresh)).rejects.toThrow(WriteError);
  }
  await expect(moveFile(top, "b", "a")).rejects.toThrow(WriteError);
  await expect(moveFile(top, "b", "loose")).rejects.toThrow(WriteError);
  expect([read("a"), read("b")]).toEqual(["old", "new"]);
  await moveFile(top, "b", "c");
  expect(readdirSync(top).sort()).toEqual(["a", "c", "link", "loose"]);
});

test("nothing goes through a symbolic link", async () => {
  const { top } = folder();
  await expect(makeDirectory(top, "link/x/y")).rejects.toThrow("link could not be written");
  await expect(makeDirectory(top, "a/x")).rejects.toThrow("a could not be written");
  await expect(createFile(top, "link/b", fresh)).rejects.toThrow(WriteError);
  await expect(moveFile(top, "a", "link/a")).rejects.toThrow(WriteError);
  await expect(moveFile(top, "loose", "b")).rejects.toThrow(WriteError);
  await removeIfEmpty(top, "link");
  expect(readdirSync(join(top, "link"))).toEqual([]);
});

test("folders come and go with what is in them", async () => {
  const { top } = folder();
  await makeDirectory(top, "x/y/z");
  await makeDirectory(top, "x/y/z");
  await moveFile(top, "a", "x/a");
  await removeIfEmpty(top, "x/y/z");
  expect(readdirSync(join(top, "x"))).toEqual(["a"]);
});
