// A backend is closed: its tasks are migrated, from the dry run to the merge of a branch that has
// not seen it. `npm run demo:migration`
import { onStage } from "./stage.js";

onStage("plain", ({ tell, show, quietly, commit }) => {
  tell("A repository with two tasks of the backend md, and a session. A branch adds another one.");
  commit("Two tasks and a session", "start");
  quietly("git", "switch", "--quiet", "-c", "feature");
  commit("Start on the login page", "feature");
  quietly("git", "switch", "--quiet", "main");

  tell("What would move, and which sessions would follow:");
  show("session-assoc", "tasks", "migrate-backend", "--from", "md", "--to", "mt", "--retire");

  tell("The same for real, as one commit; md is closed from now on:");
  show(
    ...["session-assoc", "tasks", "migrate-backend", "--from", "md", "--to", "mt"],
    ...["--retire", "--execute", "--commit"],
  );
  show("git", "show", "--stat", "--find-renames=40%");

  tell("The branch still says md#123. Its session follows in the merge commit:");
  show("git", "merge", "--no-edit", "feature");
  show("session-assoc", "resolve", "md#123");
  show("session-assoc", "history", "fix-login");
  show("session-assoc", "check");
});
