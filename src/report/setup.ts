import type { SetupStep } from "../setup/edits.ts";
import type { NextCommand } from "../setup/next-commands.ts";
import type { Setup } from "../setup/set-up.ts";
import { toJson } from "./json-pieces.ts";
import { printable } from "./printable.ts";
import type { Colors } from "./text.ts";
import { counted } from "./words.ts";

/** What `init` did. */
export interface SetupReport {
  /** Absent where things were taken out. */
  readonly setup?: Setup;
  readonly steps: readonly SetupStep[];
  /** Commands of this clone's git configuration that were run, as people would type them. */
  readonly configured: readonly string[];
  /** What to type next, each with its reason. */
  readonly next: readonly NextCommand[];
}

export function renderSetupJson({ setup, steps, configured, next }: SetupReport): string {
  return toJson({
    ...(setup === undefined
      ? {}
      : {
          sessions: { globs: setup.settings.sessions, files: setup.sessionFiles },
          tasks: { globs: setup.settings.tasks, files: setup.taskFiles },
          hooks: { runner: setup.home.runner, place: setup.place },
        }),
    files: steps.map(({ file, status, byHand }) => ({ file, status, ...byHand })),
    configured,
    next,
  });
}

export function renderSetupText(report: SetupReport, colors: Colors): string {
  const { setup, steps, configured, next } = report;
  const lines: string[] = [];
  if (setup !== undefined) {
    const { settings, sessionFiles, taskFiles, home, place } = setup;
    lines.push(
      row("sessions", `${counted(sessionFiles, "file")} in ${settings.sessions.join(", ")}`),
    );
    lines.push(row("tasks", `${counted(taskFiles, "file")} in ${settings.tasks.join(", ")}`));
    lines.push(row("hooks", `${home.runner}, ${place}`));
  }
  for (const { file, status, byHand } of steps) {
    const word = status === "left-alone" ? colors.red("left alone") : status;
    lines.push(row(word, byHand === undefined ? file : `${file}: ${byHand.reason}`, status));
    if (byHand !== undefined) lines.push(`  next: ${printable(byHand.next)}`);
  }
  for (const command of configured) lines.push(row("configured", command));
  if (steps.length + configured.length === 0) lines.push("nothing to take out");
  lines.push("", closing(report, colors));
  for (const { command, why } of next) {
    lines.push(`  next: ${colors.bold(printable(command))}  # ${why}`);
  }
  return `${lines.join("\n")}\n`;
}

function row(label: string, text: string, plain: string = label): string {
  return `${label}${" ".repeat(Math.max(1, 12 - plain.length))}${printable(text)}`;
}

function closing({ setup, steps, configured }: SetupReport, colors: Colors): string {
  const left = steps.filter(({ status }) => status === "left-alone").length;
  if (left > 0) return colors.red(`✗ ${counted(left, "file")} left alone`);
  const isSame = steps.every(({ status }) => status === "unchanged") && configured.length === 0;
  if (isSame) return colors.green("✓ nothing to change");
  return colors.green(setup === undefined ? "✓ taken out" : "✓ set up");
}
