// The whole story on a real repository in a temporary folder: `npm run demo`.
// One branch migrates the tasks, the other adds a session with an old ID, git merges the two.
import { onStage } from "./stage.js";

onStage("plain", ({ tell, show, quietly, write, commit }) => {
  tell("A repository with two tasks of the backend md, and the hooks of session-assoc.");
  commit("Two tasks and a session", "start");
  quietly("git", "branch", "feature");

  tell("main migrates both tasks from md to mt; the session that it knows follows.");
  quietly("git", "rm", "-r", "--quiet", "tasks/md");
  commit("Migrate the tasks to mt", "migration");
  show("git", "show", "--format=%h %s", "--stat", "--find-renames=40%");

  tell("feature has not seen that, and adds a session for md#123.");
  quietly("git", "switch", "--quiet", "feature");
  commit("Start on the login page", "feature");
  show("cat", "sessions/fix-login.yaml");

  tell("What a pull request would be told, with nothing merged yet:");
  quietly("git", "switch", "--quiet", "main");
  show("session-assoc", "check", "--merge", "feature");

  tell("To git there is no conflict. The merge, with the hooks:");
  show("git", "merge", "--no-edit", "feature");

  tell("The merge commit itself holds the new ID. What it adds to git's own merge is this:");
  show("git", "show", "--remerge-diff", "--format=%h %s%nparents %p", "HEAD");
  show("git", "status", "--short", "--branch");

  tell("For those who review: what main's last two commits did to sessions.");
  show("session-assoc", "review", "HEAD~2..HEAD");

  tell("The same merge where the team prefers to be asked, with `onStale: fail`:");
  quietly("git", "reset", "--quiet", "--hard", "HEAD^1");
  write(".session-assoc.yaml", "onStale: fail\n");
  commit("Stop merges that would leave stale IDs");
  show("git", "merge", "--no-edit", "feature");

  tell("Nothing was rewritten. It is repaired as the report says, and completed:");
  show("session-assoc", "fix");
  show("git", "add", "sessions");
  show("git", "commit", "--no-edit", "--quiet");
  show("git", "log", "--oneline", "--graph");
});
