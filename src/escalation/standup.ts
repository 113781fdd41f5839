import { Temporal } from "temporal-polyfill";
import { nearest } from "../policy/nearest.ts";
import { WEEKDAYS, type Weekday } from "../policy/terms.ts";
import { shown } from "../policy/values.ts";

/** A standup series as `/esc standup` sets it up (P-CAD-5). */
export interface Standup {
  /** In the order of the week. */
  days: Weekday[];
  /** Local time with two digits each, `09:30`. */
  time: string;
  /** IANA name as its database spells it. */
  timeZone: string;
  /** Where people meet; http or https. */
  link?: string;
}

export const STANDUP_EXAMPLE = "/esc standup Mon,Wed,Fri 10:30 Europe/Berlin https://meet.example.test/standup";

const FULL_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SHORT_FORMS: ReadonlyMap<string, readonly Weekday[]> = new Map<string, readonly Weekday[]>([
  ["daily", WEEKDAYS],
  ["everyday", WEEKDAYS],
  ["weekdays", WEEKDAYS.slice(0, 5)],
]);

class Unreadable extends Error {}

/**
 * Reads what stands behind `/esc standup`: `Mon,Wed,Fri 10:30 Europe/Berlin [meeting link]`. Days in short or in full,
 * ranges (`Mon-Fri`), `daily` for all seven, `weekdays` for Monday to Friday; the zone by its name, or by its city where
 * only one has it. A problem is a sentence for the person who typed it. Never throws.
 */
export function parseStandup(rest: string): Standup | { problem: string } {
  const words = rest.split(/\s+/).filter((word) => word !== "");
  const at = words.findIndex((word) => /^\d/.test(word));
  try {
    if (words.length === 0) throw new Unreadable("Days, time and time zone are missing");
    const days = daysIn(at < 0 ? words.slice(0, 1) : words.slice(0, at));
    if (at < 0) throw new Unreadable("The time is missing: it stands behind the days, such as 10:30");
    const time = timeIn(words[at] ?? "");
    const { timeZone, behind } = zoneIn(words.slice(at + 1));
    return { days, time, timeZone, ...linkIn(behind) };
  } catch (error) {
    if (error instanceof Unreadable) return { problem: `${error.message}. Write it like this: \`${STANDUP_EXAMPLE}\`` };
    throw error;
  }
}

function daysIn(words: readonly string[]): Weekday[] {
  const names = words
    .join(" ")
    .replace(/\s*[-–—]\s*/g, "-")
    .split(/[\s,;+&]+/)
    .filter((name) => name !== "" && !/^and$/i.test(name));
  if (names.length === 0) throw new Unreadable("The days are missing: they stand before the time, such as Mon,Wed,Fri");
  const named = new Set(names.flatMap(daysNamed));
  return WEEKDAYS.filter((day) => named.has(day));
}

function daysNamed(name: string): readonly Weekday[] {
  const short = SHORT_FORMS.get(name.toLowerCase());
  if (short) return short;
  const [from = "", to, ...more] = name.split("-");
  if (to === undefined) return [dayNamed(from)];
  if (more.length > 0) throw new Unreadable(`${shown(name)} is not a range of days such as Mon-Fri`);
  const first = WEEKDAYS.indexOf(dayNamed(from));
  const last = WEEKDAYS.indexOf(dayNamed(to));
  return first <= last ? WEEKDAYS.slice(first, last + 1) : [...WEEKDAYS.slice(first), ...WEEKDAYS.slice(0, last + 1)];
}

/** `Mon`, `Tues`, `thursday`: the start of one day's name, of three letters at least. */
function dayNamed(name: string): Weekday {
  const typed = name.toLowerCase().replace(/\.$/, "");
  const index = FULL_NAMES.findIndex((full) => typed.length >= 3 && (full.startsWith(typed) || `${full}s` === typed));
  const day = WEEKDAYS[index];
  if (day) return day;
  const near = nearest(typed, [...FULL_NAMES, ...SHORT_FORMS.keys()]);
  throw new Unreadable(`${shown(name)} is not a day of the week${near ? `; did you mean ${near}?` : ""}`);
}

function timeIn(word: string): string {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(word);
  if (!match) throw new Unreadable(`${shown(word)} is not a time of day: write it on the 24-hour clock, such as 14:30`);
  return `${match[1]?.padStart(2, "0")}:${match[2]}`;
}

/** The zone is the longest start of these words that names one (`New York`); the others stand behind it. */
function zoneIn(words: readonly string[]): { timeZone: string; behind: readonly string[] } {
  for (let length = Math.min(words.length, 4); length > 0; length--) {
    const timeZone = zoneNamed(words.slice(0, length).join("_"));
    if (timeZone !== undefined) return { timeZone, behind: words.slice(length) };
  }
  const [word] = words;
  if (word === undefined || word.includes("://")) {
    throw new Unreadable("The time zone is missing: it stands behind the time, such as Europe/Berlin");
  }
  throw new Unreadable(problemOfZone(word));
}

/** Stand still while the clocks of those who call them so change. */
const STANDING_STILL: Readonly<Record<string, string>> = {
  EST: "America/New_York",
  MST: "America/Denver",
  HST: "Pacific/Honolulu",
};

function zoneNamed(name: string): string | undefined {
  if (name.toUpperCase() in STANDING_STILL) return undefined;
  const zone = knownZone(name);
  if (zone !== undefined || name.includes("/")) return zone;
  const inThatPlace = citiesNamed(name);
  return inThatPlace.length === 1 ? inThatPlace[0] : undefined;
}

/** As the zone database spells it; offsets such as +02:00 are no zones, for they know of no summer. */
function knownZone(name: string): string | undefined {
  if (!/^[a-z][\w+/-]*$/i.test(name)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** `Berlin` is Europe/Berlin. Also under names that the list has in another form: it may say Calcutta, not Kolkata. */
function citiesNamed(city: string): string[] {
  const listed = Intl.supportedValuesOf("timeZone");
  const ending = listed.filter((zone) => zone.toLowerCase().endsWith(`/${city.toLowerCase()}`));
  if (ending.length > 0) return ending;
  const areas = new Set(listed.filter((zone) => zone.includes("/")).map((zone) => zone.split("/")[0] ?? ""));
  return [...areas].flatMap((area) => knownZone(`${area}/${city}`) ?? []);
}

function problemOfZone(word: string): string {
  const still = STANDING_STILL[word.toUpperCase()];
  if (still) return `${shown(word)} never changes its clocks; name a place instead, such as ${still}`;
  const several = citiesNamed(word);
  if (several.length > 1) return `${shown(word)} can be ${several.join(" or ")}`;
  const listed = Intl.supportedValuesOf("timeZone");
  const near = nearest(word, listed) ?? cityNear(word, listed);
  return `${shown(word)} is not a time zone${near ? `; did you mean ${near}?` : ""}`;
}

function cityNear(word: string, zones: readonly string[]): string | undefined {
  const cities = new Map(zones.map((zone) => [zone.split("/").at(-1) ?? zone, zone]));
  const city = nearest(word, cities.keys());
  return city === undefined ? undefined : cities.get(city);
}

function linkIn(words: readonly string[]): { link?: string } {
  const [word, extra] = words;
  if (word === undefined) return {};
  const link = word.replace(/^<(.*)>$/, "$1");
  if (!/^https?:\/\/[^\s<>|"]+$/i.test(link) || !URL.canParse(link)) {
    throw new Unreadable(`${shown(word)} is not a meeting link: it begins with https://`);
  }
  if (extra !== undefined) throw new Unreadable(`${shown(extra)} is one word too many: the meeting link is the last`);
  return { link };
}
