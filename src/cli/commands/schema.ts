import { settingsOfWorktree } from "../../config/load.ts";
import { toJson } from "../../report/json-pieces.ts";
import type { SchemaName } from "../../schemas/names.ts";
import { schemaFor } from "../../schemas/schema-for.ts";
import { chooseSettings, type GlobalOptions, openFrom, requireWorktree } from "../globals.ts";
import type { Terminal } from "../streams.ts";

/** `session-assoc schema <file>`: with the key names of this repository's `fields`. */
export async function runSchema(
  name: SchemaName,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<number> {
  const { fields } = await chooseSettings(options, terminal, async () =>
    settingsOfWorktree(requireWorktree(await openFrom(options, terminal))),
  );
  terminal.stdout.write(toJson(schemaFor(name, fields)));
  return 0;
}
