import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { limits } from "../../src/limits.ts";
import { defaultSettings, findingCodes } from "../../src/model/settings.ts";
import { readFile } from "../../src/yaml/read-file.ts";
import { recipe, root, schemaErrors } from "../support/recipes.ts";
import { expectParses } from "../support/typed.ts";

const readme = recipe("README.md");

interface Block {
  readonly language: string;
  readonly text: string;
  /** The line before it. */
  readonly before: string;
}

const blocks = [
  ...readme.matchAll(/^(?<before>[^\n]*)\n```(?<language>\w*)\n(?<text>.*?)^```$/gms),
].map(({ groups }) => groups as unknown as Block);

function blocksIn(language: string): readonly Block[] {
  const found = blocks.filter(block => block.language === language);
  expect(found.length).toBeGreaterThan(0);
  return found;
}

test("every block of the README is of a kind that some test checks", () => {
  expect(readme.match(/^```/gm)).toHaveLength(2 * blocks.length);
  // The transcripts by demo.test.ts, `ts` by tarball.test.ts, the others below.
  const known = ["", "sh", "yaml", "json", "ts"];
  expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
  for (const { before } of blocksIn("")) expect(before).toMatch(/^<!-- from the \w+ -->$/);
});

test("every command that the README shows can be typed", async () => {
  const { scripts } = JSON.parse(recipe("package.json")) as { scripts: Record<string, string> };
  const lines = blocksIn("sh").flatMap(({ text }) => text.trim().split("\n"));
  const inText = [...readme.matchAll(/`((?:npx )?session-assoc [^`<…\n]+|npm run [^`]+)`/g)];
  const commands = [...lines, ...inText.map(([, command = ""]) => command)]
    .map(line => line.replace(/\s+#.*$/, "").replace(/^source <\((.*)\)$/, "$1"))
    .filter(line => line !== "")
    .flatMap(line => line.split(" && "));
  expect(commands.length).toBeGreaterThan(30);
  for (const command of commands) {
    const script = /^npm run (\S+)/.exec(command)?.[1];
    if (script !== undefined) expect(scripts, command).toHaveProperty(script);
    else if (/^(npx )?session-assoc /.test(command))
      await expectParses(command.replace(/^npx /, ""));
    else {
      const others = ["npm ci", "npm test", "npm install --save-dev session-assoc"];
      const isGit = /^git (apply|commit|add sessions|config merge|diff --cached)/.test(command);
      expect(isGit || others.includes(command), command).toBe(true);
    }
  }
});

test("every file that the README shows is read without a complaint", () => {
  for (const { text } of blocksIn("yaml")) {
    if (text.includes("runs-on:")) {
      expect(schemaErrors("github-workflow.json", text)).toEqual([]);
      continue;
    }
    if (text.includes("onStale:")) {
      const { onStale, backends } = parseConfig(text, "README.md");
      expect({ onStale, count: backends.size > 4 }).toEqual({ onStale: "fix", count: true });
      continue;
    }
    const kind = /^id:/m.test(text) ? "task" : "session";
    const { problems, tasks, sessions } = readFile("x.yaml", kind, text, defaultSettings);
    expect(problems).toEqual([]);
    expect(tasks.length + sessions.length).toBe(1);
  }
  for (const { text } of blocksIn("json")) {
    const { "yaml.schemas": schemas } = JSON.parse(text) as Record<string, Record<string, string>>;
    for (const file of Object.keys(schemas ?? {})) {
      expect(file).toMatch(/^node_modules\/session-assoc\/dist\/schemas\//);
      expect(existsSync(join(root, file.replace("node_modules/session-assoc/", "")))).toBe(true);
    }
  }
});

test("the README lists just the findings that there are, and its links lead somewhere", () => {
  const [, table = ""] = /^## Findings\n(.*?)^## /ms.exec(readme) ?? [];
  const codes = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
  expect(codes).toEqual([...findingCodes]);
  expectLinksLead(readme);
});

test("SECURITY.md links to what is there, and has a test for each promise and the limits that hold", () => {
  const security = recipe("SECURITY.md");
  expectLinksLead(security);
  const [, promises = ""] = /^## What is promised\n(.*?)^## /ms.exec(security) ?? [];
  const rows = promises
    .split("\n")
    .filter(line => line.startsWith("| ") && !/^\| promise/.test(line));
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(row).toMatch(/\]\(test\/[^)]+\.test\.ts\)/);
  const { nameLength, globLength, configuredItems, usualIds, followedIds } = limits;
  for (const limit of [nameLength, globLength, configuredItems, usualIds, followedIds]) {
    expect(security).toContain(limit.toLocaleString("en"));
  }
  const { scripts } = JSON.parse(recipe("package.json")) as { scripts: Record<string, string> };
  for (const [, file = ""] of security.matchAll(/`npx vitest run ([^`]+)`/g)) {
    expect(existsSync(join(root, file)), file).toBe(true);
  }
  for (const [, script = ""] of security.matchAll(/`npm run ([\w:-]+)/g)) {
    expect(scripts).toHaveProperty(script);
  }
});

function expectLinksLead(markdown: string): void {
  const links = [...markdown.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(1);
  for (const link of links) expect(existsSync(join(root, link)), link).toBe(true);
}
