import type { Server } from "node:http";
import express from "express";
import ICAL from "ical.js";
import { afterEach, describe, expect, it } from "vitest";
import { addressOf, listen } from "../../src/app/http.ts";
import { occurrencesBetween, type Series } from "../../src/time/series.ts";
import { type CalendarFeed, calendarRouter, calendarText } from "../../src/web/calendar.ts";
import { localText, moment } from "../time/moments.ts";

const standup: Series = { days: ["mon", "wed", "fri"], time: "10:30", timeZone: "Europe/Berlin" };
const feed: CalendarFeed = {
  name: "Standup: Acme",
  uid: "standup-7-42@gitlab.example.test",
  sequence: 3,
  series: standup,
  startsAt: moment("2026-11-24T09:00"),
  changedAt: moment("2026-11-24T09:00"),
  description: "Every Monday",
  url: "https://gitlab.example.test/acme/escalations/-/issues/42",
  link: "https://meet.example.test/acme",
};

function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent");
  const [component] = events;
  if (!component) throw new Error("there is no event");
  return { calendar, component, events, event: new ICAL.Event(component) };
}

// The reader takes the later offset for a time that clocks leave out or double; RFC 5545 (3.3.5) takes the one before.
// So no occurrence in these tests, save a first one, falls on such a time.
/** When the event happens, in milliseconds, as a calendar works it out from nothing but the feed. */
function occurrences(text: string, before: number): number[] {
  const { event } = read(text);
  const all = event.iterator();
  const found: number[] = [];
  for (let next = all.next(); next; next = all.next()) {
    const at = next.toUnixTime() * 1000;
    if (at >= before) break;
    found.push(at);
  }
  return found;
}

describe("the standups' calendar feed (P-CAD-5)", () => {
  it("says when, where and what, in the series' own zone", () => {
    const { calendar, event, component } = read(calendarText(feed));

    expect(calendar.getFirstPropertyValue("name")).toBe("Standup: Acme");
    expect(calendar.getFirstSubcomponent("vtimezone")?.getFirstPropertyValue("tzid")).toBe("Europe/Berlin");
    expect(event.uid).toBe(feed.uid);
    expect(event.sequence).toBe(3);
    expect(event.summary).toBe("Standup: Acme");
    expect(event.description).toBe("Every Monday");
    expect(event.location).toBe("https://meet.example.test/acme");
    expect(component.getFirstPropertyValue("url")).toBe(feed.url);
    expect(component.getFirstPropertyValue("status")).toBe("CONFIRMED");
    expect(component.getFirstProperty("dtstart")?.getParameter("tzid")).toBe("Europe/Berlin");
    expect(event.startDate.toString()).toBe("2026-11-25T10:30:00");
    expect(event.duration.toSeconds()).toBe(15 * 60);
    expect(String(component.getFirstPropertyValue("rrule"))).toBe("FREQ=WEEKLY;BYDAY=MO,WE,FR");
  });

  it.each([
    ["Europe/Berlin", "10:30", "2026-03-20"],
    ["Europe/Berlin", "10:30", "2026-10-20"],
    ["America/New_York", "09:00", "2026-03-02"],
    ["America/New_York", "17:45", "2026-10-28"],
    ["Australia/Sydney", "08:15", "2026-03-31"],
    ["Australia/Sydney", "08:15", "2026-09-30"],
    ["Asia/Kolkata", "11:00", "2026-03-20"],
    ["US/Pacific", "11:00", "2026-03-02"],
    ["UTC", "11:00", "2026-03-20"],
    ["Europe/Berlin", "02:30", "2026-03-29"],
  ])("in %s at %s from %s it happens when the series says, over a change of clocks", (timeZone, time, from) => {
    const series: Series = { days: ["mon", "tue", "fri", "sun"], time, timeZone };
    const startsAt = moment(`${from}T00:00`, timeZone);
    const before = startsAt + 30 * 86_400_000;

    const told = occurrences(calendarText({ ...feed, series, startsAt }), before);

    const expected = occurrencesBetween(series, startsAt, before);
    // The first of all cannot be one that clocks moved: the others would follow it.
    if (time === "02:30" && from === "2026-03-29") expected.shift();
    expect(told.map((at) => localText(at, timeZone))).toEqual(expected.map((at) => localText(at, timeZone)));
  });

  it("a stopped series is one cancelled event under the same id", () => {
    const { event, events, component } = read(calendarText({ ...feed, series: undefined, sequence: 4 }));

    expect(events).toHaveLength(1);
    expect(event.uid).toBe(feed.uid);
    expect(event.sequence).toBe(4);
    expect(component.getFirstPropertyValue("status")).toBe("CANCELLED");
    expect(event.isRecurring()).toBe(false);
  });

  it.each([
    "a,b;c\\d",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "x\nATTENDEE:mailto:evil@example.test",
    "x\rBEGIN:VALARM",
    "x\u0085\u2028\u2029\u0000\u000Bx",
    'quote " colon : caret ^n',
    "日本語 👩‍👩‍👧 ".repeat(30),
    "\uD800",
  ])("nothing typed becomes part of the calendar's structure: %j", (typed) => {
    const link = "https://meet.example.test/a,b;c\\d?e=1";
    const text = calendarText({
      ...feed,
      name: typed,
      description: typed,
      uid: typed,
      link,
      url: `${link}&f=x%0D%0Ay`,
    });
    const { calendar, events, event, component } = read(text);

    expect(events).toHaveLength(1);
    const names = component.getAllProperties().map(({ name }) => name);
    expect(names).toEqual(
      read(calendarText(feed))
        .component.getAllProperties()
        .map(({ name }) => name),
    );
    expect(calendar.getAllProperties()).toHaveLength(read(calendarText(feed)).calendar.getAllProperties().length);
    expect(component.getAllSubcomponents()).toEqual([]);
    const said = typed.toWellFormed().replace(/\r\n?/g, "\n");
    expect(event.description).toBe(said.replace(/(?!\n)\p{Cc}/gu, " "));
    expect(event.summary).toBe(said.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim());
    // The reader does not know this property (RFC 7986), so it leaves it escaped.
    expect(String(calendar.getFirstPropertyValue("name")).replace(/\\([,;\\])/g, "$1")).toBe(event.summary);
    expect(event.location).toBe(link);
    expect(String(component.getFirstPropertyValue("url"))).toMatch(
      /^https:\/\/meet\.example\.test\/a%2Cb%3Bc\/d\?e=1&f=x%0D%0Ay$/,
    );
    expect(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  });

  it("the same feed is the same text", () => {
    expect(calendarText(feed)).toBe(calendarText({ ...feed }));
  });

  it("every zone that Node lists has its calendar data", () => {
    const without = Intl.supportedValuesOf("timeZone").filter((timeZone) => {
      const text = calendarText({ ...feed, series: { ...standup, timeZone } });
      return !text.includes("BEGIN:VTIMEZONE") || !/DTSTART;TZID=[^:\r]+:/.test(text);
    });

    expect(without).toEqual([]);
  });
});

describe("GET /calendar/<token>.ics", () => {
  const token = "T0ken_-".repeat(6);
  let servers: Server[] = [];
  let asked: string[] = [];

  afterEach(() => {
    for (const server of servers) server.close();
    servers = [];
    asked = [];
  });

  async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const app = express().use(
      calendarRouter({
        clock: () => 0,
        async find(wanted) {
          asked.push(wanted);
          return wanted === token ? feed : undefined;
        },
      }),
    );
    const server = await listen(app, { host: "127.0.0.1", port: 0 });
    servers.push(server);
    return fetch(`http://127.0.0.1:${addressOf(server).port}${path}`, { headers });
  }

  it("is the feed, kept by nobody but the one who asked, and not for long", async () => {
    const response = await get(`/calendar/${token}.ics`);

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("private, max-age=300");
    expect(response.headers.get("x-robots-tag")).toBe("noindex");
    expect(await response.text()).toBe(calendarText(feed));
  });

  it("is not sent again to those who have it", async () => {
    const etag = (await get(`/calendar/${token}.ics`)).headers.get("etag") ?? "";

    const again = await get(`/calendar/${token}.ics`, { "if-none-match": etag, "cache-control": "max-age=0" });

    expect(again.status).toBe(304);
  });

  it("an unknown token is not found, and said so in the same words as any other", async () => {
    const unknown = await get(`/calendar/${"x".repeat(43)}.ics`);

    expect(unknown.status).toBe(404);
    expect(asked).toHaveLength(1);
    expect(await unknown.text()).toBe(await (await get("/calendar/short.ics")).text());
  });

  it.each([
    "short",
    "x".repeat(31),
    "x".repeat(129),
    `${"x".repeat(40)}%0A`,
    `${"x".repeat(40)}%2F..`,
    "x y".repeat(20),
    "é".repeat(40),
  ])("%j cannot be a token and is not looked up", async (wrong) => {
    const response = await get(`/calendar/${wrong}.ics`);

    expect(response.status).toBe(404);
    expect(asked).toEqual([]);
  });

  it.each(["/calendar", "/calendar/", `/calendar/${"x".repeat(43)}`])("%s lists nothing", async (path) => {
    expect((await get(path)).status).toBe(404);
    expect(asked).toEqual([]);
  });
});
