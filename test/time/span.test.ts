import { describe, expect, it } from "vitest";
import { countsWholeDays, parseSpan, spanMilliseconds } from "../../src/time/span.ts";
import { always, officeHours } from "./moments.ts";

describe("an ISO 8601 span", () => {
  it.each([
    { text: "PT0S", span: { weeks: 0, days: 0, time: 0 } },
    { text: "PT4H", span: { weeks: 0, days: 0, time: 14_400_000 } },
    { text: "PT24H", span: { weeks: 0, days: 0, time: 86_400_000 } },
    { text: "P1DT2H", span: { weeks: 0, days: 1, time: 7_200_000 } },
    { text: "P2W", span: { weeks: 2, days: 0, time: 0 } },
    { text: "PT1M0.25S", span: { weeks: 0, days: 0, time: 60_250 } },
  ])("$text keeps its days apart from its time", ({ text, span }) => {
    expect(parseSpan(text)).toEqual(span);
  });

  it.each([
    { text: "4h", message: '"4h" is not a span: write it as in ISO 8601, such as PT4H or P1D' },
    { text: "", message: '"" is not a span: write it as in ISO 8601, such as PT4H or P1D' },
    { text: "-PT4H", message: 'the span "-PT4H" is negative: spans go forward' },
    { text: "P1M", message: 'the span "P1M" has years or months, which have no fixed length: use days or weeks' },
    { text: "P1Y", message: 'the span "P1Y" has years or months, which have no fixed length: use days or weeks' },
    { text: "P100000D", message: 'the span "P100000D" is longer than ten years' },
  ])('"$text" is refused in words that help', ({ text, message }) => {
    expect(() => parseSpan(text)).toThrow(new RangeError(message));
  });

  it("is also to be had as plain elapsed time", () => {
    expect(["PT10M", "P1D", "P1W"].map(spanMilliseconds)).toEqual([600_000, 86_400_000, 604_800_000]);
  });
});

describe("a time of day to remind at (P-CAD-3)", () => {
  it.each([
    { span: "P1D", workingTime: officeHours, means: true },
    { span: "P1DT2H", workingTime: officeHours, means: true },
    { span: "P1W", workingTime: officeHours, means: true },
    { span: "PT4H", workingTime: officeHours, means: false },
    { span: "PT24H", workingTime: officeHours, means: false },
    { span: "PT0S", workingTime: officeHours, means: false },
    { span: "P1D", workingTime: always, means: false },
  ])("has a meaning for $span, always $workingTime.always: $means", ({ span, workingTime, means }) => {
    expect(countsWholeDays(span, workingTime)).toBe(means);
  });
});
