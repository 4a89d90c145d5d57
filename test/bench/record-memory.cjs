// Loaded into each Node process of a command: writes down the most memory that it had.
const { appendFileSync, readFileSync } = require("node:fs");

process.on("exit", () => {
  const words = process.argv.slice(2).join(" ");
  appendFileSync(process.env.BENCH_MEMORY ?? "", `${peak()}\t${words}\n`);
});

/** In kB. */
function peak() {
  try {
    // Not `maxRSS`: Linux keeps that over exec, and a small process would show what its parent has.
    const status = readFileSync("/proc/self/status", "utf8");
    return Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
