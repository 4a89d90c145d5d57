import { describe, expect, test } from "vitest";
import type { SessionProvider, SessionRecord } from "../src/association/session-provider.ts";
import {
  findSessionsByTaskId,
  hasSessionsForTask,
  updateSessionTaskAssociation,
} from "../src/session-task-association.ts";

type Call = [name: string, update: unknown];

/** A provider that keeps its sessions in memory, and a list of what it was told. */
function providerOf(
  records: readonly unknown[],
  onUpdate: (name: string, count: number) => unknown = () => undefined,
): SessionProvider & { readonly calls: Call[] } {
  const calls: Call[] = [];
  return {
    calls,
    listSessions: async () => records as readonly SessionRecord[],
    updateSession: (name, update) => {
      calls.push([name, update]);
      return onUpdate(name, calls.length);
    },
  };
}

async function callsOf(record: unknown, from: string, to: string): Promise<readonly Call[]> {
  const sessionProvider = providerOf([record]);
  const result = await updateSessionTaskAssociation(from, to, { sessionProvider });
  const count = sessionProvider.calls.length;
  expect(result).toMatchObject({ sessionsFound: count, sessionsUpdated: count, errors: [] });
  return sessionProvider.calls;
}

const none = { sessionsFound: 0, sessionsUpdated: 0, updatedSessions: [] };

describe("what a provider is told", () => {
  test.each<[stored: object, from: string, to: string, update: object]>([
    [{ taskId: "md#123" }, "md#123", "mt#456", { taskId: "mt#456" }],
    [{ taskId: "md#123", backend: "md" }, "md#123", "mt#456", { taskId: "mt#456" }],
    [{ taskId: "md#123", backend: 5 }, "md#123", "mt#456", { taskId: "mt#456" }],
    [{ taskId: "md#123" }, "md#123", "456", { taskId: "md#456" }],
    [{ taskId: "md#123" }, "md#123", "task#456", { taskId: "md#456" }],
    [{ taskId: "123" }, "md#123", "mt#456", { taskId: "456" }],
    [{ taskId: "#123" }, "md#123", "mt#456", { taskId: "#456" }],
    [{ taskId: "task#123" }, "md#123", "mt#456", { taskId: "task#456" }],
    [{ taskId: "123" }, "md#123", "#456", { taskId: "456" }],
    [{ taskId: "123" }, "md#123", "mt#123", { taskId: "123" }],
    [{ taskId: "123" }, "123", "mt#456", { taskId: "456" }],
    [{ taskId: "#123" }, "task#123", "456", { taskId: "#456" }],
    [{ taskId: "123", backend: "md" }, "md#123", "md#456", { taskId: "456" }],
    [{ taskId: "123", backend: "markdown" }, "md#123", "md#456", { taskId: "456" }],
    [{ taskId: "123", backend: "md" }, "md#123", "456", { taskId: "456" }],
    [{ taskId: "123", backend: "md" }, "md#123", "mt#456", { taskId: "456", backend: "mt" }],
    [{ taskId: "123", backend: "markdown" }, "md#123", "gh#4", { taskId: "4", backend: "github" }],
    [{ taskId: "123", backend: "markdown" }, "md#123", "x#4", { taskId: "4", backend: "x" }],
    [{ taskId: "#123", backend: "x" }, "x#123", "md#4", { taskId: "#4", backend: "md" }],
    [{ taskId: "123", backend: null }, "123", "456", { taskId: "456" }],
    [{ taskId: "123", backend: "" }, "md#123", "mt#456", { taskId: "456" }],
    [{ taskId: "md#123" }, "md#123", "md#123", { taskId: "md#123" }],
    [{ taskId: "0123" }, "md#0123", "mt#007", { taskId: "007" }],
    [{ taskId: "__proto__" }, "md#__proto__", "mt#constructor", { taskId: "constructor" }],
  ])("%j, moved from %s to %s, is told %j", async (stored, from, to, update) => {
    expect(await callsOf({ session: "a", ...stored }, from, to)).toStrictEqual([["a", update]]);
  });
});

describe("what is not caught", () => {
  test.each<[stored: object, from: string]>([
    [{ taskId: "gh#123" }, "md#123"],
    [{ taskId: "MD#123" }, "md#123"],
    [{ taskId: "md#0123" }, "md#123"],
    [{ taskId: "0123" }, "md#123"],
    [{ taskId: "1234" }, "md#123"],
    [{ taskId: "123", backend: "gh" }, "md#123"],
    [{ taskId: "123", backend: "github" }, "md#123"],
    [{ taskId: "123", backend: "no backend" }, "md#123"],
    [{ taskId: "123", backend: 5 }, "md#123"],
    [{ taskId: "123", backend: "md" }, "123"],
    [{ taskId: "123", backend: "gh" }, "#123"],
    [{ taskId: "md#123" }, "123"],
    [{ taskId: "md#123" }, "task#123"],
  ])("%j by %s", async (stored, from) => {
    expect(await callsOf({ session: "a", ...stored }, from, "mt#456")).toEqual([]);
  });

  test("records that name no session or no task, or cannot be looked at", async () => {
    const hostile = [
      null,
      undefined,
      7,
      "md#1",
      [],
      {},
      { taskId: "md#1" },
      { session: "", taskId: "md#1" },
      { session: 7, taskId: "md#1" },
      { session: "a" },
      { session: "a", taskId: 1 },
      { session: "a", taskId: null },
      { session: "a", taskId: "" },
      { session: "a", taskId: "md #1" },
      { session: "a", taskId: "md#1\n" },
      { session: "a", taskId: { toString: () => "md#1" } },
      {
        session: "a",
        get taskId() {
          throw new Error("no");
        },
      },
    ];
    const proto = JSON.parse('{ "__proto__": { "session": "p", "taskId": "md#1" } }') as unknown;
    const sessionProvider = providerOf([...hostile, proto, { sessionId: "b", taskId: "md#1" }]);
    const result = await updateSessionTaskAssociation("md#1", "mt#1", { sessionProvider });
    expect(result).toMatchObject({ sessionsFound: 1, updatedSessions: ["b"], errors: [] });
    expect(await findSessionsByTaskId("md#1", sessionProvider)).toEqual(["b"]);
  });
});

describe("updateSessionTaskAssociation with a provider", () => {
  const names = ["z", "a", "__proto__", "constructor", "m"];
  const records = names.map((session, i) =>
    i % 2 === 0 ? { session, taskId: "md#1" } : { sessionId: session, taskId: "1" },
  );

  test("updates in the order of the list, one after the other", async () => {
    let running = 0;
    const sessionProvider = providerOf(records, async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise(resolve => setTimeout(resolve, 1));
      running -= 1;
    });
    expect(await updateSessionTaskAssociation("md#1", "mt#2", { sessionProvider })).toEqual({
      sessionsFound: 5,
      sessionsUpdated: 5,
      updatedSessions: names,
      errors: [],
    });
    expect(sessionProvider.calls.map(([name]) => name)).toEqual(names);
  });

  test("goes on where every second update is rejected", async () => {
    const sessionProvider = providerOf(records, async (_, count) => {
      if (count % 2 === 0) throw new Error("locked");
    });
    expect(await updateSessionTaskAssociation("md#1", "mt#2", { sessionProvider })).toEqual({
      sessionsFound: 5,
      sessionsUpdated: 3,
      updatedSessions: ["z", "__proto__", "m"],
      errors: [
        "Failed to update session a: locked",
        "Failed to update session constructor: locked",
      ],
    });
  });

  test.each<[thrown: unknown, said: string]>([
    ["busy", "busy"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [Object.create(null), "[object Object]"],
    [new Error("two\n  lines\n"), "two; lines"],
    [
      Object.defineProperty(new Error("x"), "message", {
        get: () => {
          throw new Error("hostile");
        },
      }),
      "[object Object]",
    ],
  ])("says in one line what was thrown: case %#", async (thrown, said) => {
    const sessionProvider = providerOf(records.slice(0, 1), () => {
      throw thrown;
    });
    const { errors } = await updateSessionTaskAssociation("md#1", "mt#2", { sessionProvider });
    expect(errors).toEqual([`Failed to update session z: ${said}`]);
  });

  test("counts in a dry run what it would update, and updates nothing", async () => {
    const sessionProvider = providerOf(records);
    const options = { sessionProvider, dryRun: true };
    expect(await updateSessionTaskAssociation("md#1", "mt#2", options)).toEqual({
      sessionsFound: 5,
      sessionsUpdated: 5,
      updatedSessions: names,
      errors: [],
    });
    expect(sessionProvider.calls).toEqual([]);
  });

  test("decides on the records as they were listed: what an update makes is not moved again", async () => {
    const stored = [
      { session: "a", taskId: "md#1" },
      { session: "b", taskId: "gh#7" },
    ];
    const sessionProvider = providerOf(stored, () => {
      for (const record of stored) record.taskId = "md#1";
    });
    await updateSessionTaskAssociation("md#1", "mt#2", { sessionProvider });
    expect(sessionProvider.calls.map(([name]) => name)).toEqual(["a"]);
  });

  test("has a line for each bad ID, and asks nothing", async () => {
    const sessionProvider = providerOf(records);
    const update = (old: unknown, renewed: unknown) =>
      updateSessionTaskAssociation(old as string, renewed as string, { sessionProvider });
    expect(await update("md 1", "")).toEqual({
      ...none,
      errors: ["Invalid task ID format: md 1", "Invalid task ID format: "],
    });
    expect(await update("md#1", undefined)).toEqual({
      ...none,
      errors: ["Invalid task ID format: undefined"],
    });
    expect((await update(Object.create(null), "md#1")).errors).toEqual([
      "Invalid task ID format: [object Object]",
    ]);
    expect(sessionProvider.calls).toEqual([]);
  });

  test("has one line where the sessions cannot be listed", async () => {
    const update = (listSessions: unknown) => {
      const sessionProvider = { ...providerOf([]), listSessions } as SessionProvider;
      return updateSessionTaskAssociation("md#1", "mt#1", { sessionProvider });
    };
    const fails = await update(() => Promise.reject(new Error("no database")));
    expect(fails).toEqual({ ...none, errors: ["Failed to list sessions: no database"] });
    expect((await update(() => null)).errors).toEqual([
      "Failed to list sessions: listSessions() did not return a list",
    ]);
    expect((await update("no function")).errors).toHaveLength(1);
  });
});

describe("findSessionsByTaskId and hasSessionsForTask with a provider", () => {
  const provider = providerOf([
    { session: "z", taskId: "md#1" },
    { session: "a", taskId: "1" },
    { session: "g", taskId: "1", backend: "github" },
    { session: "y", taskId: "gh#1" },
  ]);

  test.each<[id: string, names: string[]]>([
    ["md#1", ["z", "a"]],
    ["gh#1", ["a", "g", "y"]],
    ["#1", ["a"]],
    ["md#2", []],
    ["no ID", []],
  ])("%s: %j", async (id, names) => {
    expect(await findSessionsByTaskId(id, provider)).toEqual(names);
    expect(await hasSessionsForTask(id, provider)).toBe(names.length > 0);
  });

  test("they pass on what the provider throws: an empty list would be a lie", async () => {
    const failing = { ...provider, listSessions: () => Promise.reject(new Error("no database")) };
    await expect(findSessionsByTaskId("md#1", failing)).rejects.toThrow("no database");
    await expect(hasSessionsForTask("md#1", failing)).rejects.toThrow("no database");
  });
});
