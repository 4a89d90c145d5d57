const areas = ["the login page", "the search", "the invoices", "the exports", "the mails"];
const jobs = ["Fix", "Test", "Speed up", "Document", "Translate", "Simplify", "Log", "Measure"];

/**
 * Forty tasks of the backend md, on their way to mt: the branch migration has moved 25 of them, while
 * work went on in main, and a task was filed in md on the branch late.
 * @param {import("../stage.js").Stage} stage
 */
export function setUp({ quietly, commit, write, on }) {
  on("2026-03-02");
  for (let number = 1; number <= 40; number++) {
    const title = `${jobs[(number - 1) % 8]} ${areas[(number - 1) % 5]}`;
    write(`tasks/md/${number}.yaml`, `id: md#${number}\ntitle: ${title}\nstatus: TODO\n`);
  }
  write("tasks/md/12.yaml", "id: md#12\ntitle: Document the search\nstatus: TODO\nparent: md#2\n");
  for (const number of [2, 7, 19, 31]) startSession(`ada-${number}`, `taskId: md#${number}\n`);
  commit("Forty tasks, four sessions");
  quietly("git", "branch", "migration");
  quietly("git", "branch", "late");

  on("2026-03-04");
  for (const number of [3, 12, 25, 38]) startSession(`bob-${number}`, `taskId: md#${number}\n`);
  startSession("bob-8", "taskId: 8\nbackend: md\n");
  commit("Bob starts on five tasks");

  on("2026-03-05");
  quietly("git", "switch", "--quiet", "migration");
  quietly(
    ...["session-assoc", "tasks", "migrate-backend", "--from", "md", "--to", "mt"],
    ...["--limit", "25", "--execute", "--commit"],
  );

  on("2026-03-06");
  quietly("git", "switch", "--quiet", "late");
  write("tasks/md/41.yaml", "id: md#41\ntitle: Sort the invoices\nstatus: TODO\n");
  startSession("eve-41", "taskId: md#41\n");
  commit("Eve files a task where tasks always were");
  quietly("git", "switch", "--quiet", "migration");

  /** @param {string} name @param {string} task */
  function startSession(name, task) {
    write(`sessions/${name}.yaml`, `session: ${name}\n${task}`);
  }
}
