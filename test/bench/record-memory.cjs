// Loaded into each Node process of a command: writes down the most memory that it had.
const { appendFileSync, readFileSync } = require("node:fs");

process.on("exit", () => {
  const words = process.argv.slice(2).join(" ");
  appendFileSync(process.env.BENCH_MEMORY ?? "", `${peak()}\t${words}\n`);
});

/** In kB. */
function peak() {
  try {
    // Not `maxRSS`: Linux keeps that over exec (an empty Node under a parent of 300 MB: 297 for 40 MB).
    const status = readFileSync("/proc/self/status", "utf8");
    return Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
