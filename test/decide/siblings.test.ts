import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortReason } from "../../src/decide/rules/channel-name.ts";
import { describedAs, rowsOf, situation } from "./situation.ts";

const OTHER = {
  project_id: 7,
  iid: 12,
  title: "Acme: disks are full",
  web_url: "https://gitlab.example.test/customer-success/escalations/-/issues/12",
  severity: "high",
  channel: "esc_acme-corp",
} as const;

function names(title: string, customer = "Acme Corp"): readonly string[] {
  const here = situation({ title, description: describedAs({ customer, severity: ["High"] }) });
  here.siblings = [OTHER];
  const made = here.run().wanted.find(({ action }) => action.type === "create-channel");
  return made?.action.type === "create-channel" ? made.action.names : [];
}

describe("P-OPEN-6: several open escalations of one customer", () => {
  it.each([
    { title: "Acme Corp: performance", channel: "esc_acme-corp_performance" },
    {
      title: "Escalation Acme Corp - pipelines stand still since Monday",
      channel: "esc_acme-corp_pipelines-stand-still",
    },
    { title: "Acme performance", channel: "esc_acme-corp_performance" },
    { title: "ACME CORP escalation", channel: "esc_acme-corp" },
    { title: "アクメ", channel: "esc_acme-corp" },
  ])("$title gets the channel $channel", ({ title, channel }) => {
    expect(names(title)[0]).toBe(channel);
  });

  it("a restricted customer's title is never in the channel's name (P-OPEN-7)", () => {
    expect(names("Ministry of Maps: border maps wrong", "Ministry of Maps").join()).not.toMatch(/ministry|maps|border/);
  });

  it("each names the others: the status note, and the second one's opening message", () => {
    const here = situation({ description: describedAs({ severity: ["High"] }) });
    here.siblings = [OTHER];

    const { wanted } = here.run();

    expect(rowsOf(here.statusNote)["Also open for this customer"]).toContain("issues/12");
    const opening = wanted.find(({ key }) => key === "opening/1");
    expect(JSON.stringify(opening?.action)).toContain("This customer has another open escalation");
  });

  it("the reason is at most three words of a-z and 0-9, whatever the title", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), (title) => {
        const reason = shortReason(title, { customer: undefined, customerName: "Acme Corp" });
        expect(reason).toMatch(/^(?:[a-z0-9]+(?:-[a-z0-9]+){0,2})?$/);
      }),
    );
  });
});

describe("the longest names", () => {
  it("stay within Slack's limit with a suffix", () => {
    const long = names(`Acme Corp: ${"x".repeat(70)} ${"y".repeat(70)} z`);

    expect(Math.max(...long.map((name) => name.length))).toBeLessThanOrEqual(76);
  });
});
