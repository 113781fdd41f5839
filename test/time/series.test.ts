import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { nextOccurrence, occurrencesBetween, type Series } from "../../src/time/series.ts";
import { weekdays } from "../../src/time/working-time.ts";
import { anyMoment, anyTimeZone, localText, moment } from "./moments.ts";

const standup: Series = { days: ["mon", "wed", "fri"], time: "10:30", timeZone: "Europe/Berlin" };
const daily = (time: string, timeZone: string): Series => ({ days: weekdays, time, timeZone });

const anySeries: fc.Arbitrary<Series> = fc.record({
  days: fc.subarray([...weekdays], { minLength: 1 }),
  time: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
    .map((numbers) => numbers.map((number) => String(number).padStart(2, "0")).join(":")),
  timeZone: anyTimeZone,
});

describe("a standup series (P-CAD-5)", () => {
  it.each([
    ["2026-11-23T10:29", "2026-11-23T10:30+01:00", "later the same day"],
    ["2026-11-23T10:30", "2026-11-25T10:30+01:00", "the moment itself is not after itself"],
    ["2026-11-27T18:00", "2026-11-30T10:30+01:00", "over the weekend"],
    ["2026-12-24T12:00", "2026-12-25T10:30+01:00", "a holiday is a day like any other"],
    ["2026-10-23T11:00", "2026-10-26T10:30+01:00", "over the end of summer time"],
  ])("after %s comes %s: %s", (after, expected) => {
    expect(localText(nextOccurrence(standup, moment(after)))).toBe(expected);
  });

  it("an occurrence at the start of a stretch belongs to it, one at its end does not", () => {
    const found = occurrencesBetween(standup, moment("2026-11-23T10:30"), moment("2026-11-27T10:30"));

    expect(found.map((at) => localText(at))).toEqual(["2026-11-23T10:30+01:00", "2026-11-25T10:30+01:00"]);
  });

  it.each([
    [
      "02:30",
      "Europe/Berlin",
      "2026-03-28",
      ["2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"],
    ],
    [
      "02:30",
      "Europe/Berlin",
      "2026-10-24",
      ["2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"],
    ],
    [
      "01:30",
      "America/New_York",
      "2026-11-01",
      ["2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00", "2026-11-03T01:30-05:00"],
    ],
    [
      "02:15",
      "Australia/Lord_Howe",
      "2026-10-03",
      ["2026-10-03T02:15+10:30", "2026-10-04T02:45+11:00", "2026-10-05T02:15+11:00"],
    ],
    [
      "23:30",
      "America/Nuuk",
      "2026-03-27",
      ["2026-03-27T23:30-02:00", "2026-03-29T00:30-01:00", "2026-03-29T23:30-01:00"],
    ],
    [
      "09:00",
      "Asia/Kolkata",
      "2026-03-28",
      ["2026-03-28T09:00+05:30", "2026-03-29T09:00+05:30", "2026-03-30T09:00+05:30"],
    ],
  ])(
    "%s in %s from %s: a time left out is later, of a time that comes twice it is the first",
    (time, zone, from, expected) => {
      const start = moment(`${from}T00:00`, zone);
      const found = occurrencesBetween(daily(time, zone), start, start + 3 * 86_400_000);

      expect(found.map((at) => localText(at, zone))).toEqual(expected);
    },
  );

  it("the next one is after the moment and within eight days, on a day and at a time of the series", () => {
    fc.assert(
      fc.property(anySeries, anyMoment, (series, after) => {
        const at = nextOccurrence(series, after);
        const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(series.timeZone);

        expect(at).toBeGreaterThan(after);
        expect(at - after).toBeLessThanOrEqual(8 * 86_400_000);
        // Where clocks left the time out, an hour before it is on the day named.
        const named = [local, local.subtract({ hours: 1 })].map(({ dayOfWeek }) => weekdays[dayOfWeek - 1]);
        expect(series.days.some((day) => named.includes(day))).toBe(true);
      }),
    );
  });

  it("two stretches hold what the whole holds", () => {
    fc.assert(
      fc.property(anySeries, anyMoment, fc.nat(40), fc.nat(40), (series, from, first, second) => {
        const middle = from + first * 43_200_000;
        const to = middle + second * 43_200_000;

        expect([...occurrencesBetween(series, from, middle), ...occurrencesBetween(series, middle, to)]).toEqual(
          occurrencesBetween(series, from, to),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("a series without days is refused, and never looked for without end", () => {
    expect(() => nextOccurrence({ ...standup, days: [] }, 0)).toThrow("no days");
  });
});
