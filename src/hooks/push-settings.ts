import { settingsOfCommit } from "../config/load.ts";
import { configFile } from "../config/parse-config.ts";
import { UsageError } from "../errors.ts";
import { lookUp } from "../git/look-up.ts";
import type { Repository } from "../git/repository.ts";
import type { Settings } from "../model/settings.ts";
import type { Comparison } from "./push-comparisons.ts";

/**
 * The settings that judge what a push brings, and what each of them judges: the receiver's. Where
 * those cannot be read, and the push changes them, the pushed ones judge, so that the push that
 * repairs them can be made. Each configuration is read once, however many commits have it.
 *
 * @throws UsageError when a configuration that must judge cannot be read
 */
export async function settingsForPush(
  repository: Repository,
  comparisons: readonly Comparison[],
): Promise<ReadonlyMap<Settings, readonly Comparison[]>> {
  const settingsFor = await settingsReader(
    repository,
    comparisons.flatMap(({ receiver, tip }) => [receiver, tip]),
  );
  const judged = new Map<Settings, Comparison[]>();
  for (const comparison of comparisons) {
    const settings = await settingsFor(comparison);
    judged.set(settings, [...(judged.get(settings) ?? []), comparison]);
  }
  return judged;
}

async function settingsReader(repository: Repository, commits: readonly string[]) {
  const unique = [...new Set(commits)];
  const files = await lookUp(
    repository.git,
    unique.map(commit => `${commit}:${configFile}`),
  );
  const fileOf = new Map(
    unique.map((commit, i) => [commit, files[i] && `${files[i].type} ${files[i].oid}`]),
  );
  const known = new Map<string | undefined, Promise<Settings>>();
  const settingsOf = (commit: string): Promise<Settings> => {
    const file = fileOf.get(commit);
    const settings = known.get(file) ?? settingsOfCommit(repository, commit);
    known.set(file, settings);
    return settings;
  };
  return async ({ receiver, tip }: Comparison): Promise<Settings> => {
    try {
      return await settingsOf(receiver);
    } catch (error) {
      const isChanged = fileOf.get(receiver) !== fileOf.get(tip);
      if (!(error instanceof UsageError) || !isChanged) throw error;
      return settingsOf(tip);
    }
  };
}
