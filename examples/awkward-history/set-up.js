/**
 * What happens to numbers when nobody looks: a chain of migrations, one that nobody wrote down, a task
 * that went to another tracker, and a number that was given out twice.
 * @param {import("../stage.js").Stage} stage
 */
export function setUp({ quietly, commit, write, on }) {
  on("2026-01-05");
  write(".session-assoc.yaml", "backends:\n  jira: { name: jira }\n");
  addTask("md#1", "Fix the login page");
  addTask("md#3", "Send fewer mails");
  addTask("md#5", "Draw the logo");
  addTask("md#9", "Pay the invoices");
  addTask("mt#7", "Measure the search");
  startSession("login", "taskId: md#1");
  startSession("mails", "taskId: 3\nbackend: md");
  startSession("logo", "taskId: md#5");
  startSession("invoices", "taskId: md#9");
  startSession("search", "taskId: 7");
  commit("Five tasks and their sessions");

  on("2026-01-12");
  moveTask("md#1", "mt#1", "Fix the login page", "migratedFrom: [md#1]\n");
  moveTask("md#3", "mt#3", "Send fewer mails", "migratedFrom: [md#3]\n");
  commit("Migrate two tasks to mt");

  on("2026-01-19");
  moveTask("mt#3", "gh#30", "Send fewer mails", "migratedFrom: [mt#3]\n");
  commit("Migrate the mails to gh");

  on("2026-01-26");
  moveTask("md#5", "mt#5", "Draw the logo");
  commit("Tidy up");

  on("2026-02-02");
  write("tasks/md/9.yaml", "id: md#9\nmigratedTo: jira#PAY-9\n");
  commit("Invoices are kept in Jira from now on");

  on("2026-02-09");
  addTask("md#1", "Buy a coffee machine");
  addTask("gh#7", "Answer the survey");
  startSession("coffee", "taskId: md#1");
  startSession("survey", "taskId: 7");
  commit("New tasks, with the numbers that are free");

  /** @param {string} id @param {string} title @param {string} [more] */
  function addTask(id, title, more = "") {
    write(pathOf(id), `id: ${id}\ntitle: ${title}\nstatus: TODO\n${more}`);
  }

  /** @param {string} from @param {string} to @param {string} title @param {string} [more] */
  function moveTask(from, to, title, more) {
    quietly("git", "rm", "--quiet", pathOf(from));
    addTask(to, title, more);
  }

  /** @param {string} name @param {string} task */
  function startSession(name, task) {
    write(`sessions/${name}.yaml`, `session: ${name}\n${task}\n`);
  }
}

/** @param {string} id */
function pathOf(id) {
  return `tasks/${id.replace("#", "/")}.yaml`;
}
