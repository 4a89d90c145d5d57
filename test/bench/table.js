// The figures as Markdown.
import { cpus, release, totalmem, type } from "node:os";
import { median } from "./measure.js";

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {number} [sessions]
 * @property {string} against
 * @property {number} [target] the ratio to reach
 * @property {readonly number[]} ratios one for each round
 * @property {readonly number[]} ours milliseconds
 * @property {readonly number[]} theirs milliseconds
 * @property {string} [note] why there is no ratio
 */

/** @typedef {{ readonly sessions: number, readonly cold: number, readonly warm: number, readonly grep: number }} Growth milliseconds */
/** @typedef {{ readonly words: string, readonly branch: string, readonly megabytes: number }} Peak */
/** @typedef {{ readonly what: string, readonly sessions: number, readonly count: number | undefined }} Count */

const memoryTarget = 250;

/** @param {readonly Row[]} rows */
export function ratioTable(rows) {
  return table(
    ["what", "sessions", "measured against", "min", "median", "max", "to reach", "reached", "ms"],
    rows.map(({ what, sessions, against, target, ratios, ours, theirs, note }) => [
      ...[what, sessions === undefined ? "–" : whole(sessions), against],
      ...(ratios.length === 0
        ? ["–", note ?? "–", "–"]
        : [Math.min(...ratios), median(ratios), Math.max(...ratios)].map(short)),
      target === undefined ? "–" : `≤ ${target}`,
      target === undefined || ratios.length === 0 ? "–" : verdict(median(ratios), target),
      `${whole(median(ours))} / ${whole(median(theirs))}`,
    ]),
  );
}

/** @param {readonly Growth[]} growth */
export function growthTable(growth) {
  return table(
    ["sessions", "`check`, cold", "times", "`check`, warm", "times", "`git grep`", "times"],
    growth.map(({ sessions, cold, warm, grep }, n) => {
      const before = growth[n - 1];
      return [
        whole(sessions),
        ...[`${whole(cold)} ms`, times(cold, before?.cold)],
        ...[`${whole(warm)} ms`, times(warm, before?.warm)],
        ...[`${whole(grep)} ms`, times(grep, before?.grep)],
      ];
    }),
  );
}

/** @param {readonly Peak[]} peaks @param {number} sessions */
export function memoryTable(peaks, sessions) {
  const sorted = peaks.toSorted((a, b) => b.megabytes - a.megabytes);
  const [most] = sorted;
  if (most === undefined) return "";
  const reached = verdict(most.megabytes, memoryTarget);
  const said = `Peak memory at ${whole(sessions)} sessions: ${whole(most.megabytes)} MB, by \`${most.words}\` on ${most.branch}; to reach: ≤ ${memoryTarget} MB; reached: ${reached}. (Of one Node process, without git's.)`;
  const lines = sorted.map(({ words, branch, megabytes }) => [
    `\`${words}\``,
    branch,
    whole(megabytes),
  ]);
  return `${said}\n\n${table(["command, cold", "on", "MB"], lines)}`;
}

/** @param {readonly Count[]} counts */
export function countTable(counts) {
  if (counts.length === 0) return "Instruction counts: not given on this machine.\n";
  return table(
    ["command", "sessions", "million instructions"],
    counts.map(({ what, sessions, count }) => [
      ...[what, whole(sessions), count === undefined ? "–" : short(count / 1e6)],
    ]),
  );
}

/** @param {string} git what `git --version` prints */
export function machine(git) {
  const [{ model = "unknown processor" } = {}] = cpus();
  return [
    `${new Date().toISOString().slice(0, 10)}, ${model.trim()}, ${cpus().length} cores`,
    `${whole(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}`,
    ...[git.trim().replace("version ", ""), `node ${process.versions.node}`],
  ].join(", ");
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map(cells => `| ${cells.join(" | ")} |\n`).join("");
}

/** @param {number} figure @param {number} target */
const verdict = (figure, target) => (figure <= target ? "yes" : "no");

/** @param {number} figure @param {number | undefined} before */
const times = (figure, before) => (before === undefined ? "–" : `× ${short(figure / before)}`);

/** @param {number} figure */
const short = figure => figure.toFixed(2);

/** @param {number} figure */
const whole = figure => Math.round(figure).toLocaleString("en");
