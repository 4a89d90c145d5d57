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
function folder() {
  const { path } = sandbox();
  const top = join(path, "top");
  mkdirSync(top);
  mkdirSync(join(path, "outside"));
  writeFileSync(join(top, "a"), "old", { mode: 0o640 });
  symlinkSync("../outside", join(top, "link"));
  symlinkSync("a", join(top, "loose"));
  const commonDirectory = join(path, "git");
  mkdirSync(commonDirectory);
  const place = { root: top, commonDirectory };
  return { top, place, read: (file: string) => readFileSync(join(top, file), "utf8") };
}

const [old, fresh] = [Buffer.from("old"), Buffer.from("new")];

test("a file is replaced only if it still is what it was, and is a file", async () => {
  const { top, place, read } = folder();
  await replaceFile(place, "a", old, fresh);
  expect(read("a")).toBe("new");
  await expect(replaceFile(place, "a", old, fresh)).rejects.toThrow("a changed since it was read");
  await expect(replaceFile(place, "loose", fresh, old)).rejects.toThrow(WriteError);
  await expect(removeFile(place, "a", old)).rejects.toThrow("a changed since it was read");
  expect(read("a")).toBe("new");
  await removeFile(place, "a", fresh);
  expect(readdirSync(top).sort()).toEqual(["link", "loose"]);
});

test("a new file is whole, has the other one's permissions, and never replaces anything", async () => {
  const { top, place, read } = folder();
  await createFile(place, "b", fresh, { like: "a" });
  expect(statSync(join(top, "b")).mode & 0o777).toBe(0o640);
  for (const taken of ["a", "loose", "link"]) {
    await expect(createFile(place, taken, fresh)).rejects.toThrow(WriteError);
  }
  await expect(moveFile(place, "b", "a")).rejects.toThrow(WriteError);
  await expect(moveFile(place, "b", "loose")).rejects.toThrow(WriteError);
  expect([read("a"), read("b")]).toEqual(["old", "new"]);
  await moveFile(place, "b", "c");
  expect(readdirSync(top).sort()).toEqual(["a", "c", "link", "loose"]);
});

test("nothing goes through a symbolic link", async () => {
  const { top, place } = folder();
  await expect(makeDirectory(place, "link/x/y")).rejects.toThrow("link could not be written");
  await expect(makeDirectory(place, "a/x")).rejects.toThrow("a could not be written");
  await expect(createFile(place, "link/b", fresh)).rejects.toThrow(WriteError);
  await expect(moveFile(place, "a", "link/a")).rejects.toThrow(WriteError);
  await expect(moveFile(place, "loose", "b")).rejects.toThrow(WriteError);
  await removeIfEmpty(place, "link");
  expect(readdirSync(join(top, "link"))).toEqual([]);
});

test("folders come and go with what is in them", async () => {
  const { top, place } = folder();
  await makeDirectory(place, "x/y/z");
  await makeDirectory(place, "x/y/z");
  await moveFile(place, "a", "x/a");
  await removeIfEmpty(place, "x/y/z");
  expect(readdirSync(join(top, "x"))).toEqual(["a"]);
});
