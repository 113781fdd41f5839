import type { Performed } from "../act/perform.ts";
import { TRACKER } from "../decide/rules/tracker-link.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Effect } from "../store/store.ts";
import type { Reconciler } from "./reconciler.ts";
import { runEffects } from "./run-effects.ts";

/**
 * Runs what is owed, one lane each; Slack's goes on in the background once patience has run out, and what is owed aside
 * from the beginning.
 */
export function lanes(key: IssueKey, reconciler: Reconciler) {
  const until = reconciler.clock() + reconciler.patienceMs;
  let impatient = false;
  const lookAgain = () => reconciler.store.work.touch(key, reconciler.clock());
  return {
    impatient: () => impatient,
    gitlab: async (effects: readonly Effect[]): Promise<Performed[]> =>
      (await runEffects(key, "gitlab", effects, reconciler)).performed,
    async slack(effects: readonly Effect[]): Promise<void> {
      if (!effects.some((effect) => effect.lane === "slack" && isOwed(effect))) return;
      // It may outlive the run, and then only a shutdown ends it.
      const work = runEffects(key, "slack", effects, { ...reconciler, signal: reconciler.stopping });
      const left = impatient ? 0 : Math.max(0, until - reconciler.clock());
      if (await inTime(work, left)) return;
      impatient = true;
      // What comes of it is for another run to build on.
      reconciler.inBackground(work.then(lookAgain));
    },
    aside(effects: readonly Effect[]): void {
      if (!effects.some((effect) => effect.lane === "aside" && isOwed(effect))) return;
      const work = runEffects(key, "aside", effects, { ...reconciler, signal: reconciler.stopping });
      // Where nothing was due, or another holds it, a look would find the same again.
      reconciler.inBackground(work.then(({ attempts }) => (attempts > 0 ? lookAgain() : undefined)));
    },
  };
}

async function inTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([work.then(() => true), patience]);
  } finally {
    clearTimeout(timer);
  }
}

/** What GitLab has to take before anything else is decided. A wiki that is away holds up no issue. */
export function holdsUp(effect: Effect): boolean {
  return effect.lane === "gitlab" && effect.stream !== TRACKER && isOwed(effect);
}

export function isOwed({ state }: Effect): boolean {
  return state === "pending" || state === "unknown" || state === "running";
}
