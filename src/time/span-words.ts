import { parseSpan } from "./span.ts";
import type { WorkingTime } from "./working-time.ts";

const MINUTE = 60_000;
const UNITS = [
  { name: "hour", milliseconds: 60 * MINUTE },
  { name: "minute", milliseconds: MINUTE },
  { name: "second", milliseconds: 1000 },
] as const;

/**
 * An ISO 8601 span as people say it: `PT4H` is "4 working hours", `P1D` "1 working day", `P1DT2H` "1 working day and 2
 * working hours"; without "working" where working time is always. Nothing at all is "at once". Throws a RangeError on what
 * is no span.
 */
export function spanInWords(text: string, { always }: Pick<WorkingTime, "always">): string {
  const { weeks, days, time } = parseSpan(text);
  const kind = always ? "" : "working ";
  const parts = [...amount(weeks, `${kind}week`), ...amount(days, `${kind}day`)];
  let left = time;
  for (const { name, milliseconds } of UNITS) {
    parts.push(...amount(Math.floor(left / milliseconds), name === "hour" ? `${kind}hour` : name));
    left %= milliseconds;
  }
  return parts.length === 0 ? "at once" : parts.join(" and ");
}

function amount(count: number, unit: string): string[] {
  return count === 0 ? [] : [`${count} ${unit}${count === 1 ? "" : "s"}`];
}
