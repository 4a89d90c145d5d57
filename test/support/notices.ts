import { createHash } from "node:crypto";
import type { Notice } from "../../src/report/notice.ts";
import type { Texts } from "./memory.ts";

export const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

export function notice(changes: Partial<Notice> = {}): Notice {
  return {
    code: "stale-task-id",
    level: "error",
    place: { file: "sessions/a.yaml", position: { line: 2, column: 9 }, length: 6 },
    message: "session a names md#123",
    help: "npx session-assoc fix sessions/a.yaml",
    existing: false,
    identity: "a",
    ...changes,
  };
}

/** A notice with one text in every place where text of a repository can stand. */
export function noticeSaying(text: string): Notice {
  const place = { file: text, position: { line: 2, column: 9 }, length: 6 };
  return notice({ place, message: `session ${text} names`, help: `write ${text}`, identity: text });
}

/** Files with a finding for every code. */
export const everyFinding = {
  files: {
    "sessions/a.yaml": "taskId: md#123",
    "sessions/b.yaml": "session: a\ntaskId: md#9",
    "sessions/c.yaml": "taskId: 5",
    "sessions/d.yaml": "taskId: md#7",
    "sessions/e.yaml": "[",
    "tasks/1.yaml": "- {id: mt#123, migratedFrom: md#123}\n- {id: a#5}\n- {id: b#5}\n- {id: md#7}",
    "tasks/2.yaml":
      "- {id: mt#7, migratedFrom: md#7}\n- {id: a#5}\n- {id: mt#8, migratedFrom: a#8}",
    "tasks/3.yaml": "- {id: mt#9, migratedFrom: a#8}\n- {id: a#1, migratedTo: a#1}",
    "tasks/4.yaml": "- {id: b#99}",
  } satisfies Texts,
  config: "backends: { md: { retired: true } }",
};

/** What somebody might write into a repository so that a service takes it for more than text. */
export const hostileTexts: readonly string[] = [
  "::set-output name=a::b",
  "a\n::error::b",
  "a\r\n::stop-commands::x",
  "%0A::error::b",
  "%250A%25",
  "file=x,line=1:2::",
  "##[error]a",
  "\u001b[2J\u202e\u0000",
  "[click](javascript:alert(1))",
  "![image](http://evil.example/a.png)",
  "<img src=x onerror=alert(1)>",
  "&lt;b&gt;",
  "| a | b |",
  "\\| a \\\\| b",
  "`code` ``more```",
  "```\nfence\n```",
  "@everyone #1 org/repo#2 !3 GH-4 $5 &6 ~label ^alert",
  "https://evil.example www.evil.example a@evil.example",
  "54c5e0ff12345678901234567890123456789012 deadbeef",
  "# heading",
  "- item\n- item",
  "1. item",
  "    indented",
  "> quote",
  "---",
  "a  \nb",
  "*em* **strong** _em_ ~~del~~ $math$ :smile:",
  "[^1] [x] [ref]: http://evil.example",
  "<!-- comment",
  "{0} {{1}} \\[a\\](1)",
  "日本 🎉 e\u0301",
  "",
  " ",
  "a%b?c#d:e f",
];
