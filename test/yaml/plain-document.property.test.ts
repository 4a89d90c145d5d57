import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FileKind, Mentions, Records } from "../../src/model/record.ts";
import { openPlain } from "../../src/yaml/plain-document.ts";
import { parseFile, readFile, readMentions, readPlainMentions } from "../../src/yaml/read-file.ts";
import { settingsFrom } from "../support/memory.ts";
import { mutated } from "./flat-documents.ts";

/** A long run that can be had again: `SEED=1 DOCUMENTS=1000000 npx vitest run test/yaml/plain-document.property.test.ts`. */
const documents = Number(process.env.DOCUMENTS ?? 150_000);
const seed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

const renamed = `fields:
  session: { name: title, taskId: id, backend: parent }
  task: { id: taskId, migratedFrom: title, migratedTo: parent, references: [status, a-b, dependsOn] }
`;
const settings = ["", "defaultBackend: md\nbackends:\n  x: { name: task }\n", renamed].map(
  settingsFrom,
);

/** What `readMentions` says of records that were read whole. */
function mentionsIn({ sessions, tasks, problems }: Records): Mentions {
  return {
    sessions: sessions.map(({ body, ...named }) => named),
    tasks: tasks.map(({ title, status, content, body, ...named }) => named),
    problems,
  };
}

test("a plain document says the same as to the parser, to the last position", () => {
  let plain = 0;
  const kinds = fc.constantFrom<FileKind>("session", "task");
  fc.assert(
    fc.property(mutated, kinds, fc.constantFrom(...settings), (text, kind, config) => {
      // What is not plain goes to the parser anyway.
      if (openPlain(text) === undefined) return;
      plain++;
      const file = "a/b.yaml";
      const [short, long] = [readFile, parseFile].map(read => read(file, kind, text, config));
      if (!isDeepStrictEqual(short, long) || JSON.stringify(short) !== JSON.stringify(long)) {
        expect(short).toStrictEqual(long);
      }
      const mentions = readMentions(file, kind, text, config);
      if (!isDeepStrictEqual(mentions, long && mentionsIn(long))) {
        expect(mentions).toStrictEqual(long && mentionsIn(long));
      }
      // Nor does a line feed at the end make a difference.
      if (/[\r\n]$/.test(text)) return;
      const more = readPlainMentions(file, kind, `${text}\n`, config);
      if (!isDeepStrictEqual(mentions, more)) expect(more).toStrictEqual(mentions);
    }),
    { numRuns: documents, ...seed },
  );
  // Else this would say nothing.
  expect(plain / documents).toBeGreaterThan(0.12);
  if (process.env.DOCUMENTS !== undefined) console.log(`${plain} of ${documents} were plain`);
});
