import { quotePattern } from "../git/id-patterns.ts";
import { commitsTouching } from "../git/log.ts";
import type { AssociationChange } from "../model/association-change.ts";
import { type Held, heldIn, likelyFormers, spelledId } from "../model/former-holders.ts";
import type { Project } from "../model/project.ts";
import { nameFromFile, type Reference } from "../model/record.ts";
import { pathspecs } from "../snapshots/listing.ts";
import { basesOf } from "../snapshots/records.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import type { Archive } from "./archive.ts";
import { holderChanges } from "./holder-changes.ts";
import { tellingFiles } from "./telling-files.ts";
import { tipSides } from "./tip-sides.ts";
import { type Trail, walkBack } from "./walk-back.ts";

/** Every change of the association of one session, as far back as its file can be followed. */
export async function sessionChanges(
  archive: Archive,
  snapshot: Snapshot,
  project: Project,
  name: string,
): Promise<readonly AssociationChange[]> {
  const changes = new Map<string, AssociationChange>();
  const note = (change: AssociationChange): void => {
    const { commit, file, from, to } = change;
    changes.set(JSON.stringify([commit, file, idAt(from), idAt(to)]), change);
  };
  const idAt = (reference: Reference | undefined): string | undefined =>
    reference && spelledId(archive.settings, reference);

  const present = heldIn(project).filter(held => isNamed(held, name));
  const files = present.map(({ file }) => file);
  const sides = await tipSides(archive, snapshot, project, files);
  const starts = sides.flatMap(({ heads, blobs, formerOf }) =>
    present
      .flatMap(one => likelyFormers(one, formerOf(one)))
      .map((held): Trail<Held> => {
        return { subject: held, held, blob: blobs.get(held.file) ?? "", heads, passed: new Set() };
      }),
  );
  const ends = await endsOf(archive, snapshot.tips, name);
  for (const { commit, trail, isRemoval } of ends) {
    const from = referenceOf(trail.held);
    if (!isRemoval || from === undefined) continue;
    note({ commit, session: name, file: trail.held.file, from, to: undefined });
  }

  await walkBack(archive, [...starts, ...ends.map(({ trail }) => trail)], {
    visit: ({ held }, { change: { commit } }, { certain, perhaps }) => {
      const likely = new Set(
        likelyFormers(held, { certain: certain.map(heldOf), perhaps: perhaps.map(heldOf) }),
      );
      const formers = [...certain, ...perhaps].filter(former => likely.has(former.held));
      const to = referenceOf(held);
      const same = formers.filter(former => idAt(referenceOf(former.held)) === idAt(to));
      if (same.length > 0) return same;
      const [former] = formers;
      const from = former && referenceOf(former.held);
      const isKnown = former !== undefined || !archive.history.isCutAt(commit);
      if (isKnown && idAt(from) !== idAt(to)) {
        note({ commit, session: held.holder.name, file: held.file, from, to });
      }
      return formers;
    },
    lose: () => {}, // what lies before is not told, and the rest is
  });
  return [...changes.values()];
}

/** Where a session lost its name. */
interface End {
  readonly commit: string;
  /** What had the name, on its way back. */
  readonly trail: Trail<Held>;
  /** It went; else it was called otherwise from then on. */
  readonly isRemoval: boolean;
}

/** Where sessions of a name were removed, or got another one. */
async function endsOf(
  archive: Archive,
  tips: readonly string[],
  name: string,
): Promise<readonly End[]> {
  const { git, settings, history } = archive;
  const paths = pathspecs(basesOf(settings.sessions));
  const naming = await commitsTouching(git, tips, [quotePattern(name)], paths, "file");
  const isNamedSo = ({ path }: { readonly path: string }): boolean => nameFromFile(path) === name;
  const commits = new Set([
    ...naming.map(({ commit }) => commit),
    ...history.commits.filter(({ files }) => files.some(isNamedSo)).map(({ commit }) => commit),
  ]);
  const touched = history.commits.filter(({ commit }) => commits.has(commit));
  // Where nothing was there before, no session lost its name.
  const telling = touched.map(({ files }) => ({ files: tellingFiles(settings, files) }));
  const changes = await holderChanges(archive, telling);
  return touched.flatMap(({ commit, parents, files }, i) => {
    const { gone = [], present = [] } = changes[i] ?? {};
    const renamed = present.flatMap(({ held, formers }) => (isNamed(held, name) ? [] : formers));
    const endAs = (isRemoval: boolean) => (held: Held) => {
      const blob = files.find(({ path }) => path === held.file)?.before ?? "";
      const trail = { subject: held, held, blob, heads: parents, passed: new Set<never>() };
      return isNamed(held, name) ? [{ commit, trail, isRemoval }] : [];
    };
    return [...gone.flatMap(endAs(true)), ...renamed.flatMap(endAs(false))];
  });
}

function isNamed({ holder }: Held, name: string): boolean {
  return holder.kind === "session" && holder.name === name;
}

function heldOf(trail: Trail<Held>): Held {
  return trail.held;
}

function referenceOf({ references }: Held): Reference | undefined {
  return references[0];
}
