// Runs what is compared side by side, round after round: a slow second hits both sides.
/** @typedef {import("./stage.js").Outcome} Outcome */

/**
 * @typedef {object} Part one of the things that a round runs
 * @property {() => void} [prepare] not timed
 * @property {() => Outcome} run
 * @property {(outcome: Outcome) => void} check not timed; throws where the answer is wrong
 */

/**
 * Milliseconds of each part in each round. One round before is checked and not counted: it reads what is
 * on disk into memory. The parts take turns in being the first; no figure is dropped.
 * @template {Readonly<Record<string, Part>>} Parts
 * @param {number} rounds @param {Parts} parts
 * @returns {{ [Name in keyof Parts]: number[] }}
 */
export function measure(rounds, parts) {
  const list = Object.entries(parts).map(([name, part]) => ({
    name,
    part,
    times: /** @type {number[]} */ ([]),
  }));
  for (let round = 0; round <= rounds; round++) {
    const turn = round % list.length;
    for (const { part, times } of [...list.slice(turn), ...list.slice(0, turn)]) {
      part.prepare?.();
      const outcome = part.run();
      part.check(outcome);
      if (round > 0) times.push(outcome.ms);
    }
  }
  const times = Object.fromEntries(list.map(({ name, times }) => [name, times]));
  return /** @type {{ [Name in keyof Parts]: number[] }} */ (times);
}

/**
 * What comes of each round's figures, round by round.
 * @param {(...figures: number[]) => number} combine @param {readonly number[][]} series
 */
export const byRound = (combine, ...series) =>
  (series[0] ?? []).map((_, round) => combine(...series.map(figures => figures[round] ?? NaN)));

/** @param {number[][]} series */
export const sum = (...series) => byRound((a, b) => a + b, ...series);

/** @param {number[][]} series */
export const difference = (...series) => byRound((a, b) => a - b, ...series);

/** @param {number[][]} series */
export const quotient = (...series) => byRound((a, b) => a / b, ...series);

/** @param {readonly number[]} figures */
export function median(figures) {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
