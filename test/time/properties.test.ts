import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addSpan } from "../../src/time/add-span.ts";
import { nextWorkingMoment, workingTimeBetween } from "../../src/time/working-moments.ts";
import { type WorkingTime, weekdays } from "../../src/time/working-time.ts";
import { always, anyMoment, anyTimeZone, anyWorkingTime } from "./moments.ts";

const minute = 60_000;
const anySpan = fc
  .record({
    weeks: fc.integer({ min: 0, max: 1 }),
    days: fc.integer({ min: 0, max: 6 }),
    minutes: fc.integer({ min: 1, max: 3000 }),
  })
  .chain(({ weeks, days, minutes }) =>
    fc.constantFrom(`PT${minutes}M`, `P${days}D`, `P${weeks}W`, `P${days}DT${minutes}M`),
  );

describe("working time, whatever the policy and the zone", () => {
  it("begun later, is never over earlier", () => {
    fc.assert(
      fc.property(
        anyMoment,
        fc.nat(5000 * minute),
        anySpan,
        anyWorkingTime,
        anyTimeZone,
        (from, wait, span, time, zone) => {
          expect(addSpan(from, span, time, zone)).toBeLessThanOrEqual(addSpan(from + wait, span, time, zone));
        },
      ),
    );
  });

  it("is never over before it begins, and when it takes time, over at the end of some working time", () => {
    fc.assert(
      fc.property(anyMoment, anySpan, anyWorkingTime, anyTimeZone, (from, span, time, zone) => {
        const over = addSpan(from, span, time, zone);

        if (/[1-9]/.test(span)) expect(workingTimeBetween(over - 1, over, time, zone)).toBe(1);
        else expect(over).toBe(from);
        expect(over).toBeGreaterThanOrEqual(from);
      }),
    );
  });

  it("of a number of hours holds so many working hours", () => {
    fc.assert(
      fc.property(anyMoment, fc.nat(100), anyWorkingTime, anyTimeZone, (from, hours, time, zone) => {
        const over = addSpan(from, `PT${hours}H`, time, zone);

        expect(workingTimeBetween(from, over, time, zone)).toBe(hours * 60 * minute);
      }),
    );
  });

  it("adds up: one span after another is their sum, in days and in hours", () => {
    const count = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(anyMoment, count, count, anyWorkingTime, anyTimeZone, (from, one, other, time, zone) => {
        for (const spanOf of [(days: number) => `P${days}D`, (hours: number) => `PT${hours}H`]) {
          const inTwo = addSpan(addSpan(from, spanOf(one), time, zone), spanOf(other), time, zone);

          expect(inTwo).toBe(addSpan(from, spanOf(one + other), time, zone));
        }
      }),
    );
  });

  it("between moments adds up, and changes its sign with the direction", () => {
    fc.assert(
      fc.property(anyMoment, anyMoment, anyMoment, anyWorkingTime, anyTimeZone, (a, b, c, time, zone) => {
        const between = (from: number, to: number) => workingTimeBetween(from, to, time, zone);

        expect(between(a, b) + between(b, c)).toBe(between(a, c));
        expect(between(a, b) + between(b, a)).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it("has a next moment with none before it and some after it", () => {
    fc.assert(
      fc.property(anyMoment, anyWorkingTime, anyTimeZone, (at, time, zone) => {
        const next = nextWorkingMoment(at, time, zone);

        expect(workingTimeBetween(at, next, time, zone)).toBe(0);
        expect(workingTimeBetween(next, next + 1, time, zone)).toBe(1);
        expect(nextWorkingMoment(next, time, zone)).toBe(next);
      }),
    );
  });

  it("is elapsed time where it is always", () => {
    fc.assert(
      fc.property(anyMoment, fc.nat(100_000), anyTimeZone, (from, seconds, zone) => {
        const over = addSpan(from, `PT${seconds}S`, always, zone);

        expect(over - from).toBe(seconds * 1000);
        expect(workingTimeBetween(from, over, always, zone)).toBe(seconds * 1000);
      }),
    );
  });

  it("is what one counts by looking at the clock on the wall every half hour", () => {
    const hours = fc.tuple(fc.constantFrom(0, 4, 9, 12), fc.constantFrom(13, 18, 22, 24));
    const time = fc.record({ days: fc.subarray([...weekdays], { minLength: 1 }), hours });
    const from = anyMoment.map((at) => Math.floor(at / (30 * minute)) * 30 * minute);
    fc.assert(
      fc.property(from, fc.nat(150), time, anyTimeZone, (start, halfHours, { days, hours: [open, close] }, zone) => {
        const two = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
        const workingTime: WorkingTime = { always: false, days, hours: `${two(open)}-${two(close)}`, holidays: [] };
        const end = start + halfHours * 30 * minute;

        const wall = new Intl.DateTimeFormat("en-US", {
          timeZone: zone,
          weekday: "short",
          hour: "2-digit",
          hourCycle: "h23",
        });
        let counted = 0;
        for (let at = start; at < end; at += 30 * minute) {
          const parts = Object.fromEntries(wall.formatToParts(at).map(({ type, value }) => [type, value]));
          const onDay = days.some((day) => day === parts["weekday"]?.toLowerCase());
          if (onDay && Number(parts["hour"]) >= open && Number(parts["hour"]) < close) counted += 30 * minute;
        }
        expect(workingTimeBetween(start, end, workingTime, zone)).toBe(counted);
      }),
    );
  });
});
