import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { Window } from "happy-dom";
import { marked } from "marked";
import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { testSinceGit } from "../support/git-version.ts";
import { asBranch, asFileName, hostileNames, raw } from "../support/hostile.ts";
import {
  createRepository,
  type Files,
  type Run,
  type TestRepository,
} from "../support/repository.ts";
import { terminalAt } from "../support/run-main.ts";
import { createServer, push, refOf } from "../support/server.ts";

const schemaFile = createRequire(import.meta.url).resolve(
  "schemastore/schemas/json/sarif-2.1.0.json",
);
const ajv = new Ajv({ strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const isSarif = ajv.compile(JSON.parse(readFileSync(schemaFile, "utf8")));

const quoted = (text: string): string => JSON.stringify(text);

/** Each name as session, file, title, ID and status, in files that are right and in ones that are not. */
function hostileFiles(): Files {
  const files: Record<string, string> = {
    "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: [md#1]\n",
    "tasks/mt/2.yaml": "id: mt#2\n",
    "tasks/gh/2.yaml": "id: gh#2\n",
  };
  for (const [i, name] of hostileNames.entries()) {
    const file = asFileName(name);
    const ids = ["md#1", `zz#${name}`, name, "2"];
    files[`sessions/${i % 3}/${file}.yaml`] =
      `session: ${quoted(name)}\ntaskId: ${quoted(ids[i % 4] ?? "")}\n`;
    files[`sessions/again/${i}.yaml`] =
      `session: ${quoted(name)}\ntaskId: md#1\nbackend: ${quoted(i % 2 === 0 ? "md" : name)}\n`;
    files[`tasks/odd/${file}.yaml`] =
      `id: ${quoted(i % 2 === 0 ? `odd#${i}` : `zz#${name}`)}\ntitle: ${quoted(name)}\nstatus: ${quoted(name)}\nmigratedFrom: [old#${i}]\nparent: ${quoted(i % 3 === 0 ? "md#1" : name)}\n`;
  }
  return files;
}

function hostileRepository(): TestRepository {
  const repository = createRepository({ "README.md": "canary free\n" });
  repository.commit("files", hostileFiles());
  const { path } = repository;
  for (const [i, name] of hostileNames.entries()) {
    const subject = name.replaceAll("\u0000", "");
    const author = `${subject.replaceAll(/[<>\n]/g, "") || "x"} x <x@example.org>`;
    repository.write({ [`sessions/${i}.yaml`]: `taskId: md#1\nnote: ${i}\n` });
    repository.run("git", ["add", "--all"]);
    const args = ["commit", "--quiet", "--no-verify", "--cleanup=verbatim", "-F", "-"];
    const { code, stderr } = repository.run("git", [...args, `--author=${author}`], {
      input: subject,
    });
    expect(code, stderr).toBe(0);
  }
  for (const name of hostileNames) {
    const branch = asBranch(name);
    if (branch !== undefined) repository.git("branch", branch);
  }
  expect(readdirSync(path)).not.toContain("canary");
  return repository;
}

function expectSafe(run: Run, what: string): void {
  expect(run.code, `${what}\n${run.stderr}`).toBeOneOf([0, 1, 2]);
  expect(run.stderr, what).not.toMatch(/this is a bug/);
  expect(run.stdout, what).not.toMatch(raw);
  expect(run.stderr, what).not.toMatch(raw);
}

const stateOf = ({ path }: TestRepository): string =>
  JSON.stringify([readdirSync(path).sort(), readdirSync(join(path, "..")).sort()]);

describe("names made to be taken for more than names are names, and nothing else,", () => {
  test("in every command and every format", { timeout: 300_000 }, () => {
    const repository = hostileRepository();
    const before = stateOf(repository);
    for (const command of ["check", "fix --dry-run", "review HEAD~20.."]) {
      const words = command.split(" ");
      const [text, json, sarif, github, gitlab, markdown] = [
        ...["text", "json", "sarif", "github", "gitlab", "markdown"],
      ].map(format => {
        const run = repository.sa(...words, "--format", format);
        // A patch is for `git apply`: on a terminal it is shown otherwise.
        const isPatch = command === "fix --dry-run" && format === "text";
        expectSafe(isPatch ? { ...run, stdout: "" } : run, `${command} ${format}`);
        return run.stdout;
      });
      expect(text).not.toBe("");
      JSON.parse(json ?? "");
      JSON.parse(gitlab ?? "");
      expect(isSarif(JSON.parse(sarif ?? "")), JSON.stringify(isSarif.errors)).toBe(true);
      expectAnnotationsOnly(github ?? "");
      expectPlainMarkdown(markdown ?? "");
    }
    const html = repository.sa("review", "HEAD~20..", "--format", "html");
    expectSafe(html, "html");
    expectOnlyOurScript(html.stdout);
    for (const command of [
      ["sessions", "mt#1", "--format", "json"],
      ["sessions", "mt#1"],
      ["resolve", "md#1"],
      ["history", "mt#1"],
      ["history", "mt#1", "--format", "json"],
      ["tasks", "migrate-backend", "--from", "odd", "--to", "gh"],
      ["tasks", "migrate-backend", "--from", "odd", "--to", "gh", "--format", "json"],
      ["update", "md#1", "mt#1", "--dry-run"],
      ["hook", "post-rewrite", "amend"],
      ["hook", "post-merge", "0"],
      ["hook", "pre-commit"],
      ["doctor"],
    ]) {
      expectSafe(repository.sa(...command), command.join(" "));
    }
    expect(stateOf(repository)).toBe(before);
  });

  test("as arguments of every command", { timeout: 300_000 }, () => {
    const small = createRepository({ "tasks/mt/1.yaml": "id: mt#1\n" });
    const state = stateOf(small);
    // Some of each kind: a process for each of all would take minutes.
    const chosen = hostileNames.filter((name, i) => i % 6 === 1 && !name.includes("\u0000"));
    for (const name of chosen) {
      for (const args of [
        ["resolve", "--", name],
        ["check", "--rev", name],
        ["check", "--merge", name],
        ["review", "--", name],
      ]) {
        expectSafe(small.sa(...args), args.join(" "));
      }
    }
    expect(stateOf(small)).toBe(state);
    expect(small.status()).toBe("");
  });

  testSinceGit(38)("as branches that are merged, checked and pushed", { timeout: 300_000 }, () => {
    const names = hostileNames.flatMap(name => asBranch(name) ?? []);
    expect(names.length).toBeGreaterThan(15);
    const merging = createRepository({ "tasks/md/1.yaml": "id: md#1\n" });
    const server = merging.sibling(join(merging.path, "../server.git"));
    merging.git("init", "--quiet", "--bare", server.path);
    merging.git("remote", "add", "origin", server.path);
    merging.installHooks(["pre-merge-commit", "post-merge", "pre-commit", "pre-push"]);
    for (const [i, name] of names.slice(0, 12).entries()) {
      merging.git("branch", name);
      merging.git("switch", "--quiet", name);
      merging.commit("a session", { [`sessions/${i}.yaml`]: "taskId: md#1\n" });
      merging.git("switch", "--quiet", "main");
    }
    merging.migrate("md#1", "mt#1");
    const state = readdirSync(join(merging.path, "..")).sort();
    for (const name of names.slice(0, 12)) {
      expectSafe(merging.sa("check", "--merge", name), name);
      const merged = merging.tryGit("merge", "--no-edit", "--quiet", name);
      expect(merged.code, merged.stderr).toBe(0);
      expect(merged.stderr).not.toMatch(raw);
      const pushed = merging.tryGit("push", "origin", name);
      expect(pushed.code, pushed.stderr).toBe(0);
      expect(pushed.stdout + pushed.stderr).not.toMatch(/this is a bug/);
    }
    expect(merging.findings("--rev", "HEAD")).toEqual([]);
    expect(merging.status()).toBe("");
    expect(readdirSync(join(merging.path, "..")).sort()).toEqual(state);
    expect(readdirSync(merging.path)).not.toContain("canary");
  });
});

describe("names made to be taken for more than names, in a push that a server judges,", () => {
  /** Its hook is the one that people install, but for a note of how it ended. */
  function guard(server: TestRepository): () => readonly string[] {
    server.installHooks(["pre-receive"]);
    const hook = server.read("hooks/pre-receive").replace("exec ", "");
    server.write({ "hooks/pre-receive": `${hook}code=$?\necho $code >>../codes\nexit $code\n` });
    return () => server.read("../codes").trimEnd().split("\n");
  }

  /** What comes from the server; git itself says beside it which refs were not taken. */
  function toldBy({ stderr }: Run): string {
    const lines = stderr.split("\n");
    const isRemote = (line: string): boolean => line.startsWith("remote: ");
    for (const line of lines.filter(line => !isRemote(line))) {
      expect(line).toMatch(/^(To |error: failed to push | [!*] | {3}[0-9a-f]+\.\.|$)/);
    }
    const told = lines.filter(isRemote).join("\n");
    expect(told).not.toMatch(raw);
    expect(told).not.toMatch(/this is a bug/);
    return told;
  }

  const filesBeside = ({ path }: TestRepository): readonly string[] =>
    readdirSync(join(path, ".."), { recursive: true, encoding: "utf8" });

  test("are told to who pushes as what they are", { timeout: 300_000 }, () => {
    const repository = hostileRepository();
    const server = createServer(repository);
    const codes = guard(server);
    const before = readdirSync(repository.path);
    const refused = push(repository, "origin", "main");
    expect(refused.code).toBe(1);
    const told = toldBy(refused);
    for (const code of ["stale-task-id", "unknown-task-id", "duplicate-session"]) {
      expect(told).toContain(code);
    }
    expect(told).toContain("\\u{1b}");
    expect(refOf(server, "main")).toBeUndefined();

    server.remove("hooks/pre-receive");
    expect(push(repository, "origin", "main").code).toBe(0);
    guard(server);
    repository.commit("harmless", { "sessions/harmless.yaml": "taskId: mt#1\n" });
    const accepted = push(repository, "origin", "main");
    expect(toldBy(accepted)).toContain("(existing)");
    expect([accepted.code, codes()]).toEqual([0, ["1", "0"]]);
    expect(readdirSync(repository.path)).toEqual(before);
    expect(filesBeside(repository).map(file => basename(file))).not.toContain("canary");
  });

  test("are those of branches, and of keys of a configuration", { timeout: 300_000 }, () => {
    const repository = createRepository({ "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: [md#1]\n" });
    const server = createServer(repository);
    const codes = guard(server);
    expect(push(repository, "origin", "main").code).toBe(0);
    const names = hostileNames.flatMap(name => asBranch(name) ?? []);
    for (const [i, name] of names.entries()) {
      repository.git("switch", "--quiet", "--create", name, "main");
      repository.commit("a session", { [`sessions/${i}.yaml`]: "taskId: md#1\n" });
    }
    const told = toldBy(push(repository, "origin", ...names));
    for (const i of names.keys()) expect(told).toContain(`sessions/${i}.yaml:1:9`);
    expect(server.git("branch", "--format=%(refname)")).toBe("refs/heads/main");
    expect(codes()).toEqual(["0", "1"]);

    repository.git("switch", "--quiet", "main");
    const keys = hostileNames.filter((_, i) => i % 6 === 1);
    for (const [i, key] of ["unknown", ...keys].entries()) {
      const session = { [`sessions/${i}.yaml`]: "taskId: mt#1\n" };
      repository.commit("keys", { ".session-assoc.yaml": `${quoted(key)}: 1\n`, ...session });
      const run = push(repository, "origin", "main");
      // Where the server's own cannot be read, the pushed one judges.
      expect(run.code).toBe(i === 0 ? 0 : 1);
      if (i > 0) expect(toldBy(run)).toContain(".session-assoc.yaml");
    }
    expect(codes().slice(2)).toEqual(["0", ...keys.map(() => "2")]);
    expect(filesBeside(repository).map(file => basename(file))).not.toContain("canary");
  });
});

test("a patch is sent raw to git apply, and shown on a terminal", async () => {
  const small = createRepository({
    "tasks/mt/1.yaml": "id: mt#1\nmigratedFrom: [md#1]\n",
    "sessions/a.yaml": "taskId: md#1 # \u009b31m \u202e\n",
  });
  expect(small.sa("fix", "--dry-run").stdout).toContain("\n+taskId: mt#1 # \u009b31m \u202e\n");
  const { terminal, written } = terminalAt(small.path);
  Object.assign(terminal.stdout, { isTTY: true });
  expect(await main(["fix", "--dry-run", "--no-color"], terminal)).toBe(1);
  expect(written.stdout).toContain("\n+taskId: mt#1 # \\u{9b}31m \\u{202e}\n");
  expect(written.stdout).not.toMatch(raw);
});

/** GitHub acts on lines that begin with `::`, and on `##[`; all of these are annotations of ours. */
function expectAnnotationsOnly(output: string): void {
  for (const line of output.split("\n")) {
    if (line === "") continue;
    expect(line).toMatch(/^::(error|warning|notice) file=[^\n]*::/);
    expect(line.slice(2).split("::")[0]).not.toMatch(/[\r\n]/);
  }
}

/** No link, image, HTML or code block but those that are ours: a report has headings, tables, lists. */
function expectPlainMarkdown(markdown: string): void {
  const kinds = new Set<string>();
  marked.walkTokens(marked.lexer(markdown), token => {
    kinds.add(token.type);
    if (token.type === "link") expect(token.href).not.toMatch(/evil|javascript|canary/);
    if (token.type === "html") expect(token.raw).toMatch(/^<\/?(details|summary|br|code|b)>/);
  });
  expect([...kinds]).not.toContain("image");
}

/** The page has one script, which its policy names by hash; nothing else runs. */
function expectOnlyOurScript(html: string): void {
  const window = new Window({ settings: { disableJavaScriptEvaluation: true } });
  window.document.write(html);
  const { document } = window;
  expect(document.querySelectorAll("script")).toHaveLength(1);
  expect(document.querySelector("script")?.textContent).not.toContain("canary");
  expect(
    document.querySelectorAll("img, iframe, object, embed, link, base, svg[onload]"),
  ).toHaveLength(0);
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^on/);
      if (name === "href" || name === "src") expect(value).toMatch(/^#/);
    }
  }
}
