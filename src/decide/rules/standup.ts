import type { Memory } from "../../escalation/memory.ts";
import { describeMoment } from "../../time/describe.ts";
import { nextOccurrence } from "../../time/series.ts";
import { spanMilliseconds } from "../../time/span.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import type { Message } from "../message.ts";
import { inline, webAddress } from "../note-text.ts";
import type { People } from "../people.ts";
import { sayInChannel, trackerText } from "./opening.ts";
import { lateness } from "./reminders.ts";

/** A reminder of a standup that began longer ago helps nobody. */
const TOO_LATE_MS = 15 * 60_000;

type Standup = NonNullable<Memory["standup"]>;

export function isRunning(standup: Memory["standup"]): standup is Standup {
  return standup !== null && !standup.isStopped;
}

/**
 * Told in the channel some minutes before each occurrence, once (P-CAD-5). After downtime only one that has just begun is
 * still told of.
 */
export function remindOfStandup(
  facts: Facts,
  people: People,
): { actions: PlannedAction[]; standup: Memory["standup"]; recheckAt: number | undefined } {
  const { memory, now, policy } = facts;
  let { standup } = memory;
  if (!isRunning(standup)) return { actions: [], standup, recheckAt: undefined };
  const before = spanMilliseconds(policy.standup.remind_before);
  const actions: PlannedAction[] = [];
  let next = nextOccurrence(standup, standup.remindedUpTo);
  while (now >= next - before) {
    standup = { ...standup, remindedUpTo: next };
    if (now < next + TOO_LATE_MS) {
      const message = reminder(facts, people, standup, next, lateness(facts, people, next - before));
      actions.push(...sayInChannel(facts, `standup/${memory.round}/${next}`, message));
    }
    next = nextOccurrence(standup, now < next ? next : now - TOO_LATE_MS);
    if (next <= standup.remindedUpTo) next = nextOccurrence(standup, standup.remindedUpTo);
  }
  return { actions, standup, recheckAt: next - before };
}

function reminder(facts: Facts, people: People, standup: Standup, at: number, late: string): Message {
  const link = webAddress(standup.link ?? undefined);
  return {
    heading: "The standup is about to start",
    fields: [
      { label: "When", value: [describeMoment(at, people.timeZone)] },
      ...(link === undefined ? [] : [{ label: "Where", value: [{ link, label: link }] }]),
      { label: "Tracker", value: trackerText(facts) },
    ],
    ...(late === "" ? {} : { paragraphs: [[late.trim()]] }),
  };
}

/** For the status note, as safe Markdown; undefined where none was ever set up. */
export function standupCell({ memory, calendarUrl, now }: Facts, people: People): string | undefined {
  const { standup } = memory;
  if (standup === null) return undefined;
  if (standup.isStopped || memory.closed) return "stopped";
  const next = describeMoment(nextOccurrence(standup, now), people.timeZone);
  return [`${series(standup)}, next ${next}`, ...addresses(standup, calendarUrl)].join("; ");
}

/** For the tracker, which is not written again because a standup has passed. */
export function standupSection({ memory, calendarUrl }: Facts): string {
  const { standup } = memory;
  if (standup === null) return "_None yet: set it up with `/esc standup` on the issue._";
  if (standup.isStopped) return `${series(standup)}: stopped.`;
  return [series(standup), ...addresses(standup, calendarUrl)].join("; ");
}

function series({ days, time, timeZone }: Standup): string {
  const names = days.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`).join(", ");
  return `${names} ${time} ${inline(timeZone)}`;
}

function addresses({ link }: Standup, calendarUrl: string | undefined): string[] {
  const meeting = webAddress(link ?? undefined);
  return [
    ...(meeting === undefined ? [] : [`<${meeting}>`]),
    ...(calendarUrl === undefined ? [] : [`[calendar](${calendarUrl})`]),
  ];
}
