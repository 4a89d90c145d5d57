import { createRepository, session, type TestRepository, task } from "./repository.ts";

const notes = "owner: ada\nnotes: |\n  first line\n  second line\nlinks: [a, b]\n";

/**
 * A history in which a review finds one of everything, in the range `start..main`: migrations with
 * and without records, in files that moved and that stayed; sessions that followed at once, later and
 * in a merge, that are left behind, and that somebody pointed elsewhere.
 */
export function toldReview(): TestRepository {
  const repository = createRepository(
    {
      ...task("md#1", "dependsOn: [md#2]\n"),
      ...task("md#2"),
      ...task("md#3"),
      ...task("gh#10"),
      ...task("json#7"),
      ...session("fix-login", "md#1", notes),
      ...session("fix-logout", "1", `backend: md\n${notes}`),
      ...session("choose-colours", "md#2", notes),
      ...session("write-docs", "gh#10"),
      ...session("measure", "json#7"),
    },
    { hooks: [] },
  );
  repository.git("tag", "start");
  repository.git("branch", "late");
  repository.git("branch", "conflict");

  repository.write(session("fix-login", "mt#1", notes));
  repository.migrate("md#1", "mt#1");
  repository.commit("Copy the task of the documents to mt", {
    ...task("gh#10", "migratedTo: mt#10\n"),
    ...task("mt#10", "migratedFrom: [gh#10]\n"),
    ...session("write-docs", "mt#10"),
  });
  repository.migrate("json#7", "mt#7", { record: false });
  repository.commit("Point the colours at login", session("choose-colours", "mt#1", notes));
  repository.commit(
    "Let the logout session follow",
    session("fix-logout", "1", `backend: mt\n${notes}`),
  );

  repository.git("switch", "--quiet", "late");
  repository.commit("Start two sessions", {
    ...session("reset-password", "md#1", notes),
    ...session("two-factors", "gh#10"),
  });
  repository.git("switch", "--quiet", "main");
  repository.git("merge", "--quiet", "--no-edit", "--no-commit", "late");
  repository.commit("Merge branch 'late'", session("two-factors", "mt#10"));

  repository.git("switch", "--quiet", "conflict");
  repository.commit("Note on the colours", session("choose-colours", "md#2", "owner: charles\n"));
  repository.git("switch", "--quiet", "main");
  repository.tryGit("merge", "--quiet", "--no-commit", "conflict");
  repository.commit("Merge branch 'conflict'", session("choose-colours", "md#3", notes));
  repository.write(session("reset-password", "mt#1", notes));
  repository.migrate("md#2", "gh#2");
  return repository;
}
