/**
 * main has migrated its tasks from md to mt; feature, made before that, adds a session with an old ID.
 * @param {import("../stage.js").Stage} stage
 */
export function setUp({ quietly, commit }) {
  commit("Two tasks and a session", "start");
  quietly("git", "branch", "feature");
  quietly("git", "rm", "-r", "--quiet", "tasks/md");
  commit("Migrate the tasks to mt", "migration");
  quietly("git", "switch", "--quiet", "feature");
  commit("Start on the login page", "feature");
  quietly("git", "switch", "--quiet", "main");
}
