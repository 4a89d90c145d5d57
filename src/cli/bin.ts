import packageJson from "../../package.json" with { type: "json" };
import type { Opening } from "../git/locate.ts";
import { processTerminal } from "./terminal.ts";

// What never ends is not done, although nothing is left to wait for.
process.exitCode = 3;
void start(process.argv.slice(2)).then(code => {
  process.exitCode = code;
});

/** Loads what the command line asks for: each import here is a file of its own (build.js). */
async function start(argv: readonly string[]): Promise<number> {
  const [command, ...words] = argv;
  if (words.length === 0 && (command === "--version" || command === "-V")) {
    processTerminal().stdout.write(`${packageJson.version}\n`);
    return 0;
  }
  const [name, ...args] = words;
  // Without options there is nothing to parse.
  if (command === "hook" && name !== undefined && !words.some(word => word.startsWith("-"))) {
    if (name === "post-merge") {
      const { startPostMerge } = await import("./start-post-merge.ts");
      const code = await startPostMerge(args, processTerminal());
      if (code !== undefined) return code;
    }
    const isSkipped = process.env.SESSION_ASSOC === "0";
    const terminal = processTerminal(isSkipped ? undefined : await beginOpeningHere());
    const { startHook } = await import("./start-hook.ts");
    return startHook(name, args, terminal);
  }
  const { setFlagsFromString } = await import("node:v8");
  // Garbage is looked for each time that the heap has grown by a third. Left alone, V8 lets it grow to
  // twice what is in use and more: with 100,000 sessions, half as much memory again. A migration, which
  // holds most, has it looked for twice as often, and the room for new objects does not grow, for which it
  // would take 40 MB: all that takes a little longer.
  const isMigration = command === "tasks";
  setFlagsFromString(`--heap-growing-percent=${isMigration ? 15 : 30}`);
  if (isMigration) setFlagsFromString("--semi-space-growth-factor=1");
  if (command === "check" || command === "fix") {
    const isElsewhere = words.some(word => /^(--cwd|--help|-h)/.test(word));
    const terminal = processTerminal(isElsewhere ? undefined : await beginOpeningHere());
    const { main } = await import("./everyday.ts");
    return main(argv, terminal);
  }
  const { main } = await import("./every-command.ts");
  return main(argv, processTerminal());
}

/** What opens the repository takes git as long as it takes node to load what asks for it. */
async function beginOpeningHere(): Promise<Opening> {
  const { beginOpening } = await import("../git/locate.ts");
  return beginOpening(process.cwd());
}
