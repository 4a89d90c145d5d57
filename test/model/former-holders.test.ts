import { describe, expect, test } from "vitest";
import { formerHoldersIn, heldIn } from "../../src/model/former-holders.ts";
import { projectOf, settingsFrom, type Texts } from "../support/memory.ts";

/** `file name < file name, …` for each session or task after a change, and what it was before. */
function formers(before: Texts, after: Texts): readonly string[] {
  const change = { before: projectOf(before), after: projectOf(after) };
  const formerOf = formerHoldersIn(change, settingsFrom(""));
  const show = ({ file, holder }: ReturnType<typeof heldIn>[number]) =>
    `${file.replace(/^.*\/|\.yaml$/g, "")}:${holder.name}`;
  return heldIn(change.after).map(held => {
    return `${show(held)} < ${formerOf(held).map(show).join(", ")}`.trim();
  });
}

describe("what a session was before a change", () => {
  const login = "session: login\ntaskId: md#1\n";
  test.each<[what: string, before: Texts, after: Texts, expected: string[]]>([
    [
      "itself, in its own file, whatever else changed",
      { "sessions/a.yaml": login },
      { "sessions/a.yaml": "taskId: gh#7\nowner: ada\nsession: login\n" },
      ["a:login < a:login"],
    ],
    ["nothing when it is new", {}, { "sessions/a.yaml": login }, ["a:login <"]],
    [
      "itself in a file that is gone",
      { "sessions/a.yaml": login },
      { "sessions/b.yaml": login.replace("md#1", "mt#1") },
      ["b:login < a:login"],
    ],
    [
      "nothing when the other file still holds it: it was copied",
      { "sessions/a.yaml": login },
      { "sessions/a.yaml": login, "sessions/b.yaml": login },
      ["a:login < a:login", "b:login <"],
    ],
    [
      "the same text under another name, in the same file or another",
      { "sessions/a.yaml": `${login}notes: only here\n` },
      { "sessions/b.yaml": "session: signin\ntaskId: mt#1\nnotes: only here\n" },
      ["b:signin < a:login"],
    ],
    [
      "half of the text, where the task is the same",
      { "sessions/a.yaml": "taskId: md#1\nnotes: this one stays as it was\n" },
      { "sessions/b.yaml": "taskId: md#1\nnotes: this one stays as it was\nowner: ada\n" },
      ["b:b < a:a"],
    ],
    [
      "not half of the text, where the task is another",
      { "sessions/a.yaml": "taskId: md#1\nnotes: this one stays as it was\n" },
      { "sessions/b.yaml": "taskId: md#2\nnotes: this one stays as it was\nowner: ada\n" },
      ["b:b <"],
    ],
    [
      "several, where it cannot be told which",
      { "sessions/a.yaml": "taskId: md#1\n", "sessions/b.yaml": "taskId: md#1\n" },
      { "sessions/c.yaml": "taskId: md#1\n" },
      ["c:c < a:a, b:b"],
    ],
    [
      "itself among many of one file",
      { "sessions/all.yaml": "- session: x\n- session: y\n  taskId: md#1\n" },
      { "sessions/all.yaml": "- session: y\n- session: z\n" },
      ["all:y < all:y", "all:z < all:x"],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(formers(before, after)).toEqual(expected);
  });
});

describe("what a task was before a change", () => {
  test("itself under its former ID, in its old file or the same one", () => {
    const task = "title: Login\ndependsOn: [md#7]\n";
    const before = { "tasks/md/1.yaml": `id: md#1\n${task}` };
    const after = `id: mt#1\nmigratedFrom: md#1\n${task}`;
    expect(formers(before, { "tasks/mt/1.yaml": after })).toEqual(["1:mt#1 < 1:md#1"]);
    expect(formers(before, { "tasks/md/1.yaml": after })).toEqual(["1:mt#1 < 1:md#1"]);
  });

  test("nothing when it only looks the same", () => {
    expect(
      formers(
        { "tasks/a.yaml": "id: md#1\ntitle: One\n" },
        { "tasks/b.yaml": "id: mt#2\ntitle: Two\n" },
      ),
    ).toEqual(["b:mt#2 <"]);
  });
});
