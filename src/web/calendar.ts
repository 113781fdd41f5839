import { createHash } from "node:crypto";
import { type Response, Router } from "express";
import ical, { escape as escapedText, ICalEventRepeatingFreq, ICalEventStatus, ICalWeekday } from "ical-generator";
import { tzlib_get_ical_block } from "timezones-ical-library";
import { failedAttempts } from "../failed-attempts.ts";
import { zoned } from "../time/local-time.ts";
import { nextOccurrence, type Series } from "../time/series.ts";
import type { Weekday } from "../time/working-time.ts";

/** The standups of one escalation as people subscribe to them (P-CAD-5). Moments in milliseconds since the epoch. */
export interface CalendarFeed {
  /** What calendar and event are called. */
  name: string;
  /** The same for as long as the escalation lives, so that a change replaces what people have. */
  uid: string;
  /** Grows with each change. */
  sequence: number;
  /** Undefined: stopped, so that it goes from people's calendars. */
  series: Series | undefined;
  /** When the series was set up or changed last; it occurs from here on. */
  startsAt: number;
  /** When anything here changed last. */
  changedAt: number;
  description: string;
  /** The address. */
  url: string;
  /** Where people meet. */
  link?: string;
}

const LENGTH_MINUTES = 15;
/** How often calendars are asked to look again, and how long an answer may be kept, in seconds. */
const LOOK_AGAIN_SECONDS = 3600;
const KEPT_SECONDS = 300;
/** URL-safe base64 or hex of 128 bits at least; nothing else is looked up. */
const TOKEN = /^[\w-]{32,128}$/;

const DAYS: Readonly<Record<Weekday, ICalWeekday>> = {
  mon: ICalWeekday.MO,
  tue: ICalWeekday.TU,
  wed: ICalWeekday.WE,
  thu: ICalWeekday.TH,
  fri: ICalWeekday.FR,
  sat: ICalWeekday.SA,
  sun: ICalWeekday.SU,
};

/** The feed as iCalendar (RFC 5545). Throws on a series that `nextOccurrence` refuses, and on a `url` that is none. */
export function calendarText(feed: CalendarFeed): string {
  const { uid, sequence, series, description, link } = feed;
  const name = oneLine(feed.name);
  const changedAt = new Date(feed.changedAt);
  // The library writes names of calendars and ids as they are, and escapes the rest.
  const calendar = ical({
    name: escapedText(name, false),
    prodId: { company: "gitlab-escalations", product: "standups", language: "EN" },
    ttl: LOOK_AGAIN_SECONDS,
    timezone: { name: null, generator: (timeZone) => zoneOf(timeZone).block },
  });
  calendar.createEvent({
    id: oneLine(uid),
    sequence,
    summary: name,
    description: printable(description),
    url: address(feed.url),
    ...(link === undefined ? {} : { location: printable(link) }),
    stamp: changedAt,
    lastModified: changedAt,
    ...(series ? recurring(series, feed.startsAt) : cancelled(feed.startsAt)),
  });
  return calendar.toString();
}

function recurring(series: Series, startsAt: number) {
  const start = zoned(firstAtItsTime(series, startsAt), series.timeZone);
  return {
    timezone: zoneOf(series.timeZone).id,
    start,
    end: start.add({ minutes: LENGTH_MINUTES }),
    repeating: { freq: ICalEventRepeatingFreq.WEEKLY, byDay: series.days.map((day) => DAYS[day]) },
    status: ICalEventStatus.CONFIRMED,
  };
}

/** A single event without a recurrence: calendars that keep what was cancelled keep no more than one. */
function cancelled(startsAt: number) {
  const end = startsAt + LENGTH_MINUTES * 60_000;
  return { start: new Date(startsAt), end: new Date(end), status: ICalEventStatus.CANCELLED };
}

/** The first occurrence that clocks do not move: all others take their local time from it. */
function firstAtItsTime(series: Series, startsAt: number): number {
  for (let at = nextOccurrence(series, startsAt - 1); ; at = nextOccurrence(series, at)) {
    if (zoned(at, series.timeZone).toPlainTime().equals(series.time)) return at;
  }
}

/** The library knows a zone under one name, so the feed calls it that; it spells them as the zone database does. */
function zoneOf(timeZone: string): { block: string; id: string } {
  const [block = "", tzid = ""] = tzlib_get_ical_block(zoned(0, timeZone).timeZoneId);
  if (block === "") throw new RangeError(`there is no calendar data for the time zone "${timeZone}"`);
  return { block, id: tzid.replace(/^TZID=/, "") };
}

/** Line breaks stay, and are escaped by the library; nothing else that controls. */
function printable(typed: string): string {
  return typed
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/(?!\n)\p{Cc}/gu, " ");
}

function oneLine(typed: string): string {
  return typed
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
}

/** The library escapes addresses like text; in them backslashes would be read as part of it. */
function address(url: string): string {
  return new URL(url).href.replace(/[,;\\]/g, encodeURIComponent);
}

export interface CalendarOptions {
  /**
   * The feed that a token stands for. Look it up by a digest of the token, not by the token itself: then how long it takes
   * says nothing of how near a guess was.
   */
  find(token: string): Promise<CalendarFeed | undefined>;
  clock: () => number;
}

/** `GET /calendar/<token>.ics`: who knows the token may read, and nothing lists them. */
export function calendarRouter({ find, clock }: CalendarOptions): Router {
  const router = Router();
  const attempts = failedAttempts();
  router.get("/calendar/:token.ics", async ({ params: { token }, ip }, response) => {
    const seconds = attempts.secondsToWait(ip, clock());
    if (seconds > 0) {
      response.status(429).set("retry-after", `${seconds}`).json({ message: "too many calendars that there are not" });
      return;
    }
    const feed = TOKEN.test(token) ? await find(token) : undefined;
    if (!feed) {
      attempts.failed(ip, clock());
      return unknown(response);
    }
    const text = calendarText(feed);
    response
      .set("cache-control", `private, max-age=${KEPT_SECONDS}`)
      .set("x-robots-tag", "noindex")
      .set("etag", `"${createHash("sha256").update(text).digest("base64url")}"`)
      .type("text/calendar; charset=utf-8")
      .send(text);
  });
  return router;
}

function unknown(response: Response): void {
  response.status(404).set("cache-control", "no-store").json({ message: "there is no such calendar" });
}
