import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { type WorkingTime, weekdays } from "../../src/time/working-time.ts";

export const berlin = "Europe/Berlin";

/** Monday to Friday, nine to six, as the policy ships it, with a Christmas. */
export const officeHours: WorkingTime = {
  always: false,
  days: ["mon", "tue", "wed", "thu", "fri"],
  hours: "09:00-18:00",
  holidays: ["2026-12-24", "2026-12-25", "2027-01-01"],
};

export const always: WorkingTime = { ...officeHours, always: true };

/** `moment("2026-11-23T10:00", "Europe/Berlin")`; an offset in the text tells the two of a repeated hour apart. */
export function moment(text: string, timeZone = berlin): number {
  return Temporal.ZonedDateTime.from(`${text}[${timeZone}]`).epochMilliseconds;
}

/** The reverse, with the offset and as far as the time is not zero: `2026-11-23T10:00+01:00`. */
export function localText(at: number, timeZone = berlin): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const smallestUnit = at % 60_000 === 0 ? "minute" : "millisecond";
  return local.toString({ smallestUnit, timeZoneName: "never" });
}

const minuteText = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** Any hours within a day, to the minute, midnights included. */
const anyHours = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 0, max: 1440 }), fc.constantFrom(0, 60, 120, 150, 180, 1440)), {
    minLength: 2,
    maxLength: 2,
  })
  .map((minutes) => minutes.toSorted((one, other) => one - other))
  .map(([open = 0, close = 0]) => `${minuteText(open)}-${minuteText(close)}`);

const anyHoliday = fc
  .date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

export const anyWorkingTime: fc.Arbitrary<WorkingTime> = fc.record({
  always: fc.constant(false),
  days: fc.subarray([...weekdays], { minLength: 1 }),
  hours: anyHours,
  holidays: fc.array(anyHoliday, { maxLength: 30 }),
});

export const anyTimeZone = fc.constantFrom(
  "Etc/UTC",
  berlin,
  "America/New_York",
  "America/St_Johns",
  "America/Nuuk", // clocks go forward over midnight
  "Asia/Kolkata",
  "Australia/Lord_Howe", // by half an hour
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
);

const changesOfClocks = ["2026-03-08T07:00Z", "2026-03-29T01:00Z", "2026-10-25T01:00Z", "2026-11-01T06:00Z"];

/** Moments of 2026 and 2027, often near a change of clocks or the year's end. */
export const anyMoment = fc.oneof(
  fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2027-12-31") }),
  fc
    .tuple(fc.constantFrom(...changesOfClocks, "2027-01-01T00:00Z"), fc.integer({ min: -2880, max: 2880 }))
    .map(([text, minutes]) => Date.parse(text) + minutes * 60_000),
);
