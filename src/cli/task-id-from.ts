import { UsageError } from "../errors.ts";
import { parseTaskId, type TaskId } from "../model/task-id.ts";
import { invalidTaskId } from "../report/update.ts";

/**
 * Reads a task ID that the user gave.
 * @param place where it stands, `file:line:column`; absent for the command line
 * @throws UsageError when it is none
 */
export function taskIdFrom(text: string, place?: string): TaskId {
  const taskId = parseTaskId(text);
  if (taskId !== undefined) return taskId;
  throw new UsageError(`${place === undefined ? "" : `${place}: `}${invalidTaskId(text)}`, {
    hint: "an ID is backend#number or a number, without white space",
  });
}
