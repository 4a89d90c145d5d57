import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expectSame, expectStatus } from "../answers.js";
import { measure, quotient } from "../measure.js";

const packageFile = join(import.meta.dirname, "../../../package.json");

/** How long it takes to start. @param {import("../run.js").Bench} bench @returns {import("../table.js").Row[]} */
export function start({ stage, rounds }) {
  const { version } = JSON.parse(readFileSync(packageFile, "utf8"));
  // Short runs are the noisiest, and cost least.
  const times = measure(4 * rounds, {
    tool: {
      run: () => stage.run(stage.tool("--version")),
      check(outcome) {
        expectStatus("--version", outcome, 0);
        expectSame("--version", outcome.stdout, `${version}\n`);
      },
    },
    node: { run: () => stage.run(stage.emptyNode), check: run => expectStatus("node", run, 0) },
  });
  return [
    {
      ...{ what: "`--version`", against: "`node -e 0`", target: 1.3 },
      ...{ ours: times.tool, theirs: times.node, ratios: quotient(times.tool, times.node) },
    },
  ];
}
