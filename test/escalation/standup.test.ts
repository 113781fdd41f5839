import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStandup, STANDUP_EXAMPLE } from "../../src/escalation/standup.ts";
import { HOSTILE } from "../support/hostile.ts";

const LINK = "https://meet.example.test/acme";

function problemOf(rest: string): string {
  const read = parseStandup(rest);
  return "problem" in read ? read.problem : "none";
}

describe("/esc standup (P-CAD-5)", () => {
  it("is days, time, zone and a link", () => {
    expect(parseStandup(`Mon,Wed,Fri 10:30 Europe/Berlin ${LINK}`)).toEqual({
      days: ["mon", "wed", "fri"],
      time: "10:30",
      timeZone: "Europe/Berlin",
      link: LINK,
    });
  });

  it("can do without a link", () => {
    expect(parseStandup("Mon 10:30 Europe/Berlin")).toEqual({
      days: ["mon"],
      time: "10:30",
      timeZone: "Europe/Berlin",
    });
  });

  it("the example that problems show is right", () => {
    expect(parseStandup(STANDUP_EXAMPLE.replace("/esc standup ", ""))).toMatchObject({ days: ["mon", "wed", "fri"] });
  });

  it.each([
    ["fri,MON", ["mon", "fri"]],
    ["Friday, monday", ["mon", "fri"]],
    ["Mon and Thurs", ["mon", "thu"]],
    ["Mon Wed", ["mon", "wed"]],
    ["mondays", ["mon"]],
    ["Mon-Fri", ["mon", "tue", "wed", "thu", "fri"]],
    ["Mon – Wed", ["mon", "tue", "wed"]],
    ["Sat-Mon", ["mon", "sat", "sun"]],
    ["Mon-Tue,Fri", ["mon", "tue", "fri"]],
    ["weekdays", ["mon", "tue", "wed", "thu", "fri"]],
    ["Daily", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]],
  ])("days %j are %j", (days, expected) => {
    expect(parseStandup(`${days} 10:30 UTC`)).toMatchObject({ days: expected });
  });

  it.each([
    ["9:30", "09:30"],
    ["09:30", "09:30"],
    ["0:05", "00:05"],
    ["23:59", "23:59"],
  ])("%s is %s", (typed, time) => {
    expect(parseStandup(`Mon ${typed} UTC`)).toMatchObject({ time });
  });

  it.each([
    ["europe/berlin", "Europe/Berlin"],
    ["Berlin", "Europe/Berlin"],
    ["new york", "America/New_York"],
    ["America/New York", "America/New_York"],
    ["Kolkata", "Asia/Kolkata"],
    ["UTC", "UTC"],
    ["CET", "CET"],
  ])("zone %s is %s, also with a link behind it", (typed, timeZone) => {
    expect(parseStandup(`Mon 10:30 ${typed}`)).toMatchObject({
      timeZone: expect.stringMatching(new RegExp(timeZone, "i")),
    });
    expect(parseStandup(`Mon 10:30 ${typed} ${LINK}`)).toMatchObject({ link: LINK });
  });

  it.each([
    ["", "Days, time and time zone are missing"],
    ["10:30 Europe/Berlin", "The days are missing"],
    ["Mon,Wed Europe/Berlin", "The time is missing"],
    ["Mon", "The time is missing"],
    ["Mon 10:30", "The time zone is missing"],
    [`Mon 10:30 ${LINK}`, "The time zone is missing"],
    ["Mon,Wedensday 10:30 UTC", '"Wedensday" is not a day of the week; did you mean wednesday?'],
    ["Mo 10:30 UTC", '"Mo" is not a day of the week'],
    ["Mon-Wed-Fri 10:30 UTC", '"Mon-Wed-Fri" is not a range of days'],
    ["Mon 25:00 UTC", '"25:00" is not a time of day'],
    ["Mon 10:30am UTC", '"10:30am" is not a time of day: write it on the 24-hour clock'],
    ["Mon 10 UTC", '"10" is not a time of day'],
    ["Mon 10:30 Europe/Berln", '"Europe/Berln" is not a time zone; did you mean Europe/Berlin?'],
    ["Mon 10:30 Berln", '"Berln" is not a time zone; did you mean Europe/Berlin?'],
    ["Mon 10:30 Mars/Olympus", '"Mars/Olympus" is not a time zone'],
    ["Mon 10:30 +02:00", '"+02:00" is not a time zone'],
    ["Mon 10:30 EST", '"EST" never changes its clocks; name a place instead, such as America/New_York'],
    ["Mon 10:30 UTC meet.example.test", '"meet.example.test" is not a meeting link'],
    ["Mon 10:30 UTC javascript:alert(1)", '"javascript:alert(1)" is not a meeting link'],
    [`Mon 10:30 UTC ${LINK} please`, '"please" is one word too many'],
  ])("%j is refused: %s", (rest, expected) => {
    expect(problemOf(rest)).toContain(expected);
    expect(problemOf(rest)).toContain(STANDUP_EXAMPLE);
  });

  it("whatever is typed, it answers one or the other", () => {
    const piece = fc.constantFrom(
      "Mon",
      "-",
      ",",
      "10:30",
      "9",
      "Europe/Berlin",
      "York",
      LINK,
      "https://",
      " ",
      ...HOSTILE,
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary" })), { maxLength: 8 }), (pieces) => {
        const read = parseStandup(pieces.join(" "));
        expect("problem" in read ? read.problem : read.days.length).toBeTruthy();
      }),
      { numRuns: 200 },
    );
  });
});
