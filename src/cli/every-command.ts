export { renderFileDiff } from "../report/diff.ts";
// What is loaded for some options of `check` and `fix` (build.js).
export { renderSarif } from "../report/sarif.ts";
export { main } from "./main.ts";
