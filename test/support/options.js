import { parseArgs } from "node:util";

/** The words of the command line are wrong. */
export class WrongUsage extends Error {}

/**
 * @template {import("node:util").ParseArgsConfig} T
 * @param {T} config @returns {ReturnType<typeof parseArgs<T>>}
 */
export function readWords(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new WrongUsage(/** @type {Error} */ (error).message);
  }
}

/** @param {string} option @param {string} word @param {number} least */
export function wholeNumber(option, word, least) {
  if (/^\d+$/.test(word) && Number(word) >= least) return Number(word);
  throw new WrongUsage(`${option} takes whole numbers from ${least}, not '${word}'`);
}
