import { z } from "zod";
import type { IssueTracker } from "../act/ports.ts";
import type { Issue } from "../escalation/issue.ts";
import { Memory } from "../escalation/memory.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Store } from "../store/store.ts";
import type { Log } from "./log.ts";
import { isEscalation } from "./read-facts.ts";

/** Rows move between pages while they are read, and appear a little after their time: this much is looked at twice. */
const OVERLAP_MS = 60_000;

export interface FullLookOptions {
  store: Store;
  tracker: IssueTracker;
  projects: readonly string[];
  clock: () => number;
  log: Log;
  /** Every open issue, whether it changed or not, and every open escalation; what was given up is tried again. */
  thorough?: boolean;
}

/**
 * Finds what webhooks never told: every issue that changed since the last full look and is known, or is open and carries
 * the marks of an escalation, becomes due. The first look reads all open ones, and what is known as open: GitLab may have it
 * closed by now. Answers how many became due. Throws
 * `OutsideError` after the other projects were looked at; the failed one's next look begins where this one did.
 */
export async function fullLook(options: FullLookOptions): Promise<number> {
  const { store, projects, clock, thorough = false } = options;
  const known = thorough ? await everythingOpen(store, clock()) : [];
  const looks = await Promise.allSettled(projects.map((project) => lookAt(project, options)));
  const done = looks.flatMap((look) => (look.status === "fulfilled" ? [look.value] : []));
  const due = new Set([...known, ...done.flatMap(({ keys }) => keys)]);
  await store.work.touchAll([...due], clock());
  for (const { name, newest } of done) {
    if (newest > 0) await store.facts.set(name, JSON.stringify(newest), clock());
  }
  for (const look of looks) if (look.status === "rejected") throw look.reason;
  return due.size;
}

async function everythingOpen(store: Store, now: number): Promise<IssueKey[]> {
  const retried = await store.escalations.retryGivenUp(now, "edit/");
  return [...retried, ...(await openOnes(store))];
}

async function openOnes(store: Store): Promise<IssueKey[]> {
  return (await store.escalations.list({ open: true })).map(({ key }) => key);
}

/** `newest` is by GitLab's own clock: ours may well be ahead of it. */
async function lookAt(
  project: string,
  { store, tracker, log, thorough }: FullLookOptions,
): Promise<{ name: string; keys: IssueKey[]; newest: number }> {
  const name = `full-look/${project}`;
  const last = z.number().safeParse(JSON.parse((await store.facts.get(name)) ?? "null")).data;
  const since = last === undefined || thorough ? undefined : last - OVERLAP_MS;
  const issues = await tracker.changedIssues(project, since);
  const known = since === undefined ? await openOnes(store) : [];
  const isDue = async (issue: Issue) =>
    (await isOurs(issue, store)) &&
    (since === undefined || issue.updatedAt > (last ?? 0) || (await isNews(issue, store)));
  const candidates = await Promise.all(issues.map(async (issue) => ((await isDue(issue)) ? [issue.key] : [])));
  const keys = [...new Set([...known, ...candidates.flat()])];
  log.info({ project, issues: issues.length, due: keys.length, since }, "full look done");
  return { name, keys, newest: Math.max(last ?? 0, ...issues.map(({ updatedAt }) => updatedAt)) };
}

async function isOurs(issue: Issue, store: Store): Promise<boolean> {
  return (issue.state === "opened" && isEscalation(issue)) || (await store.escalations.knows(issue.key));
}

/** Looked at twice, but not as it is now. */
async function isNews({ key, updatedAt }: Issue, store: Store): Promise<boolean> {
  const remembered = await store.escalations.load(key);
  const memory = remembered && Memory.safeParse(JSON.parse(remembered.memory)).data;
  return memory?.seenUpdatedAt !== updatedAt;
}

/**
 * Looks one at a time. Whoever asks while one is under way gets the next one, together with all who ask meanwhile: a look
 * that began earlier may have passed what they want found. It is thorough where one of them wants that.
 */
export function sharedLook(look: (thorough: boolean) => Promise<number>): (thorough?: boolean) => Promise<number> {
  let underWay: Promise<number> | undefined;
  let next: Promise<number> | undefined;
  let thoroughNext = false;
  return (thorough = false) => {
    thoroughNext ||= thorough;
    if (!underWay) return begin();
    next ??= underWay.then(begin, begin);
    return next;
  };

  function begin(): Promise<number> {
    const thorough = thoroughNext;
    next = undefined;
    thoroughNext = false;
    underWay = look(thorough).finally(() => {
      underWay = undefined;
    });
    return underWay;
  }
}
