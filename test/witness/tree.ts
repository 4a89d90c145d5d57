/**
 * What the sessions and tasks of one commit say, read without any of the product's code. A task is
 * known by the comment above it (`# T5`), a session by its name: neither changes, whatever becomes
 * of IDs, titles and files.
 */
export interface Tree {
  readonly tasks: readonly Task[];
  readonly sessions: readonly Session[];
  readonly references: readonly Reference[];
  /** The backends that the configuration calls retired. */
  readonly retired: ReadonlySet<string>;
  /** What `keyOf` says of the references. */
  readonly keys: ReadonlySet<string>;
}

export interface Task {
  /** Who it is: T5. */
  readonly who: string;
  readonly id: string;
  readonly title: string | undefined;
  readonly file: string;
  readonly formers: readonly string[];
  /** Of a tombstone: where its task went. */
  readonly goneTo: string | undefined;
}

export interface Session {
  readonly name: string;
  readonly file: string;
}

export interface Reference {
  /** The session, or the task by who it is. */
  readonly holder: string;
  readonly key: "taskId" | "parent";
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** Of a plain ID: the backend beside it. */
  readonly backend: string | undefined;
}

/** Where the configuration is. */
export const configFile = ".session-assoc.yaml";

/** @param texts the session and task files, and the configuration, by path */
export function readTree(texts: Iterable<readonly [string, string]>): Tree {
  const all = [...texts];
  const config = all.find(([path]) => path === configFile)?.[1] ?? "";
  const files = all.flatMap(([path, text]) => (path === configFile ? [] : readFile(path, text)));
  const references = files.flatMap(({ reference }) => reference ?? []);
  return {
    tasks: files.flatMap(({ task }) => task ?? []),
    sessions: files.flatMap(({ session }) => session ?? []),
    references,
    retired: retiredIn(config),
    keys: new Set(references.map(keyOf)),
  };
}

function retiredIn(config: string): ReadonlySet<string> {
  const lines = [...config.matchAll(/^ {2}([a-z]+): \{ retired: true \}$/gm)];
  return new Set(lines.map(([, backend = ""]) => backend));
}

interface File {
  readonly task?: Task;
  readonly session?: Session;
  readonly reference?: Reference;
}

const read = new Map<string, File>();

function readFile(path: string, text: string): File {
  const key = `${path}\n${text}`;
  const known = read.get(key) ?? parse(path, text);
  read.set(key, known);
  return known;
}

function parse(file: string, text: string): File {
  const lines = text.split("\n");
  const valueAt = (name: string): string | undefined => {
    const found = lines.filter(line => line.startsWith(`${name}: `));
    if (found.length > 1) throw new Error(`${file} has ${name} twice:\n${text}`);
    return found[0]?.slice(name.length + 2);
  };
  const referenceOf = (holder: string, name: Reference["key"]): { reference?: Reference } => {
    const value = valueAt(name);
    if (value === undefined) return {};
    const line = lines.findIndex(one => one.startsWith(`${name}: `)) + 1;
    const backend = name === "taskId" ? valueAt("backend") : undefined;
    return { reference: { holder, key: name, file, line, text: unquote(value), backend } };
  };

  if (file.startsWith("sessions/")) {
    const name = valueAt("session");
    if (name === undefined) throw new Error(`${file} has no name:\n${text}`);
    return { session: { name, file }, ...referenceOf(name, "taskId") };
  }
  const who = lines.find(line => /^# T\d+$/.test(line))?.slice(2);
  const id = valueAt("id");
  if (who === undefined || id === undefined) throw new Error(`${file} is no task:\n${text}`);
  const formers = (valueAt("migratedFrom") ?? "").replace(/[[\],]/g, " ").trim();
  const task = {
    who,
    id,
    title: valueAt("title"),
    file,
    formers: formers === "" ? [] : formers.split(/ +/),
    goneTo: valueAt("migratedTo"),
  };
  return { task, ...referenceOf(who, "parent") };
}

function unquote(value: string): string {
  return value.replace(/^(['"])(.*)\1$/, "$2");
}

/** Which reference it is, and which ID stands there, however it is spelt. */
export function keyOf(reference: Reference): string {
  const { holder, key, text } = reference;
  return `${holder} ${key} ${fullId(reference) ?? localOf(text)}`;
}

/** The ID that stands there; none of a plain one that may be of any backend. */
export function fullId({ text, backend }: Reference): string | undefined {
  if (isQualified(text)) return text;
  return backend === undefined ? undefined : `${backend}#${localOf(text)}`;
}

/** `md#1` and not `1`, `#1` or `task#1`. */
export function isQualified(text: string): boolean {
  return /^[a-z]+#/.test(text) && !text.startsWith("task#");
}

export function backendOf(id: string): string {
  return id.slice(0, id.indexOf("#"));
}

export function localOf(text: string): string {
  return text.slice(text.indexOf("#") + 1);
}
