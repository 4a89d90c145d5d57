import packageJson from "../../../package.json" with { type: "json" };
import { hasFailure } from "../../doctor/diagnosis.ts";
import { examine } from "../../doctor/examine.ts";
import { renderDoctorJson, renderDoctorText } from "../../report/doctor.ts";
import { type GlobalOptions, openFrom } from "../globals.ts";
import type { Format } from "../output.ts";
import { colorsFor, type Terminal } from "../streams.ts";

export interface DoctorOptions extends GlobalOptions {
  readonly format: Format;
}

/** `session-assoc doctor`; exits 1 where something would let a stale ID through. */
export async function runDoctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  const { stdout, environment } = terminal;
  const repository = await openFrom(options, terminal);
  const found = await examine(repository, environment, packageJson.version);
  const colors = colorsFor(stdout, environment, options.color);
  stdout.write(
    options.format === "json"
      ? renderDoctorJson(found)
      : renderDoctorText(found, colors, options.quiet === true),
  );
  // What a hook has started that was stopped may hold on to a pipe of ours for ever.
  setTimeout(() => process.exit(), 1000).unref();
  return hasFailure(found) ? 1 : 0;
}
