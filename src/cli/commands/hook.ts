import { text } from "node:stream/consumers";
import packageJson from "../../../package.json" with { type: "json" };
import { answerProbe } from "../../doctor/probe.ts";
import { UsageError } from "../../errors.ts";
import type { HookReport } from "../../hooks/context.ts";
import { hooks } from "../../hooks/index.ts";
import { probeVariable } from "../../setup/runner-files.ts";
import { type GlobalOptions, openFrom } from "../globals.ts";
import { textOf } from "../output.ts";
import { sayOn } from "../say.ts";
import { colorsFor, type Terminal } from "../streams.ts";

/** `session-assoc hook <git-hook-name> [args…]`: what the scripts in `hooks/` call. */
export async function runHook(
  name: string,
  args: readonly string[],
  options: GlobalOptions,
  terminal: Terminal,
): Promise<number> {
  const { environment, stderr } = terminal;
  const say = sayOn(stderr);
  const hook = hooks.get(name);
  if (hook === undefined) {
    const known = [...hooks.keys()].join(", ");
    throw new UsageError(`there is no hook ${JSON.stringify(name)}`, {
      hint: `name one of ${known}`,
    });
  }
  if (environment.SESSION_ASSOC === "0") {
    say(`${name} skipped (SESSION_ASSOC=0)`);
    return 0;
  }
  const repository = await openFrom(options, terminal, name !== "post-merge");
  const input = (): Promise<string> => text(terminal.stdin);
  const isProbe = await answerProbe(repository, environment[probeVariable], async () => {
    const hasInput = name === "pre-push" && (await input()).trim() !== "";
    return { hook: name, version: packageJson.version, hasInput };
  });
  if (isProbe) return 1;
  const colors = colorsFor(stderr, environment, options.color);
  const report: HookReport = {
    say,
    findings: async (result, fixes) => {
      stderr.write(await textOf(result, fixes, colors));
    },
  };
  return hook({ repository, environment, report, input }, args);
}
