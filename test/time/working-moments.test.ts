import { describe, expect, it } from "vitest";
import { atLocalTime, localDate } from "../../src/time/local-time.ts";
import { nextWorkingDayAt, nextWorkingMoment, workingTimeBetween } from "../../src/time/working-moments.ts";
import { isWorkingDay } from "../../src/time/working-time.ts";
import { always, berlin, localText, moment, officeHours } from "./moments.ts";

const hour = 3_600_000;

describe("working time between two moments", () => {
  it.each([
    { from: "2026-11-23T10:00", to: "2026-11-23T12:30", hours: 2.5, because: "within one day" },
    { from: "2026-11-23T16:00", to: "2026-11-24T11:00", hours: 4, because: "the night does not count" },
    { from: "2026-11-27T17:00", to: "2026-11-30T10:00", hours: 2, because: "nor does the weekend" },
    { from: "2026-11-28T09:00", to: "2026-11-29T18:00", hours: 0, because: "a weekend is empty" },
    { from: "2026-11-23T18:00", to: "2026-11-24T09:00", hours: 0, because: "and so is a night, ends included" },
    { from: "2026-11-23T10:00", to: "2026-11-23T10:00", hours: 0, because: "nothing between a moment and itself" },
    { from: "2026-11-24T11:00", to: "2026-11-23T16:00", hours: -4, because: "backwards is negative" },
    { from: "2026-11-29T18:00", to: "2026-11-28T09:00", hours: 0, because: "and nothing backwards is plain nothing" },
    { from: "2026-12-23T17:00", to: "2026-12-28T10:00", hours: 2, because: "holidays do not count" },
    { from: "2026-10-23T09:00", to: "2026-10-26T18:00", hours: 18, because: "clocks changed at night" },
  ])("from $from to $to: $hours hours, $because", ({ from, to, hours }) => {
    expect(workingTimeBetween(moment(from), moment(to), officeHours, berlin)).toBe(hours * hour);
  });

  it("is all of the time where working time is always", () => {
    expect(workingTimeBetween(moment("2026-10-24T12:00"), moment("2026-10-25T12:00"), always, berlin)).toBe(25 * hour);
  });
});

describe("the next working moment", () => {
  it.each([
    { at: "2026-11-23T10:00", next: "2026-11-23T10:00+01:00", because: "it is working time now" },
    { at: "2026-11-23T09:00", next: "2026-11-23T09:00+01:00", because: "the first moment works" },
    { at: "2026-11-23T18:00", next: "2026-11-24T09:00+01:00", because: "the end does not" },
    { at: "2026-11-23T06:00", next: "2026-11-23T09:00+01:00", because: "the same morning" },
    { at: "2026-11-27T18:00", next: "2026-11-30T09:00+01:00", because: "after the weekend" },
    { at: "2026-12-24T10:00", next: "2026-12-28T09:00+01:00", because: "after the holidays" },
  ])("after $at is $next: $because", ({ at, next }) => {
    expect(localText(nextWorkingMoment(moment(at), officeHours, berlin))).toBe(next);
  });

  it("is now where working time is always", () => {
    const night = moment("2026-11-28T03:00");

    expect(nextWorkingMoment(night, always, berlin)).toBe(night);
  });
});

describe("a working day", () => {
  it.each([
    { date: "2026-11-27", works: true, because: "a Friday" },
    { date: "2026-11-28", works: false, because: "a Saturday" },
    { date: "2026-12-25", works: false, because: "a holiday" },
  ])("$date: $works, $because", ({ date, works }) => {
    expect(isWorkingDay(date, officeHours)).toBe(works);
  });

  it("is every day where working time is always", () => {
    expect(isWorkingDay("2026-12-25", always)).toBe(true);
  });

  it("is asked of a date only", () => {
    expect(() => isWorkingDay("tomorrow", officeHours)).toThrow(RangeError);
  });
});

describe("a local time of day", () => {
  it.each([
    { at: "2026-11-23T10:00", time: "16:00", is: "2026-11-23T16:00+01:00", because: "later that day" },
    { at: "2026-11-23T23:59", time: "00:00", is: "2026-11-23T00:00+01:00", because: "or earlier" },
    { at: "2026-03-29T12:00", time: "02:30", is: "2026-03-29T03:30+02:00", because: "a skipped time is later" },
    { at: "2026-10-25T12:00", time: "02:30", is: "2026-10-25T02:30+02:00", because: "of a repeated one the first" },
  ])("$time on the day of $at is $is: $because", ({ at, time, is }) => {
    expect(localText(atLocalTime(moment(at), time, berlin))).toBe(is);
  });

  it("is of another date in another zone", () => {
    const at = moment("2026-11-23T10:30", "Etc/UTC");

    expect(localDate(at, "Pacific/Kiritimati")).toBe("2026-11-24");
    expect(localDate(at, "Pacific/Pago_Pago")).toBe("2026-11-22");
    expect(localText(atLocalTime(at, "16:00", "Pacific/Kiritimati"), "Pacific/Kiritimati")).toBe(
      "2026-11-24T16:00+14:00",
    );
    expect(localText(atLocalTime(at, "16:00", "Pacific/Pago_Pago"), "Pacific/Pago_Pago")).toBe(
      "2026-11-22T16:00-11:00",
    );
  });

  it.each(["4pm", "24:00", "9:00", "16:00:00", ""])('refuses "%s"', (time) => {
    expect(() => atLocalTime(0, time, berlin)).toThrow(
      `"${time}" is not a time of day: write it with two digits each, such as 16:00`,
    );
  });
});

describe("the next working day at a time (P-CAD-3)", () => {
  it.each([
    { at: "2026-11-23T10:00", next: "2026-11-23T16:00+01:00", because: "it is still to come today" },
    { at: "2026-11-23T16:00", next: "2026-11-24T16:00+01:00", because: "now is not next" },
    { at: "2026-11-27T17:00", next: "2026-11-30T16:00+01:00", because: "after the weekend" },
    { at: "2026-12-23T17:00", next: "2026-12-28T16:00+01:00", because: "after the holidays" },
    { at: "2026-10-23T17:00", next: "2026-10-26T16:00+01:00", because: "by the clock on the wall" },
  ])("16:00 after $at is $next: $because", ({ at, next }) => {
    expect(localText(nextWorkingDayAt(moment(at), "16:00", officeHours, berlin))).toBe(next);
  });

  it("may lie outside working hours", () => {
    expect(localText(nextWorkingDayAt(moment("2026-11-23T19:00"), "20:00", officeHours, berlin))).toBe(
      "2026-11-23T20:00+01:00",
    );
  });

  it("may fall on the next date where clocks skip it over midnight", () => {
    const saturdays = { ...officeHours, days: ["sat"] } as const;
    const nuuk = "America/Nuuk"; // Saturday 28 March 2026 ends at 23:00 there

    const next = nextWorkingDayAt(moment("2026-03-29T00:15", nuuk), "23:30", saturdays, nuuk);

    expect(localText(next, nuuk)).toBe("2026-03-29T00:30-01:00");
  });

  it("is on any day where working time is always", () => {
    expect(localText(nextWorkingDayAt(moment("2026-11-27T17:00"), "16:00", always, berlin))).toBe(
      "2026-11-28T16:00+01:00",
    );
  });
});
