import { z } from "zod";
import type { IssueTracker } from "../act/ports.ts";
import type { Issue } from "../escalation/issue.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "./log.ts";
import { isEscalation } from "./read-facts.ts";

/** Clocks differ, and rows move between pages while they are read: this much is looked at twice. */
const OVERLAP_MS = 2 * 60_000;

export interface FullLookOptions {
  store: Store;
  tracker: IssueTracker;
  projects: readonly string[];
  clock: () => number;
  log: Log;
}

/**
 * Finds what webhooks never told: every issue that changed since the last full look and is known, or is open and carries
 * the marks of an escalation, becomes due. The first look reads all open ones. Answers how many became due. Throws
 * `OutsideError` after the other projects were looked at; the failed one's next look begins where this one did.
 */
export async function fullLook(options: FullLookOptions): Promise<number> {
  const looks = await Promise.allSettled(options.projects.map((project) => lookAt(project, options)));
  for (const look of looks) if (look.status === "rejected") throw look.reason;
  return looks.reduce((sum, look) => sum + (look.status === "fulfilled" ? look.value : 0), 0);
}

async function lookAt(project: string, { store, tracker, clock, log }: FullLookOptions): Promise<number> {
  const name = `full-look/${project}`;
  const startedAt = clock();
  const last = z.number().safeParse(JSON.parse((await store.facts.get(name)) ?? "null")).data;
  const issues = await tracker.changedIssues(project, last === undefined ? undefined : last - OVERLAP_MS);
  const candidates = await Promise.all(issues.map(async (issue) => ((await isOurs(issue, store)) ? [issue.key] : [])));
  const keys = candidates.flat();
  await store.work.touchAll(keys, clock());
  await store.facts.set(name, JSON.stringify(startedAt), clock());
  log.info({ project, issues: issues.length, due: keys.length, since: last }, "full look done");
  return keys.length;
}

async function isOurs(issue: Issue, store: Store): Promise<boolean> {
  return (issue.state === "opened" && isEscalation(issue)) || (await store.escalations.knows(issue.key));
}

/**
 * Looks one at a time. Whoever asks while one is under way gets the next one, together with all who ask meanwhile: a look
 * that began earlier may have passed what they want found.
 */
export function sharedLook(look: () => Promise<number>): () => Promise<number> {
  let underWay: Promise<number> | undefined;
  let next: Promise<number> | undefined;
  return () => {
    if (!underWay) return begin();
    next ??= underWay.then(begin, begin);
    return next;
  };

  function begin(): Promise<number> {
    next = undefined;
    underWay = look().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }
}
