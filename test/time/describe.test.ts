import { describe, expect, it } from "vitest";
import { describeDue, describeMoment } from "../../src/time/describe.ts";
import { always, berlin, moment, officeHours } from "./moments.ts";

describe("a deadline in people's words (P-SEE-5)", () => {
  it.each([
    { now: "2026-11-26T13:00", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 3 working hours" },
    { now: "2026-11-26T13:00:02", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 3 working hours" },
    { now: "2026-11-26T15:00", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 1 working hour" },
    { now: "2026-11-26T14:30", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 90 working minutes" },
    { now: "2026-11-26T15:35", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 25 working minutes" },
    { now: "2026-11-26T15:59:20", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 40 working seconds" },
    { now: "2026-11-26T16:00", due: "2026-11-26T16:00", says: "due Thu 16:00 CET" },
    { now: "2026-11-27T17:00", due: "2026-11-30T11:00", says: "due Mon 11:00 CET, in 3 working hours" },
    { now: "2026-11-28T12:00", due: "2026-11-30T09:00", says: "due Mon 09:00 CET" },
    { now: "2026-11-23T10:00", due: "2026-11-24T18:00", says: "due Tue 18:00 CET, in 1 working day" },
    { now: "2026-11-23T10:00", due: "2026-11-24T10:00", says: "due Tue 10:00 CET, in 9 working hours" },
    { now: "2026-11-26T10:00", due: "2026-11-30T18:00", says: "due Mon 18:00 CET, in 2 working days" },
    { now: "2026-11-26T20:00", due: "2026-11-30T18:00", says: "due Mon 18:00 CET, in 1 working day" },
    { now: "2026-11-23T10:00", due: "2026-11-30T18:00", says: "due Mon 30 Nov 18:00 CET, in 5 working days" },
    { now: "2026-11-24T10:00", due: "2026-11-30T18:00", says: "due Mon 18:00 CET, in 4 working days" },
    { now: "2026-12-23T10:00", due: "2027-01-04T18:00", says: "due Mon 4 Jan 2027 18:00 CET, in 5 working days" },
    { now: "2026-12-30T10:00", due: "2027-01-04T18:00", says: "due Mon 18:00 CET, in 2 working days" },
    { now: "2026-11-26T17:00", due: "2026-11-26T15:00", says: "was due Thu 15:00 CET, 2 working hours ago" },
    { now: "2026-11-27T10:00", due: "2026-11-26T16:00", says: "was due Thu 16:00 CET, 3 working hours ago" },
    { now: "2026-11-28T12:00", due: "2026-11-27T18:00", says: "was due Fri 18:00 CET" },
    { now: "2026-11-25T10:00", due: "2026-11-23T18:00", says: "was due Mon 18:00 CET, 2 working days ago" },
    { now: "2026-11-30T10:00", due: "2026-11-23T18:00", says: "was due Mon 23 Nov 18:00 CET, 5 working days ago" },
  ])("at $now: $says", ({ now, due, says }) => {
    expect(describeDue(moment(due), moment(now), officeHours, berlin)).toBe(says);
  });

  it.each([
    { now: "2026-11-26T15:59:20", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 40 seconds" },
    { now: "2026-11-26T15:59", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 1 minute" },
    { now: "2026-11-26T15:58:30", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 90 seconds" },
    { now: "2026-11-26T15:00", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 1 hour" },
    { now: "2026-11-25T16:00", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 1 day" },
    { now: "2026-11-25T10:00", due: "2026-11-26T16:00", says: "due Thu 16:00 CET, in 30 hours" },
    { now: "2026-11-28T16:00", due: "2026-12-05T16:00", says: "due Sat 5 Dec 16:00 CET, in 7 days" },
    { now: "2026-11-26T16:00:02", due: "2026-11-26T16:00", says: "was due Thu 16:00 CET, 2 seconds ago" },
  ])("at $now where working time is always: $says", ({ now, due, says }) => {
    expect(describeDue(moment(due), moment(now), always, berlin)).toBe(says);
  });

  it("says one working day where a long day holds more than one", () => {
    const sundays = { ...officeHours, days: ["sun"], hours: "00:00-24:00" } as const;

    const says = describeDue(moment("2026-10-26T00:00"), moment("2026-10-25T00:00"), sundays, berlin);

    expect(says).toBe("due Mon 00:00 CET, in 1 working day");
  });
});

describe("a moment in people's words (P-SEE-5)", () => {
  it.each([
    { zone: berlin, says: "Thu 26 Nov 2026, 16:00 CET" },
    { zone: "Europe/London", says: "Thu 26 Nov 2026, 15:00 GMT" },
    { zone: "Etc/UTC", says: "Thu 26 Nov 2026, 15:00 UTC" },
    { zone: "America/New_York", says: "Thu 26 Nov 2026, 10:00 EST" },
    { zone: "Australia/Sydney", says: "Fri 27 Nov 2026, 02:00 AEDT" },
    { zone: "Asia/Kolkata", says: "Thu 26 Nov 2026, 20:30 GMT+5:30" },
    { zone: "Pacific/Kiritimati", says: "Fri 27 Nov 2026, 05:00 GMT+14" },
    { zone: "Pacific/Pago_Pago", says: "Thu 26 Nov 2026, 04:00 GMT-11" },
  ])("in $zone: $says", ({ zone, says }) => {
    expect(describeMoment(moment("2026-11-26T16:00"), zone)).toBe(says);
  });

  it("tells the two of a repeated hour apart", () => {
    expect(describeMoment(moment("2026-10-25T02:30+02:00"), berlin)).toBe("Sun 25 Oct 2026, 02:30 CEST");
    expect(describeMoment(moment("2026-10-25T02:30+01:00"), berlin)).toBe("Sun 25 Oct 2026, 02:30 CET");
  });
});
