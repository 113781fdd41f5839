import type { Log } from "../reconcile/log.ts";

/** Something that is wrong and wants a person, for as long as it lasts. */
export interface Finding {
  /** What it is about: a project, or an issue's key. */
  subject: string;
  /** One of a few words: a metric's label. */
  problem: string;
  /** What is wrong, a sentence. */
  what: string;
  /** How to put it right. */
  remedy: string;
  /** Over by itself at this time (ms). */
  until?: number;
  /** Nothing is broken by it. */
  isMinor?: true;
}

export interface Findings {
  /** Replaces what is known of a subject: what is new is logged, and what is gone. Answers what is gone. */
  report(subject: string, found: readonly Omit<Finding, "subject">[]): Finding[];
  current(): Finding[];
}

export interface FindingsOptions {
  /** The messages of the log. */
  appeared: string;
  gone: string;
  clock: () => number;
  log: Log;
}

/** What is wrong at the moment, said once when it appears and once when it is gone. */
export function createFindings({ appeared, gone, clock, log }: FindingsOptions): Findings {
  const known = new Map<string, readonly Finding[]>();
  return {
    report(subject, reported) {
      const before = known.get(subject) ?? [];
      const found = reported.map((one) => ({ ...one, subject }));
      known.set(subject, found);
      for (const { problem, what, remedy, isMinor } of found.filter(isMissingIn(before)))
        log[isMinor ? "warn" : "error"]({ subject, problem, what, remedy }, appeared);
      const over = before.filter(isMissingIn(found));
      for (const { problem } of over) log.info({ subject, problem }, gone);
      return over;
    },
    current: () => [...known.values()].flat().filter(({ until }) => until === undefined || until > clock()),
  };
}

function isMissingIn(others: readonly Finding[]): (one: Finding) => boolean {
  return ({ problem }) => !others.some((other) => other.problem === problem);
}
