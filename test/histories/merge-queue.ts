import { directionAt, type History } from "./workshop.ts";

/**
 * A bot that rebases and squashes everything, as merge queues and Dependabot do: many pull requests are
 * open at once, and the bot lands them one by one on a `main` that has moved on. Each is squashed, or
 * rebased and followed by the bot's own `fix`, which stays a commit of its own.
 */
export const mergeQueue: History = async (shop, merges) => {
  for (let i = 0; i < 10; i++) await shop.addTask("md");
  for (let round = 0; shop.merges < merges; round++) {
    const { from, to } = directionAt(round / 5);
    const requests = Array.from({ length: 8 }, (_, i) => `pull-${round}-${i}`);
    for (const request of requests) {
      shop.branch(request, "main");
      shop.addSession(`${request}-a`);
      shop.touchSession(`${request}-a`);
      if (shop.chance(0.4)) shop.addSession(`${request}-b`);
      shop.switch("main");
    }
    for (const [i, request] of requests.entries()) {
      if (i % 3 === 1) await shop.migrate(from, to, 3);
      if (i % 4 === 2) await shop.addTask(from);
      if (shop.chance(0.5)) await shop.merge(request, "squash");
      else await landRebased(request);
    }
  }

  async function landRebased(request: string): Promise<void> {
    shop.switch(request);
    await shop.story.rebase("main");
    await shop.story.fix();
    shop.switch("main");
    await shop.merge(request, "plain");
  }
};
