// Which disturbances make sense at which step.

/** @typedef {import("./disturb.js").How} How */
/** @typedef {import("./disturb.js").Prepared} Prepared */

/** @type {readonly How[]} */
const errors = ["ENOSPC", "EIO", "EACCES", "EROFS"];

/**
 * Every way to disturb a command, step by step.
 * @param {Prepared} prepared
 * @returns {readonly (readonly [step: number, how: How])[]}
 */
export function everyDisturbance(prepared) {
  return prepared.steps.flatMap((step, i) =>
    waysFor(step, prepared.scenario.file).map(how => /** @type {const} */ ([i + 1, how])),
  );
}

/**
 * The few that leave something behind that others do not.
 * @param {Prepared} prepared
 */
export function tellingDisturbances(prepared) {
  return everyDisturbance(prepared).filter(([at, how]) => {
    const step = prepared.steps[at - 1] ?? "";
    if (how === "kill") return /^(rename|link|unlink|git) /.test(step);
    if (how === "half") return true;
    return how === "ENOSPC" && step.startsWith("writeFile ");
  });
}

/** The message of a commit goes through the pipe at once. */
const isReadInParts = /^(writeFile|git (update-index|fast-import|hash-object))/;

/** @param {string} step @param {string | undefined} file @returns {readonly How[]} */
function waysFor(step, file) {
  const isGit = step.startsWith("git ");
  // Between the last look at a file and its replacement there is always a moment.
  const isOther = file !== undefined && !step.endsWith(`/${file}`);
  return [
    "kill",
    "interrupt",
    ...(isReadInParts.test(step) ? /** @type {const} */ (["half"]) : []),
    ...(isGit ? /** @type {const} */ (["after"]) : errors),
    ...(isOther ? /** @type {const} */ (["change", "remove"]) : []),
  ];
}
