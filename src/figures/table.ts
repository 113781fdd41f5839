import { shareInWords, timeInWords, workingTimeInWords } from "./in-words.ts";
import type { Spread } from "./spread.ts";
import type { Row } from "./tally.ts";

/** The figures of a row as people read them, in one order everywhere: what they are called, what they mean, and the words. */
export const COLUMNS: readonly { name: string; meaning: string; words(row: Row): string }[] = [
  { name: "Opened", meaning: "escalations that were opened", words: ({ opened }) => String(opened) },
  { name: "Resolved", meaning: "ends with agreement or by override", words: ({ resolved }) => String(resolved) },
  {
    name: "Ended otherwise",
    meaning: "redirected, moved to another project or deleted",
    words: ({ ended_otherwise }) => String(ended_otherwise),
  },
  {
    name: "Reopened",
    meaning: "of those resolved, opened again",
    words: ({ reopened, reopen_rate }) => counted(reopened, reopen_rate),
  },
  {
    name: "Updates in time",
    meaning: "of the updates and customer communications that were owed",
    words: ({ updates_in_time, in_time_rate }) => counted(updates_in_time, in_time_rate),
  },
  { name: "To DRI", meaning: ofWorkingTime("the first DRI"), words: ({ time_to_dri }) => working(time_to_dri) },
  {
    name: "To acceptance",
    meaning: ofWorkingTime("the first DRI who took it on"),
    words: ({ time_to_acceptance }) => working(time_to_acceptance),
  },
  {
    name: "To first update",
    meaning: ofWorkingTime("the first internal update"),
    words: ({ time_to_first_update }) => working(time_to_first_update),
  },
  {
    name: "To resolution",
    meaning: "elapsed time open until an end that stands; median, and nine in ten within",
    words: ({ time_to_resolution }) => spread(time_to_resolution, timeInWords),
  },
];

/** Said where there is nothing to say. */
export const NONE = "–";

function ofWorkingTime(what: string): string {
  return `working time from the opening to ${what}; median, and nine in ten within`;
}

function working(durations: Spread): string {
  return spread(durations, workingTimeInWords);
}

function spread({ median_seconds, p90_seconds }: Spread, words: (seconds: number) => string): string {
  return median_seconds === null || p90_seconds === null ? NONE : `${words(median_seconds)} / ${words(p90_seconds)}`;
}

function counted(count: number, share: number | null): string {
  return share === null ? NONE : `${count} (${shareInWords(share)})`;
}
