import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

interface Module {
  /** From `src`, e.g. `model/task-id.ts`. */
  readonly file: string;
  /** Other modules of `src` as `file`, packages by name, `node:…`. */
  readonly imports: readonly string[];
  /** Names that the code uses; those in comments and texts do not count. */
  readonly names: ReadonlySet<string>;
}

const modules = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter(file => file.endsWith(".ts"))
  .sort()
  .map(readModule);

function readModule(file: string): Module {
  const text = readFileSync(join(root, "src", file), "utf8");
  const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
    return fileName.startsWith(".") ? join(dirname(file), fileName) : packageOf(fileName);
  });
  return { file, imports, names: namesIn(text) };
}

function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function namesIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest));
  return names;
}

/** Whether a module is one of some files, or lies in one of some folders (`model/`). */
const isIn = (module: string, places: readonly string[]): boolean =>
  places.some(place => (place.endsWith("/") ? module.startsWith(place) : module === place));

const isPackage = (module: string): boolean => !modules.some(({ file }) => file === module);

/** `importer → imported` for every import that breaks a rule. */
function importsThat(isBad: (from: string, to: string) => boolean): readonly string[] {
  return modules.flatMap(({ file, imports }) =>
    imports.filter(to => isBad(file, to)).map(to => `${file} → ${to}`),
  );
}

test("the source is found, and so are its imports", () => {
  expect(modules.length).toBeGreaterThan(40);
  expect(importsThat((_, to) => to.endsWith(".ts") && isPackage(to))).toEqual([]);
  expect(
    importsThat((from, to) => from === "git/guarded-child.ts" && to === "simple-git"),
  ).toHaveLength(1);
});

describe("a folder imports only what it may", () => {
  test.each<[from: string[], may: string[], reason: string]>([
    [
      ["model/"],
      ["model/", "limits.ts"],
      "the model is what the words mean: it stands on nothing else but the limits",
    ],
    [
      ["yaml/"],
      ["yaml/", "model/", "limits.ts", "yaml"],
      "yaml makes model of text: it needs nothing but the model, the limits and the parser",
    ],
    [["rules/"], ["rules/", "model/"], "a rule looks at a project, wherever that came from"],
    [["fix/plan.ts"], ["model/"], "a plan is pure: the same for a dry run, a hook and the library"],
    [
      ["assume", "naming", "plan-moves", "plan-rewrites"].map(name => `association/${name}.ts`),
      ["association/", "model/", "errors.ts", "report/printable.ts"],
      "what a move by hand means is decided on what was read, without reading or writing",
    ],
    [
      ["association/session-provider.ts"],
      ["association/outcome.ts", "model/"],
      "sessions may be kept anywhere: no repository, no YAML, no git",
    ],
    [
      ["report/"],
      [
        "report/",
        "model/",
        "limits.ts",
        "check.ts",
        "fix/edit.ts",
        ...["move", "outcome", "sessions-of-task", "update-sessions"].map(
          name => `association/${name}.ts`,
        ),
        ...["doctor/diagnosis.ts", "migrate/"],
        ...["edits", "next-commands", "set-up"].map(name => `setup/${name}.ts`),
        "yaml/refusal.ts",
        "picocolors",
        "wrap-ansi",
        "diff",
      ],
      "a report makes text of results: it neither reads nor decides",
    ],
    [
      ["schemas/"],
      [
        "schemas/",
        "model/",
        "limits.ts",
        "config/schema.ts",
        "report/rules.ts",
        "@valibot/to-json-schema",
      ],
      "a schema for editors is made of what the program reads files by, and of nothing beside that",
    ],
    [
      ["config/"],
      [
        "config/",
        "model/",
        "yaml/",
        "git/",
        "snapshots/",
        "errors.ts",
        "limits.ts",
        "valibot",
        "leven",
        "node:",
      ],
      "settings are read before anything is judged or told",
    ],
    [
      ["catalog/"],
      [
        "catalog/",
        "model/",
        "git/",
        "snapshots/",
        "limits.ts",
        "scratch.ts",
        "write-whole.ts",
        "node:",
      ],
      "a catalog says what files mention; what is right about that is not its business",
    ],
    [
      ["setup/"],
      [
        "setup/",
        "model/",
        "yaml/",
        "git/",
        "snapshots/",
        "config/",
        "errors.ts",
        "limits.ts",
        "fix/worktree-files.ts",
        "report/printable.ts",
        "node:",
      ],
      "what is set up does not depend on what is found or told later",
    ],
    [
      ["git/"],
      ["git/", "errors.ts", "limits.ts", "scratch.ts", "simple-git", "node:"],
      "git knows nothing of tasks and sessions",
    ],
    [
      ["scratch.ts", "write-whole.ts", "notes.ts"],
      ["scratch.ts", "write-whole.ts", "errors.ts", "node:"],
      "how a file is written whole does not depend on what is in it",
    ],
    [["limits.ts", "errors.ts"], [], "what everybody may import stands on nothing itself"],
  ])("%s: %s", (from, may, reason) => {
    const isAllowed = (to: string): boolean =>
      isIn(to, may) || (may.includes("node:") && to.startsWith("node:"));
    const bad = importsThat((file, to) => isIn(file, from) && !isAllowed(to));
    expect(bad, reason).toEqual([]);
  });
});

describe("a package has one door", () => {
  test.each<[name: string, doors: string[], reason: string]>([
    [
      "yaml",
      ["yaml/"],
      "only one folder knows how YAML is parsed, so that no document is re-emitted",
    ],
    ["simple-git", ["git/"], "git has a single door, with one policy for environment and errors"],
    ["fast-glob", ["snapshots/worktree.ts"], "it walks a disk, and only one snapshot is a disk"],
    [
      "picomatch",
      ["snapshots/records.ts", "snapshots/glob.ts"],
      "which file is a session or task is decided once",
    ],
    ["commander", ["cli/"], "flags are the command line's business"],
    ["picocolors", ["cli/", "report/text.ts", "report/migration.ts"], "only people see colours"],
    ["valibot", ["config/"], "only the configuration has a schema"],
    ["@valibot/to-json-schema", ["schemas/"], "the program itself validates with valibot alone"],
    [
      "node:child_process",
      ["git/child.ts"],
      "beside simple-git, for what may start other programs, one module starts git",
    ],
  ])("%s: %s", (name, doors, reason) => {
    expect(
      importsThat((from, to) => to === name && !isIn(from, doors)),
      reason,
    ).toEqual([]);
  });
});

describe("nobody imports an entry point", () => {
  test.each<[entry: string, importers: string[], reason: string]>([
    ["cli/", ["cli/"], "the command line composes everything: what imports it goes round"],
    ["hooks/", ["hooks/", "cli/"], "hooks are called by the command line only"],
    ["session-task-association.ts", ["index.ts"], "the commands are made of what it is made of"],
    ["index.ts", [], "the public library is for users; inside, import the module itself"],
  ])("%s: but %s", (entry, importers, reason) => {
    expect(
      importsThat((from, to) => isIn(to, [entry]) && !isIn(from, importers)),
      reason,
    ).toEqual([]);
  });
});

describe("pure folders are pure", () => {
  const pure = modules.filter(({ file }) =>
    isIn(file, [
      ...["model/", "yaml/", "rules/", "report/", "fix/plan.ts", "limits.ts"],
      ...["assume", "naming", "plan-moves", "plan-rewrites"].map(name => `association/${name}.ts`),
      ...[
        "affected",
        "catalog",
        "catalog-builder",
        "catalog-file",
        "decode",
        "encode",
        "pages",
      ].map(name => `catalog/${name}.ts`),
      ...["postings", "record-writer", "records", "unsettled", "words"].map(
        name => `catalog/${name}.ts`,
      ),
    ]),
  );
  test("they read no disk, process or clock through node", () => {
    const bad = pure.flatMap(({ file, imports }) =>
      imports.filter(to => to.startsWith("node:")).map(to => `${file} → ${to}`),
    );
    expect(bad, "effects arrive as parameters; only cli and hooks build real ones").toEqual([]);
  });
  test.each(["process", "console", "Date", "performance", "globalThis", "setTimeout", "fetch"])(
    "they do not mention %s",
    name => {
      const bad = pure.filter(({ names }) => names.has(name)).map(({ file }) => file);
      expect(bad, "the same input gives the same output, everywhere and always").toEqual([]);
    },
  );
  test("they sort without a locale", () => {
    const bad = modules.filter(({ names }) => names.has("localeCompare") || names.has("Intl"));
    expect(
      bad.map(({ file }) => file),
      "the same input gives the same bytes",
    ).toEqual([]);
  });
});

test("the library loads just the packages that are installed with it", () => {
  const text = readFileSync(join(root, "package.json"), "utf8");
  const { dependencies } = JSON.parse(text) as { dependencies: Readonly<Record<string, string>> };
  const loaded = new Set(["index.ts"]);
  for (const file of loaded) {
    for (const next of loadedBy(file)) loaded.add(next);
  }
  const packages = [...loaded].filter(name => !name.endsWith(".ts") && !name.startsWith("node:"));
  expect(packages).toContain("yaml");
  const bad = packages.filter(name => dependencies[name] === undefined);
  expect(bad, "only the command line is bundled").toEqual([]);
  const unused = Object.keys(dependencies).filter(name => !packages.includes(name));
  expect(unused, "what only the bundle holds is a devDependency").toEqual([]);
});

/** What a module imports and not only for its types. */
function loadedBy(file: string): readonly string[] {
  if (!file.endsWith(".ts")) return [];
  const text = readFileSync(join(root, "src", file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return source.statements.flatMap(statement => {
    const isImport = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    if (!isImport || statement.moduleSpecifier === undefined || isTypeOnly(statement)) return [];
    const name = (statement.moduleSpecifier as ts.StringLiteral).text;
    return name.startsWith(".") ? join(dirname(file), name) : packageOf(name);
  });
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  return statement.importClause?.isTypeOnly ?? false;
}

test("no imports go round", () => {
  const importsOf = new Map(modules.map(({ file, imports }) => [file, imports]));
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]): void => {
    const seenAt = way.indexOf(file);
    if (seenAt >= 0) circles.push([...way.slice(seenAt), file].join(" → "));
    if (seenAt >= 0 || done.has(file)) return;
    for (const next of importsOf.get(file) ?? []) follow(next, [...way, file]);
    done.add(file);
  };
  for (const file of importsOf.keys()) follow(file, []);
  expect(circles, "modules that need each other are one module, or hide a third").toEqual([]);
});

test("no file of the source is longer than 250 lines", () => {
  const long = modules
    .map(({ file }) => ({ file, lines: readFileSync(join(root, "src", file), "utf8").split("\n") }))
    .filter(({ lines }) => lines.length > 251);
  expect(
    long.map(({ file }) => file),
    "past 250 lines ask what the second idea is",
  ).toEqual([]);
});
