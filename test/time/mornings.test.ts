import { describe, expect, it } from "vitest";
import { morningOf, nextMorning } from "../../src/time/mornings.ts";
import { always, berlin, moment, officeHours } from "./moments.ts";

const auckland = "Pacific/Auckland";
const losAngeles = "America/Los_Angeles";

describe("today's morning", () => {
  it("is when the working hours begin, once that has come, until the end of the local day", () => {
    const nine = moment("2026-11-24T09:00");

    expect(morningOf(nine - 1, officeHours, berlin)).toBeUndefined();
    for (const now of [nine, moment("2026-11-24T23:59:59")])
      expect(morningOf(now, officeHours, berlin)).toEqual({
        ...{ timeZone: berlin, day: "2026-11-24", at: nine, until: moment("2026-11-25T00:00") },
      });
  });

  it.each(["2026-11-28T12:00", "2026-11-29T12:00", "2026-12-25T12:00"])("is none on a day off: %s", (day) => {
    expect(morningOf(moment(day), officeHours, berlin)).toBeUndefined();
  });

  it("is at 09:00 of every day where working time is always", () => {
    expect(morningOf(moment("2026-11-28T09:00"), always, berlin)).toMatchObject({ at: moment("2026-11-28T09:00") });
    expect(morningOf(moment("2026-11-28T08:59"), always, berlin)).toBeUndefined();
  });

  it("is at the local time also on the days on which clocks change", () => {
    const everyDay = { ...officeHours, days: ["sun"] as const };
    const spring = morningOf(moment("2027-03-28T12:00"), everyDay, berlin);
    const autumn = morningOf(moment("2026-10-25T12:00"), everyDay, berlin);

    expect(spring).toMatchObject({ at: moment("2027-03-28T09:00+02:00"), until: moment("2027-03-29T00:00") });
    expect(autumn).toMatchObject({ at: moment("2026-10-25T09:00+01:00"), until: moment("2026-10-26T00:00") });
  });

  it("is of another date where zones are a day apart", () => {
    const now = moment("2026-11-25T10:00", auckland);

    expect(morningOf(now, officeHours, auckland)?.day).toBe("2026-11-25");
    expect(morningOf(now, officeHours, losAngeles)?.day).toBe("2026-11-24");
  });

  it("begins at midnight where the working hours do", () => {
    const night = { ...officeHours, hours: "00:00-08:00" };

    expect(morningOf(moment("2026-11-24T00:00"), night, berlin)).toMatchObject({ at: moment("2026-11-24T00:00") });
  });
});

describe("the next morning", () => {
  it.each([
    { after: "2026-11-24T08:59", next: "2026-11-24T09:00" },
    { after: "2026-11-24T09:00", next: "2026-11-25T09:00" },
    { after: "2026-11-27T09:00", next: "2026-11-30T09:00" },
    { after: "2026-12-23T10:00", next: "2026-12-28T09:00" },
  ])("after $after is $next", ({ after, next }) => {
    expect(nextMorning(moment(after), officeHours, berlin)).toBe(moment(next));
  });
});
