import { z } from "zod";
import type { IssueTracker } from "../act/ports.ts";
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
 * Finds what webhooks never told: every open issue that changed since the last full look, known or carrying the marks of
 * an escalation, becomes due. The first look reads them all. Answers how many became due. Throws `OutsideError`.
 */
export async function fullLook({ store, tracker, projects, clock, log }: FullLookOptions): Promise<number> {
  let found = 0;
  for (const project of projects) {
    const name = `full-look/${project}`;
    const startedAt = clock();
    const last = z.number().safeParse(JSON.parse((await store.facts.get(name)) ?? "null")).data;
    const issues = await tracker.openIssues(project, last === undefined ? undefined : last - OVERLAP_MS);
    const candidates = await Promise.all(
      issues.map(async (issue) => (isEscalation(issue) || (await store.escalations.knows(issue.key)) ? [issue.key] : [])),
    );
    const keys = candidates.flat();
    await store.work.touchAll(keys, clock());
    await store.facts.set(name, JSON.stringify(startedAt), clock());
    found += keys.length;
    log.info({ project, issues: issues.length, due: keys.length, since: last }, "full look done");
  }
  return found;
}
