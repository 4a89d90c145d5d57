import { dirname } from "node:path";
import { type Diagnosis, ok } from "./diagnosis.ts";
import { type Look, obstacleToRunning, wayToRun } from "./hook-look.ts";
import { probe } from "./probe.ts";

/** Clients that are started from the desktop have not read the files that set a shell's PATH. */
export async function lookFromDesktop(look: Look): Promise<readonly Diagnosis[]> {
  const { home, repository, environment } = look;
  if (process.platform === "win32" || (await obstacleToRunning(look)) !== undefined) return [];
  const folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
  const PATH = (process.platform === "darwin" ? folders : ["/usr/local/bin", ...folders]).join(":");
  const request = { args: wayToRun("pre-commit", look), env: { PATH } };
  const { answers } = await probe(repository, environment, request);
  const name = "desktop clients";
  if (answers.length > 0) return [ok(name, `hooks find node with PATH=${PATH}`)];
  const folder = dirname(process.execPath);
  return [
    {
      name,
      status: "warning",
      message: `with PATH=${PATH}, as git clients without a shell have it, hooks cannot run session-assoc: their commits would stop`,
      repair:
        home.runner === "husky"
          ? `write \`export PATH="${folder}:$PATH"\` to ~/.config/husky/init.sh`
          : "start the client from a terminal; or link node, and session-assoc, into /usr/local/bin",
    },
  ];
}
