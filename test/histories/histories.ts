import { mergeQueue } from "./merge-queue.ts";
import { releaseBranches } from "./release-branches.ts";
import { staleForks } from "./stale-forks.ts";
import type { History } from "./workshop.ts";

/** Ways of working that many people know. */
export const histories: Readonly<Record<string, History>> = {
  "release branches with back-merges": releaseBranches,
  "a bot that rebases and squashes": mergeQueue,
  "forks that are merged months later": staleForks,
};
