// `check` and `fix` as a file of their own: what other commands load is not in it (build.js).
export { main } from "./main.ts";
