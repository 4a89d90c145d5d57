import { join } from "node:path";
import { expect, test } from "vitest";
import { recipe, root } from "../support/recipes.ts";
import { session } from "../support/repository.ts";
import { createStaleMerge, headOf } from "../support/stale-merge.ts";

test("the commands for a server make a bare repository refuse stale task IDs", () => {
  const repository = createStaleMerge({ hooks: [] });
  const server = repository.sibling(join(repository.path, "../project.git"));
  repository.git("clone", "--quiet", "--bare", ".", server.path);
  repository.git("remote", "add", "origin", server.path);

  const [, commands = ""] = /```sh\n(.*?)```/s.exec(recipe("examples/server/README.md")) ?? [];
  const [install, ...rest] = commands.split("\n");
  // The package is not published: what it would install is this checkout.
  expect(install).toBe("npm install --global session-assoc");
  const here = rest
    .join("\n")
    .replaceAll("$(npm root --global)/session-assoc", root)
    .replaceAll("/srv/git/project.git", server.path);
  expect(repository.run("sh", ["-e", "-c", here])).toEqual({ code: 0, stdout: "", stderr: "" });

  const before = headOf(repository);
  repository.commit("a stale session", session("a", "md#123"));
  const refused = repository.tryGit("push", "origin", "main");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("sessions/a.yaml:2:9");
  expect(server.git("rev-parse", "main")).toBe(before);

  expect(repository.sa("fix")).toMatchObject({ code: 0 });
  const repaired = repository.commit("follow migrated tasks");
  const accepted = repository.tryGit("push", "origin", "main");
  expect(accepted.code, accepted.stderr).toBe(0);
  expect(server.git("rev-parse", "main")).toBe(repaired);
});
