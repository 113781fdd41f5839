import type { Message, Text } from "../decide/message.ts";
import type { Life } from "../escalation/life.ts";
import { type Directory, findCustomer, findPerson } from "../policy/directory.ts";
import { isRestricted } from "../policy/restricted.ts";
import { describeDay } from "../time/describe.ts";
import { dateOfDay, localDay, onLocalDay } from "../time/local-time.ts";
import { figuresOf } from "./figures.ts";
import { type OpenEscalation, worstFirst } from "./open-escalation.ts";
import { COLUMNS, NONE } from "./table.ts";
import type { Period, Row } from "./tally.ts";

const DAY_MS = 86_400_000;
/** Slack's messages end at 4,000 characters: of each kind so many are named, the others counted. */
const MOST_LINES = 5;
const LONGEST_LABEL = 70;

/** The week in which a digest is owed, which tells of the one before. */
export interface Week {
  /** Its Monday, an ISO date, which names it. */
  monday: string;
  /** When it is over (ms). */
  until: number;
  told: Period;
  /** What the told one is compared with. */
  before: Period;
}

/** The week of a moment, as the calendar of a zone has it: Monday to Sunday. */
export function weekOf(now: number, timeZone: string): Week {
  const today = localDay(now, timeZone);
  // Day 0 was a Thursday.
  const monday = today - ((today + 3) % 7);
  return {
    monday: dateOfDay(monday).toString(),
    until: onLocalDay(monday + 7, "00:00", timeZone),
    told: { from: monday - 7, to: monday - 1 },
    before: { from: monday - 14, to: monday - 8 },
  };
}

export interface WeeklyFacts {
  lives: readonly Life[];
  open: readonly OpenEscalation[];
  /** Those that ended in the week that is told of and have not been opened again. */
  ended: readonly OpenEscalation[];
  directory: Directory;
  timeZone: string;
  now: number;
}

/**
 * What all may read of a week: what opened and ended, what is overdue and worst by now, and the figures against those of the
 * week before it. A restricted customer's escalation goes under the code name, without a title (P-OPEN-7). Nobody is
 * mentioned. Undefined where there is nothing to say.
 */
export function weeklyMessage(week: Week, facts: WeeklyFacts): Message | undefined {
  const { lives, open, ended, timeZone } = facts;
  const told = figuresOf(lives, week.told).total;
  const before = figuresOf(lives, week.before).total;
  if (open.length === 0 && told.opened + told.resolved + told.ended_otherwise === 0) return undefined;

  const opened = [...open, ...ended].filter(({ opened_at }) => isIn(opened_at, week.told, timeZone));
  const overdue = open.filter((line) => line.overdue);
  const first = onLocalDay(week.told.from, "12:00", timeZone);
  return {
    heading: `Escalations in the week of ${describeDay(first, timeZone)}: ${told.opened} opened, ${told.resolved} resolved, ${open.length} open now`,
    paragraphs: [
      compared(told, before),
      ...section("Overdue now", overdue, facts),
      ...section(
        overdue.length === 0 ? "Worst" : "Worst besides",
        open.filter((line) => !line.overdue),
        facts,
      ),
      ...section("Opened", opened, facts),
      ...section("Ended", ended, facts),
    ],
  };
}

function compared(told: Row, before: Row): Text {
  const lines = COLUMNS.map(({ name, words }) => ({ name, now: words(told), last: words(before) }))
    .filter(({ now, last }) => now !== NONE || last !== NONE)
    .map(({ name, now, last }) => `\n• ${name}: ${now}, the week before ${last}`);
  return ["*Figures*", ...lines];
}

function section(title: string, lines: readonly OpenEscalation[], facts: WeeklyFacts): Text[] {
  if (lines.length === 0) return [];
  const shown = worstFirst(lines).slice(0, MOST_LINES);
  const more = lines.length - shown.length;
  return [
    [
      `*${title}* (${lines.length})`,
      ...shown.flatMap((line): Text => ["\n• ", ...nameOf(line, facts)]),
      ...(more === 0 ? [] : [`\n• and ${more} more`]),
    ],
  ];
}

function nameOf(line: OpenEscalation, { directory, now }: WeeklyFacts): Text {
  const { severity, dri, opened_at, status, web_url } = line;
  const days = opened_at === null ? 0 : Math.max(0, Math.floor((now - Date.parse(opened_at)) / DAY_MS));
  return [
    `${severity ?? "no severity"} · `,
    { link: web_url, label: labelOf(line, directory) },
    ` · ${status ?? "held"} · ${dri === null ? "no DRI" : `DRI ${findPerson(directory, dri)?.name ?? dri}`}`,
    ` · opened ${days === 0 ? "today" : `${days} day${days === 1 ? "" : "s"} ago`}`,
  ];
}

function labelOf({ customer, title, restricted }: OpenEscalation, directory: Directory): string {
  if (isRestricted({ customer, restricted }, directory))
    return findCustomer(directory, customer ?? "")?.code_name ?? "a restricted customer";
  const label =
    customer === null || title.toLowerCase().includes(customer.toLowerCase()) ? title : `${customer}: ${title}`;
  const characters = [...label];
  return characters.length <= LONGEST_LABEL ? label : `${characters.slice(0, LONGEST_LABEL - 1).join("")}…`;
}

function isIn(at: string | null, { from, to }: Period, timeZone: string): boolean {
  if (at === null) return false;
  const day = localDay(Date.parse(at), timeZone);
  return day >= from && day <= to;
}
