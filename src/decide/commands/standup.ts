import { parseStandup } from "../../escalation/standup.ts";
import { type Given, type Outcome, refused } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** Sets up, changes or stops the standup series (P-CAD-5). */
export function standup({ facts, note }: Given, { series }: Extract<Command, { name: "standup" }>): Outcome {
  const { memory, now } = facts;
  const before = memory.standup;
  const by = note.author.username;
  if (memory.openedAt === null) return refused("the escalation is held until it has a severity.");
  if (/^stop$/i.test(series.trim())) {
    if (!before || before.isStopped) return refused("there is no standup series to stop.");
    const stopped = { ...before, isStopped: true, sequence: before.sequence + 1, setAt: now };
    return {
      done: { ...facts, memory: { ...memory, standup: stopped } },
      timeline: { who: by, what: "stopped the standups", rule: "P-CAD-5", facts: {} },
    };
  }
  const read = parseStandup(series);
  if ("problem" in read) return refused(`${read.problem}.`);
  const { days, time, timeZone, link = null } = read;
  return {
    done: {
      ...facts,
      memory: {
        ...memory,
        standup: {
          ...{ days, time, timeZone, link },
          isStopped: false,
          sequence: (before?.sequence ?? -1) + 1,
          setAt: now,
          remindedUpTo: now,
        },
      },
    },
    timeline: { who: by, what: "set up the standups", rule: "P-CAD-5", facts: { days, time, timeZone } },
    ...(facts.calendarUrl === undefined
      ? {}
      : { reply: `the series is a calendar to subscribe to: <${facts.calendarUrl}>` }),
  };
}
