import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "../../src/policy/nearest.ts";
import { Interval, Span, TimeZone } from "../../src/policy/values.ts";

describe("a span", () => {
  it.each(["PT0S", "PT10M", "PT4H", "P1D", "P1DT2H", "P2W", "PT0.5S"])("%s is one", (text) => {
    expect(Span.parse(text)).toBe(text);
  });

  it.each(["", "2 hours", "P", "PT", "P1Y", "P1M", "-P1D", "P11Y", "P3661D", "P999999999999W", "PT4H "])(
    "%j is none",
    (text) => {
      expect(Span.safeParse(text).success).toBe(false);
    },
  );

  it("is whatever days and times make, up to ten years", () => {
    const part = fc.nat({ max: 1000 });
    fc.assert(
      fc.property(part, part, part, (days, hours, minutes) => {
        expect(Span.safeParse(`P${days}DT${hours}H${minutes}M`).success).toBe(true);
      }),
    );
  });

  it("never makes the check itself fail, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^P?[\dYMWDTHS.+-]{0,12}$/)), (text) => {
        expect(() => Interval.safeParse(text)).not.toThrow();
      }),
    );
  });
});

describe("a time zone", () => {
  it.each(["Etc/UTC", "UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Asia/Kolkata"])("%s is one", (text) => {
    expect(TimeZone.safeParse(text).success).toBe(true);
  });

  it.each(["", "Berlin", "Europe/Atlantis", "local"])("%j is none", (text) => {
    expect(TimeZone.safeParse(text).success).toBe(false);
  });
});

describe("the nearest word", () => {
  const slips: [string, string | undefined, string][] = [
    ["involv", "involve", "a letter is missing"],
    ["hihg", "high", "two letters are swapped"],
    ["HIGH", "high", "only the case differs"],
    ["medum", "medium", "a letter is missing"],
    ["zebra", undefined, "nothing is near"],
    ["", undefined, "nothing was typed"],
  ];
  it.each(slips)("of %j is %j: %s", (typed, word) => {
    expect(nearest(typed, ["critical", "high", "medium", "low", "involve"])).toBe(word);
  });
});
