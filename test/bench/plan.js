// What the repositories of the benchmark hold, as text: the same for the one that is built and for the
// answers that are expected. Nothing here asks git or the tool.

/**
 * @typedef {object} Plan
 * @property {number} sessions five for each task, and what is left over
 * @property {number} tasks
 * @property {readonly number[]} few the tasks that `migrates-50` moves
 * @property {readonly number[]} many the tasks that `migrates-5000` moves
 */

/** @typedef {readonly [path: string, text: string]} File */
/** @typedef {readonly [path: string, text: string | null]} Change a file, or null where it goes */

export const branches = ["migrates-50", "adds-20", "adds-20-clean", "migrates-5000"];

/**
 * At most a quarter of the tasks move, so that one session in ten is stale on `migrates-5000`, at
 * 100,000 sessions as at fewer.
 * @param {number} sessions @returns {Plan}
 */
export function planOf(sessions) {
  const tasks = Math.floor(sessions / 5);
  const quarter = Math.floor(tasks / 4);
  return {
    sessions,
    tasks,
    few: spread(Math.min(50, quarter), tasks),
    many: spread(Math.min(5_000, quarter), tasks),
  };
}

/** Task numbers all over the plan: some depend on others, some are depended on. @param {number} count @param {number} tasks */
function spread(count, tasks) {
  return Array.from({ length: count }, (_, n) => Math.floor((n * tasks) / count) + 3 + (n % 2));
}

/** @param {Plan} plan @returns {Generator<File>} */
export function* mainTasks({ tasks }) {
  for (let task = 1; task <= tasks; task++) yield [taskPath("md", task), taskText(task, new Set())];
}

/** @param {Plan} plan @returns {Generator<File>} */
export function* mainSessions(plan) {
  for (let session = 1; session <= plan.sessions; session++) {
    yield [sessionPath(session), sessionText(session, `md#${taskOf(plan, session)}`)];
  }
}

/**
 * What a branch changes in main.
 * @param {Plan} plan @param {string} branch @returns {Generator<Change>}
 */
export function changesOf(plan, branch) {
  if (branch === "migrates-50") return migration(plan, plan.few, plan.few);
  if (branch === "migrates-5000") return migration(plan, plan.many, following(plan));
  if (branch === "adds-20") return additions(plan, plan.few);
  return additions(plan, []);
}

/**
 * The moved tasks whose sessions are stale on `migrates-5000`: 2,000 of the 5,000, with five sessions
 * each. (Fewer IDs with more sessions make the stricter comparison: sed tries one ID after the other.)
 * @param {Plan} plan
 */
export const leftBehind = ({ many }) => many.filter((_, n) => n % 5 < 2);

/** @param {Plan} plan */
const following = ({ many }) => many.filter((_, n) => n % 5 >= 2);

/** The sessions that are stale on `migrates-5000`, as they are once they are repaired. @param {Plan} plan */
export const repairsOf = plan => sessionsOf(plan, leftBehind(plan));

/** What merging `adds-20` into `migrates-50` brings, with the stale IDs rewritten. @param {Plan} plan @returns {Generator<File>} */
export function* repairedAdditionsOf(plan) {
  const moved = new Set(plan.few);
  for (const [path, text] of additions(plan, plan.few)) {
    yield [path, text.replace(/md#(\d+)/, (id, task) => (moved.has(+task) ? `mt#${task}` : id))];
  }
}

/** @param {Plan} plan @param {number} session */
const taskOf = ({ tasks }, session) => ((session - 1) % tasks) + 1;

/**
 * @param {Plan} plan @param {readonly number[]} tasks @param {readonly number[]} following those whose
 * sessions go with them; references of tasks always do
 * @returns {Generator<Change>}
 */
function* migration(plan, tasks, following) {
  const moved = new Set(tasks);
  for (const task of tasks) {
    yield [taskPath("md", task), null];
    yield [taskPath("mt", task), taskText(task, moved)];
    const next = task + 1;
    if (next <= plan.tasks && dependsOnPrevious(next) && !moved.has(next)) {
      yield [taskPath("md", next), taskText(next, moved)];
    }
  }
  yield* sessionsOf(plan, following);
}

/** Sessions of moved tasks, with the new IDs. @param {Plan} plan @param {readonly number[]} tasks @returns {Generator<File>} */
function* sessionsOf(plan, tasks) {
  for (const task of tasks) {
    for (let session = task; session <= plan.sessions; session += plan.tasks) {
      yield [sessionPath(session), sessionText(session, `mt#${task}`)];
    }
  }
}

/**
 * Ten new sessions and ten that change their task: six of each to tasks that move on the other
 * branch, where there are any. None of the files is changed there too.
 * @param {Plan} plan @param {readonly number[]} moved @returns {Generator<File>}
 */
function* additions(plan, moved) {
  const few = new Set(plan.few);
  const staying = [];
  for (let task = 1; staying.length < 10 && task <= plan.tasks; task++) {
    if (!few.has(task)) staying.push(task);
  }
  for (let n = 0; n < 20; n++) {
    // A session whose task stays, so that the other branch leaves its file alone.
    const old = (staying[n % staying.length] ?? 1) + plan.tasks * Math.floor(n / 10);
    const session = n < 10 ? plan.sessions + n + 1 : old;
    const stays = staying[(n + 3) % staying.length];
    const goes = n % 10 < 6 ? moved[n % moved.length] : undefined;
    yield [sessionPath(session), sessionText(session, `md#${goes ?? stays}`, taskOf(plan, old))];
  }
}

/** @param {string} backend @param {number} task */
const taskPath = (backend, task) => `tasks/${backend}/${task}.yaml`;

/** @param {number} session */
const sessionPath = session =>
  `sessions/${String(session % 100).padStart(2, "0")}/s${session}.yaml`;

/** @param {number} task */
const dependsOnPrevious = task => task % 4 === 0;

/** @param {number} task @param {ReadonlySet<number>} moved */
function taskText(task, moved) {
  const id = moved.has(task) ? `mt#${task}\nmigratedFrom: [md#${task}]` : `md#${task}`;
  const previous = `${moved.has(task - 1) ? "mt" : "md"}#${task - 1}`;
  const dependsOn = dependsOnPrevious(task) ? `dependsOn: [${previous}]\n` : "";
  return `id: ${id}\ntitle: Task number ${task} of the plan\nstatus: TODO\n${dependsOn}`;
}

/** @param {number} session @param {string} taskId @param {number} [task] which the branch is named after */
function sessionText(session, taskId, task = Number(taskId.slice(3))) {
  return `session: s${session}\nrepoName: local/app\ncreatedAt: 2026-01-02T10:00:00Z\ntaskId: ${taskId}\nbranch: task-${task}\n`;
}
