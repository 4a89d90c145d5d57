import { resolve } from "node:path";
import type { Move } from "../../association/move.ts";
import { type UpdateOutcome, updateSessions } from "../../association/update-sessions.ts";
import { UsageError, WriteError } from "../../errors.ts";
import { readIdMapFile } from "../../id-map-file.ts";
import { printable } from "../../report/printable.ts";
import { moveWarning, renderUpdateJson, renderUpdateText } from "../../report/update.ts";
import { directoryOf, type GlobalOptions, openWorktreeFrom } from "../globals.ts";
import type { Format } from "../output.ts";
import { selectPlaces } from "../select-files.ts";
import { colorsFor, progressOn, type Terminal } from "../streams.ts";
import { taskIdFrom } from "../task-id-from.ts";

export interface UpdateCommandOptions extends GlobalOptions {
  readonly map?: string;
  readonly dryRun?: boolean;
  readonly format: Format;
}

/** `session-assoc update <old> <new> [paths…]` and `session-assoc update --map <file> [paths…]` */
export async function runUpdate(
  words: readonly string[],
  options: UpdateCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr, environment } = terminal;
  const { map, dryRun = false, format } = options;
  const [moves, paths] = await movesOf(words, options, terminal);
  const worktree = await openWorktreeFrom(options, terminal);
  const progress = progressOn(stderr);
  const { onProgress } = progress;
  const directory = directoryOf(options, terminal);
  const { topLevel } = worktree;
  const outcome = await updateSessions(worktree, moves, {
    ...{ dryRun, onProgress },
    ...(paths.length === 0
      ? {}
      : { select: entries => selectPlaces(paths, directory, topLevel, entries) }),
  });
  progress.done();

  for (const warning of outcome.warnings) {
    stderr.write(`session-assoc: warning: ${printable(moveWarning(warning))}\n`);
  }
  const isDone = exitCodeOf(outcome) === 0 && !dryRun;
  const isEmpty = outcome.moves.every(({ sessions }) => sessions.length === 0);
  if (format === "json") stdout.write(renderUpdateJson(outcome, map !== undefined));
  else if (!(options.quiet && (isDone || isEmpty))) {
    const colors = colorsFor(stdout, environment, options.color);
    stdout.write(renderUpdateText(outcome, dryRun, colors));
  }
  return exitCodeOf(outcome);
}

/** The moves, and the paths that follow them. */
async function movesOf(
  words: readonly string[],
  options: UpdateCommandOptions,
  terminal: Terminal,
): Promise<readonly [moves: readonly Move[], paths: readonly string[]]> {
  const { map } = options;
  if (map !== undefined) {
    const lines = await readIdMapFile(resolve(directoryOf(options, terminal), map), map);
    const moves = lines.map(({ from, to, place }) => {
      return { from: taskIdFrom(from, place), to: taskIdFrom(to, place), place };
    });
    return [moves, words];
  }
  const [old, renewed, ...paths] = words;
  if (old !== undefined && renewed !== undefined) {
    return [[{ from: taskIdFrom(old), to: taskIdFrom(renewed) }], paths];
  }
  throw new UsageError("an old and a new task ID are needed", {
    hint: "session-assoc update <old> <new>, or update --map <file>",
  });
}

/** 3 where a file could not be written, 1 where what stands in it forbids to. */
function exitCodeOf({ moves }: UpdateOutcome): number {
  const failures = moves.flatMap(({ sessions }) =>
    sessions.flatMap(({ failure }) => failure ?? []),
  );
  const isUnwritten = failures.some(
    failure => failure.kind === "thrown" && failure.error instanceof WriteError,
  );
  return isUnwritten ? 3 : failures.length > 0 ? 1 : 0;
}
