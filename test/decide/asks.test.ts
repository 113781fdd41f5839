import { describe, expect, it } from "vitest";
import {
  describedAs,
  HOUR,
  MINUTE,
  MORNING,
  member,
  type Situation,
  type SituationOptions,
  situation,
} from "./situation.ts";

const NOBODY = "customers: [{ name: Acme Corp, csm_manager: mona }]";

function asked(here: Situation, who: "DRI" | "Product DRI"): number {
  return here.notes.filter((note) => note.includes(`who is the ${who}?`)).length;
}

function without(options: SituationOptions = {}): Situation {
  const here = situation({ directory: NOBODY, description: describedAs({ severity: ["High"] }), ...options });
  here.run();
  return here;
}

describe("the DRI is asked for (P-DRI-6)", () => {
  it("again at each interval, and not before", () => {
    const here = without({ policy: { working_time: { always: true } } });

    here.now = MORNING + HOUR - 1;
    const { recheckAt } = here.run();
    expect(recheckAt).toBe(MORNING + HOUR);
    expect(asked(here, "DRI")).toBe(1);

    here.now = MORNING + HOUR;
    expect(here.run().recheckAt).toBe(MORNING + 2 * HOUR);
    expect(asked(here, "DRI")).toBe(2);
  });

  it("in working hours only", () => {
    const here = without({ now: Date.parse("2026-11-24T17:30:00Z") });

    expect(here.run().recheckAt).toBe(Date.parse("2026-11-25T09:30:00Z"));
  });

  it("once after downtime, however many times were missed", () => {
    const here = without({ policy: { working_time: { always: true } } });

    here.now = MORNING + 50 * HOUR + 20 * MINUTE;
    const { recheckAt } = here.run();

    expect(asked(here, "DRI")).toBe(2);
    expect(recheckAt).toBe(here.now + HOUR);
  });

  it("no more once somebody is assigned, and the label goes", () => {
    const here = without();

    here.issue = { ...here.issue, assignees: [member("sam")] };
    here.run();
    here.takeOn();
    here.run();

    expect(here.memory.asks.dri).toBeNull();
    expect(here.issue.labels).not.toContain("needs dri");
    expect(here.memory.asks.dri).toBeNull();
  });

  it("no more once somebody is named under People", () => {
    const here = without();

    here.issue = { ...here.issue, description: describedAs({ severity: ["High"], people: { CSM: "@sam" } }) };
    here.run();

    expect(here.issue.assignees).toEqual([member("sam")]);
    expect(here.issue.labels).not.toContain("needs dri");
  });
});

describe("the Product DRI (P-PROD-1, P-PROD-2)", () => {
  const product = (severity: string, more: Parameters<typeof describedAs>[0] = {}) =>
    describedAs({ severity: [severity], nature: ["Product-related"], ...more });

  it.each([
    { severity: "High", named: "gina" },
    { severity: "Critical", named: "lou" },
    { severity: "Medium", named: null },
  ])("of a $severity one that is product-related is $named, by rank", ({ severity, named }) => {
    const here = situation({ description: product(severity) });

    here.run();

    expect(here.memory.productDri).toBe(named);
    expect(here.issue.labels).not.toContain("needs product dri");
  });

  it("is not wanted where nothing is product-related", () => {
    const here = situation({ description: describedAs({ severity: ["Critical"], nature: ["Platform-related"] }) });

    here.run();

    expect(here.memory.productDri).toBeNull();
    expect(here.issue.labels).toContain("platform-related");
    expect(here.issue.labels).not.toContain("needs product dri");
  });

  it.each([
    { productArea: "Gitaly", says: "nobody of the right rank for the product area Gitaly (it knows the areas ci)" },
    { productArea: undefined, customer: "Globex", says: "No product area is named (the directory knows ci)" },
  ])("is asked for where the directory cannot tell: $says", ({ productArea, customer = "Acme Corp", says }) => {
    const here = situation({ description: product("High", { customer, ...(productArea && { productArea }) }) });

    here.run();

    expect(here.issue.labels).toContain("needs product dri");
    expect(here.notes.join("\n")).toContain(says);
  });

  it("is asked for every four working hours until named", () => {
    const here = situation({ description: product("High", { productArea: "Gitaly" }) });
    here.run();
    here.takeOn();
    expect(here.run().recheckAt).toBe(MORNING + 4 * HOUR);

    here.now = MORNING + 4 * HOUR;
    here.run();
    expect(asked(here, "Product DRI")).toBe(2);

    here.issue = {
      ...here.issue,
      description: product("High", { productArea: "Gitaly", people: { "Product DRI": "@dora" } }),
    };
    here.run();
    expect(here.memory.asks.productDri).toBeNull();
    expect(here.memory.productDri).toBe("dora");
    expect(here.issue.labels).not.toContain("needs product dri");
  });
});
