import fc from "fast-check";
import { expect, it } from "vitest";
import type { Life } from "../../src/escalation/life.ts";
import { figuresOf } from "../../src/figures/figures.ts";
import { MORNING } from "../decide/situation.ts";
import { type Told, toldBy, within } from "./from-timeline.ts";
import { lived, steps } from "./lives.ts";

const DAY = 24 * 60 * 60_000;

function expected(told: readonly Told[], month?: string) {
  const opened = told.filter((one) => month === undefined || one.month === month);
  const resolutions = told
    .flatMap((one) => one.resolutions)
    .filter((one) => month === undefined || one.month === month);
  const spread = (durations: readonly (number | undefined)[]) => {
    const known = durations.filter((one) => one !== undefined);
    return { count: known.length, median_seconds: within(0.5, known), p90_seconds: within(0.9, known) };
  };
  return {
    opened: opened.length,
    resolved: resolutions.length,
    reopened: resolutions.filter(({ final }) => !final).length,
    time_to_dri: spread(opened.map(({ toDri }) => toDri)),
    time_to_acceptance: spread(opened.map(({ toAcceptance }) => toAcceptance)),
    time_to_first_update: spread(opened.map(({ toUpdate }) => toUpdate)),
    time_to_resolution: spread(resolutions.filter(({ final }) => final).map(({ open }) => open)),
  };
}

function inAll(told: readonly Told[]) {
  const sum = (of: (one: Told) => number) => told.reduce((so, one) => so + of(one), 0);
  const [inTime, late] = [sum((one) => one.inTime), sum((one) => one.late)];
  const { resolved, reopened, ...rest } = expected(told);
  return {
    ...rest,
    ...{ resolved, reopened, reopen_rate: resolved === 0 ? null : reopened / resolved },
    ...{ ended_otherwise: sum((one) => one.otherwise), updates_in_time: inTime, updates_late: late },
    in_time_rate: inTime + late === 0 ? null : inTime / (inTime + late),
  };
}

it("P-SEE-4: the figures are those of the timelines, whatever people did", () => {
  const severity = fc.constantFrom("Critical", "High", "Medium", "Low", undefined);
  const life = fc.record({ severity, course: steps, begins: fc.integer({ min: 0, max: 20 }) });
  fc.assert(
    fc.property(fc.array(life, { minLength: 1, maxLength: 3 }), (courses) => {
      const situations = courses.map((one) => lived(one.severity, one.course, MORNING + one.begins * DAY));

      const lives = situations.map(({ memory }) => memory.life).filter((one): one is Life => one !== null);
      const figures = figuresOf(lives);

      const told = situations.map(({ timeline, now }) => toldBy(timeline, now)).filter((one) => one !== undefined);
      expect(figures.total).toEqual(inAll(told));
      for (const { severity: name, ...row } of figures.by_severity)
        expect(row).toEqual(inAll(told.filter((one) => one.severity === name)));
      for (const { month, ...row } of figures.by_month) expect(row).toMatchObject(expected(told, month));
    }),
    { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 8) },
  );
});
