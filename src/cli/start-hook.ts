import { runHook } from "./commands/hook.ts";
import { complain } from "./complain.ts";
import type { Terminal } from "./streams.ts";

/** `main` for `hook <name> [args…]` without any option. */
export async function startHook(
  name: string,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  try {
    return await runHook(name, args, {}, terminal);
  } catch (error) {
    return complain(error, {}, terminal);
  }
}
