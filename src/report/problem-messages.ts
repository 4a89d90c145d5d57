import type { ProblemReason } from "../model/record.ts";
import { whereItCanBeDone } from "./next-step.ts";

/** The sentences of a finding: what is wrong, and what to do next. */
export interface Message {
  readonly message: string;
  readonly help: string;
}

/** Why a file cannot be read as a session or task. Texts from files are not escaped yet. */
export function describeProblem(reason: ProblemReason, snapshot: string): Message {
  const elsewhere = "a file that is no session or task is excluded in .session-assoc.yaml";
  switch (reason.kind) {
    case "yaml":
      return { message: `not valid YAML: ${reason.detail}`, help: "correct the YAML there" };
    case "conflict-markers":
      return {
        message: "conflict markers are left in the file",
        help: "resolve the conflict, and remove the markers",
      };
    case "unmerged":
      return {
        message: "the file is in conflict",
        help: whereItCanBeDone("resolve the conflict, then git add it", snapshot),
      };
    case "utf8":
      return { message: "the file is not UTF-8", help: "save it as UTF-8" };
    case "file-name":
      return { message: "the file's name is not UTF-8", help: "rename it" };
    case "unreadable":
      return {
        message: `the file cannot be read: ${reason.detail}`,
        help: "repair what the system says",
      };
    case "too-large":
      return {
        message: `the file has ${reason.bytes} bytes, more than the ${reason.limit} that are read`,
        help: "split it, or exclude it in .session-assoc.yaml",
      };
    case "too-deep":
      return {
        message: `nested deeper than ${reason.limit} levels, which is not read`,
        help: `write it with fewer levels; ${elsewhere}`,
      };
    case "not-a-mapping":
      return {
        message: "not a mapping of keys to values",
        help: `write \`key: value\` there; ${elsewhere}`,
      };
    case "missing-id":
      return {
        message: `a task without ${reason.key}`,
        help: `give it one, as in ${reason.key}: md#123; ${elsewhere}`,
      };
    case "not-text":
      return {
        message: `${reason.key} must be text, not a list or a mapping`,
        help: `write a single value after ${reason.key}:`,
      };
    case "too-long":
      return {
        message: `${reason.key} has more than ${reason.limit} characters, which are not read`,
        help: `write a shorter one; ${elsewhere}`,
      };
    case "not-an-id":
      return {
        message: `${reason.key}: ${JSON.stringify(reason.text)} is not a task ID`,
        help: "an ID is backend#number or a number, without white space",
      };
    case "not-qualified":
      return {
        message: `${reason.key}: ${JSON.stringify(reason.text)} is not a qualified task ID`,
        help: "write it with its backend, as in md#123",
      };
    case "comment":
      return {
        message: `${reason.key}: YAML takes ${reason.comment} for a comment, not for a part of the ID`,
        help: "put the ID in quotes, without white space before the #",
      };
  }
}
