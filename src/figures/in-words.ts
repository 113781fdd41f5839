const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Working time, which has no days of 24 hours: `40 min`, `12.5 h`. Takes seconds. */
export function workingTimeInWords(seconds: number): string {
  return seconds < HOUR ? `${Math.round(seconds / MINUTE)} min` : `${rounded(seconds / HOUR)} h`;
}

/** Time as it elapses: days from two on. Takes seconds. */
export function timeInWords(seconds: number): string {
  return seconds < 2 * DAY ? workingTimeInWords(seconds) : `${rounded(seconds / DAY)} d`;
}

/** `93 %`. */
export function shareInWords(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** One digit after the point while that says something. */
function rounded(amount: number): string {
  return amount < 10 ? amount.toFixed(1).replace(/\.0$/, "") : String(Math.round(amount));
}
