/** The files that the stories write. */

export function taskText(who: string, id: string, more = ""): string {
  return `# ${who}\nid: ${id}\ntitle: Task ${who}\nstatus: TODO\n${more}notes: only ${who} says this\n`;
}

export function sessionText(name: string, taskId: string, more = ""): string {
  return `session: ${name}\nstarted: by ${name}\ntaskId: ${taskId}\n${more}notes: |\n  ${name} begins\n`;
}

/** What a migration by hand makes of a task's file. */
export function movedText(text: string, to: string, isRecorded: boolean): string {
  const id = /^id: (.*)$/m.exec(text)?.[1] ?? "";
  const moved = text.replace(/^id: .*$/m, `id: ${to}`);
  if (!isRecorded) return moved;
  if (/^migratedFrom: /m.test(moved)) {
    return moved.replace(/^migratedFrom: \[(.*)\]$/m, `migratedFrom: [$1, ${id}]`);
  }
  return moved.replace(/^id: .*$/m, `id: ${to}\nmigratedFrom: [${id}]`);
}
