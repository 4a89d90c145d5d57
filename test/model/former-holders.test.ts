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
    const { certain, perhaps } = formerOf(held);
    const all = [...certain.map(show), ...perhaps.map(one => `${show(one)}?`)];
    return `${show(held)} < ${all.join(", ")}`.trim();
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
      "the one session of its file that named the same task, whatever it is called now",
      { "sessions/a.yaml": login },
      { "sessions/a.yaml": "session: signin\ntaskId: md#1\nnotes: all is new\n" },
      ["a:signin < a:login"],
    ],
    [
      "perhaps one of several in its file",
      { "sessions/a.yaml": `- session: x\n- session: login\n  taskId: md#1\n` },
      { "sessions/a.yaml": `- session: x\n- session: signin\n  taskId: md#1\n` },
      ["a:x < a:x", "a:signin < a:login?"],
    ],
    [
      "all that a file was that has given it its name",
      { "sessions/a.yaml": "taskId: md#1\n" },
      { "sessions/b.yaml": "taskId: md#1\n" },
      ["b:b < a:a"],
    ],
    [
      "perhaps one that went with another name of its own: it was renamed, or replaced",
      { "sessions/a.yaml": "session: login\ntaskId: md#1\n" },
      { "sessions/b.yaml": "session: payment\ntaskId: md#1\n" },
      ["b:payment < a:login?"],
    ],
    [
      "perhaps one that went with another text",
      { "sessions/a.yaml": "taskId: md#1\nnotes: this one stays as it was\n" },
      { "sessions/b.yaml": "taskId: md#1\nnotes: this one does not\n" },
      ["b:b < a:a?"],
    ],
    [
      "nothing where the task is another one too",
      { "sessions/a.yaml": "taskId: md#1\nnotes: this one stays as it was\n" },
      { "sessions/b.yaml": "taskId: md#2\nnotes: this one stays as it was\n" },
      ["b:b <"],
    ],
    [
      "perhaps several, where it cannot be told which",
      { "sessions/a.yaml": "taskId: md#1\n", "sessions/b.yaml": "taskId: md#1\n" },
      { "sessions/c.yaml": "taskId: md#1\n" },
      ["c:c < a:a?, b:b?"],
    ],
    [
      "itself among many of one file",
      { "sessions/all.yaml": "- session: x\n- session: y\n  taskId: md#1\n" },
      { "sessions/all.yaml": "- session: y\n- session: z\n" },
      ["all:y < all:y", "all:z <"],
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

  test("the record that it was copied from, though that stays as a tombstone", () => {
    const copy = { "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: md#1\nparent: md#7\n" };
    expect(
      formers(
        { "tasks/md/1.yaml": "id: md#1\nparent: md#7\n" },
        { "tasks/md/1.yaml": "id: md#1\nmigratedTo: mt#1\nparent: md#7\n", ...copy },
      ),
    ).toEqual(["1:md#1 < 1:md#1", "1:mt#1 < 1:md#1"]);
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
