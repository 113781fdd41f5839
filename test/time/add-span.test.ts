import { describe, expect, it } from "vitest";
import { addSpan } from "../../src/time/add-span.ts";
import type { WorkingTime } from "../../src/time/working-time.ts";
import { always, berlin, localText, moment, officeHours } from "./moments.ts";

interface Situation {
  from: string;
  span: string;
  due: string;
  because: string;
  zone?: string;
  time?: WorkingTime;
}

// November 2026: the 23rd is a Monday.
const working: Situation[] = [
  { from: "2026-11-23T10:00", span: "PT4H", due: "2026-11-23T14:00+01:00", because: "within one day" },
  { from: "2026-11-23T16:00", span: "PT4H", due: "2026-11-24T11:00+01:00", because: "the night does not count" },
  { from: "2026-11-27T16:00", span: "PT4H", due: "2026-11-30T11:00+01:00", because: "nor does the weekend" },
  { from: "2026-11-23T14:00", span: "PT4H", due: "2026-11-23T18:00+01:00", because: "what fills the day ends with it" },
  { from: "2026-11-23T18:00", span: "PT4H", due: "2026-11-24T13:00+01:00", because: "nothing is left of that day" },
  { from: "2026-11-23T06:30", span: "PT2H", due: "2026-11-23T11:00+01:00", because: "counting begins at nine" },
  { from: "2026-11-28T12:00", span: "PT30M", due: "2026-11-30T09:30+01:00", because: "and not on a Saturday" },
  {
    from: "2026-11-23T10:00",
    span: "PT24H",
    due: "2026-11-25T16:00+01:00",
    because: "24 working hours are 2 2/3 days",
  },
  { from: "2026-11-23T09:00", span: "PT9H", due: "2026-11-23T18:00+01:00", because: "a whole day of hours" },
  {
    from: "2026-11-23T10:00:00.001",
    span: "PT0.5S",
    due: "2026-11-23T10:00:00.501+01:00",
    because: "to the millisecond",
  },
  { from: "2026-11-28T12:00", span: "PT0S", due: "2026-11-28T12:00+01:00", because: "nothing is over at once" },
  { from: "2026-11-28T12:00", span: "P0D", due: "2026-11-28T12:00+01:00", because: "however it is written" },

  { from: "2026-11-23T10:00", span: "P1D", due: "2026-11-24T18:00+01:00", because: "the end of the next working day" },
  { from: "2026-11-23T09:00", span: "P1D", due: "2026-11-24T18:00+01:00", because: "Monday's first moment is Monday" },
  { from: "2026-11-23T18:00", span: "P1D", due: "2026-11-24T18:00+01:00", because: "and so is its last" },
  { from: "2026-11-23T18:00:00.001", span: "P1D", due: "2026-11-25T18:00+01:00", because: "after it, Tuesday is next" },
  { from: "2026-11-23T06:00", span: "P1D", due: "2026-11-24T18:00+01:00", because: "before hours counts as at nine" },
  { from: "2026-11-27T10:00", span: "P1D", due: "2026-11-30T18:00+01:00", because: "Friday is followed by Monday" },
  {
    from: "2026-11-28T12:00",
    span: "P1D",
    due: "2026-12-01T18:00+01:00",
    because: "a Saturday counts as Monday at nine",
  },
  { from: "2026-11-23T10:00", span: "P5D", due: "2026-11-30T18:00+01:00", because: "five working days are a week" },
  { from: "2026-11-30T18:00", span: "P5D", due: "2026-12-07T18:00+01:00", because: "a due time starts the next span" },
  { from: "2026-11-23T10:00", span: "P1W", due: "2026-11-30T18:00+01:00", because: "a week is its working days" },
  { from: "2026-11-23T10:00", span: "P1DT2H", due: "2026-11-25T11:00+01:00", because: "days first, then hours" },
  { from: "2026-12-23T17:00", span: "PT2H", due: "2026-12-28T10:00+01:00", because: "holidays do not count" },
  { from: "2026-12-23T17:00", span: "P1D", due: "2026-12-28T18:00+01:00", because: "nor as days" },
  { from: "2026-12-25T12:00", span: "P1D", due: "2026-12-29T18:00+01:00", because: "begun on one, it begins after it" },
  { from: "2026-12-31T17:00", span: "PT2H", due: "2027-01-04T10:00+01:00", because: "across the year's end" },

  { from: "2026-03-27T17:00", span: "PT2H", due: "2026-03-30T10:00+02:00", because: "clocks went forward meanwhile" },
  { from: "2026-10-23T17:00", span: "PT2H", due: "2026-10-26T10:00+01:00", because: "clocks went back meanwhile" },
  {
    from: "2026-10-23T17:00",
    span: "P1D",
    due: "2026-10-26T18:00+01:00",
    because: "a day ends by the clock on the wall",
  },
  {
    from: "2026-03-06T17:00",
    span: "PT2H",
    due: "2026-03-09T10:00-04:00",
    zone: "America/New_York",
    because: "three weeks earlier there",
  },
  {
    from: "2026-11-23T17:30",
    span: "PT1H",
    due: "2026-11-24T09:30+05:30",
    zone: "Asia/Kolkata",
    because: "half-hour zones",
  },
  {
    from: "2026-11-27T17:00",
    span: "PT2H",
    due: "2026-11-30T10:00+14:00",
    zone: "Pacific/Kiritimati",
    because: "the first zone of a date",
  },
  {
    from: "2026-11-27T17:00",
    span: "PT2H",
    due: "2026-11-30T10:00-11:00",
    zone: "Pacific/Pago_Pago",
    because: "the last zone of a date",
  },
  {
    from: "2011-12-29T17:00",
    span: "PT2H",
    due: "2012-01-02T10:00+14:00",
    zone: "Pacific/Apia",
    because: "30 December 2011 did not take place there",
  },
];

const allDay: WorkingTime = { ...officeHours, days: ["sat", "sun"], hours: "00:00-24:00" };
const weekends: Situation[] = [
  { from: "2026-03-28T12:00", span: "PT34H", due: "2026-03-29T23:00+02:00", because: "the short day has 23 hours" },
  { from: "2026-10-24T12:00", span: "PT36H", due: "2026-10-25T23:00+01:00", because: "the long day has 25" },
  { from: "2026-10-24T12:00", span: "PT14H30M", due: "2026-10-25T02:30+02:00", because: "the first half past two" },
  {
    from: "2026-10-24T12:00",
    span: "PT15H30M",
    due: "2026-10-25T02:30+01:00",
    because: "and the second, an hour later",
  },
  {
    from: "2026-11-28T12:00",
    span: "P1D",
    due: "2026-11-30T00:00+01:00",
    because: "24:00 is midnight of the next date",
  },
  {
    from: "2026-11-30T00:00",
    span: "P1D",
    due: "2026-12-06T00:00+01:00",
    because: "and still belongs to the day it ends",
  },
  { from: "2026-11-28T12:00", span: "P1W", due: "2026-12-06T00:00+01:00", because: "a week has two working days" },
].map((situation) => ({ ...situation, time: allDay }));

const nights: Situation[] = [
  {
    from: "2026-03-28T02:45",
    span: "PT2H",
    due: "2026-03-29T03:45+02:00",
    because: "02:00 to 03:00 is missing on the 29th",
    time: { ...allDay, hours: "02:00-04:00" },
  },
  {
    from: "2026-03-28T02:45",
    span: "PT30M",
    due: "2026-04-04T02:15+02:00",
    because: "a day whose hours are missing is no working day",
    time: { ...allDay, hours: "02:00-03:00" },
  },
];

describe("a span of working time", () => {
  it.each([...working, ...weekends, ...nights])(
    "$span from $from is over at $due: $because",
    ({ from, span, due, zone = berlin, time = officeHours }) => {
      expect(localText(addSpan(moment(from, zone), span, time, zone), zone)).toBe(due);
    },
  );

  it("is over at different moments in two zones that are a day apart", () => {
    const from = moment("2026-11-27T12:00", "Etc/UTC"); // Saturday 02:00 on Kiritimati, Friday 01:00 in Pago Pago

    const kiritimati = addSpan(from, "PT1H", officeHours, "Pacific/Kiritimati");
    const pagoPago = addSpan(from, "PT1H", officeHours, "Pacific/Pago_Pago");

    expect(localText(kiritimati, "Pacific/Kiritimati")).toBe("2026-11-30T10:00+14:00");
    expect(localText(pagoPago, "Pacific/Pago_Pago")).toBe("2026-11-27T10:00-11:00");
  });
});

describe("a span where working time is always", () => {
  it.each([
    { from: "2026-11-28T23:00", span: "PT4H", due: "2026-11-29T03:00+01:00", because: "nights and weekends count" },
    { from: "2026-12-24T12:00", span: "P1D", due: "2026-12-25T12:00+01:00", because: "and so do holidays" },
    { from: "2026-11-23T10:00", span: "P1W", due: "2026-11-30T10:00+01:00", because: "a week is seven days" },
    { from: "2026-03-28T12:00", span: "P1D", due: "2026-03-29T13:00+02:00", because: "a day is 24 hours, not a date" },
    { from: "2026-11-23T10:00", span: "PT2S", due: "2026-11-23T10:00:02.000+01:00", because: "down to seconds" },
    { from: "2026-11-23T10:00", span: "P1DT2H", due: "2026-11-24T12:00+01:00", because: "parts add up" },
  ])("$span from $from is over at $due: $because", ({ from, span, due }) => {
    const over = addSpan(moment(from), span, always, berlin);

    expect(localText(over)).toBe(due);
  });

  it("needs no working days at all", () => {
    expect(addSpan(0, "PT1S", { always: true, days: [], hours: "", holidays: [] }, berlin)).toBe(1000);
  });
});

describe("a policy that leaves no working time", () => {
  const yearOff = Array.from({ length: 366 }, (_, day) =>
    new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10),
  );

  it("is refused when it has no working days", () => {
    expect(() => addSpan(0, "PT1H", { ...officeHours, days: [] }, berlin)).toThrow(
      /working_time.days is empty: name at least one day/,
    );
  });

  it("is refused when holidays fill a year", () => {
    const dayOff = { ...officeHours, holidays: yearOff };

    expect(() => addSpan(moment("2026-12-31T17:00"), "P1D", dayOff, berlin)).toThrow(
      new RangeError("working_time.holidays leave no working day in the 366 days from 2027-01-01"),
    );
  });

  it("is accepted when one day of that year is left", () => {
    const oneDayLeft = { ...officeHours, holidays: yearOff.filter((date) => date !== "2027-12-31") };

    expect(localText(addSpan(moment("2026-12-31T17:00"), "P1D", oneDayLeft, berlin))).toBe("2027-12-31T18:00+01:00");
  });

  it.each(["18:00-09:00", "09:00-09:00", "9-18", "09:00-25:00", "09:60-18:00", "24:00-24:00", ""])(
    'is refused with hours "%s"',
    (hours) => {
      expect(() => addSpan(0, "PT1H", { ...officeHours, hours }, berlin)).toThrow(
        /working_time.hours is ".*": write two times of one day/,
      );
    },
  );

  it("is refused with a zone that does not exist", () => {
    expect(() => addSpan(0, "PT1H", officeHours, "Europe/Atlantis")).toThrow(RangeError);
  });
});
