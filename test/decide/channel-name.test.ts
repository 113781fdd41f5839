import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slug } from "../../src/decide/rules/channel-name.ts";
import { describedAs, situation } from "./situation.ts";

function namesFor(customer: string, prefix = "esc_"): readonly string[] {
  const here = situation({
    description: describedAs({ customer, severity: ["High"] }),
    policy: { channel: { prefix } },
  });
  const [made] = here.run().wanted.filter(({ action }) => action.type === "create-channel");
  return made?.action.type === "create-channel" ? made.action.names : [];
}

describe("the channel's name (P-OPEN-2)", () => {
  it.each([
    { customer: "Acme Corp", named: "acme-corp" },
    { customer: "  ACME -- Corp. ", named: "acme-corp" },
    { customer: "Café Zürich S.à r.l.", named: "cafe-zurich-s-a-r-l" },
    { customer: "İstanbul ﬁnans ①", named: "istanbul-finans-1" },
    { customer: "O'Neil & Sons", named: "o-neil-sons" },
    { customer: "esc_acme_2", named: "esc-acme-2" },
    { customer: "アクメ", named: "" },
    { customer: "شركة", named: "" },
    { customer: "🔥🔥", named: "" },
    { customer: "<!channel>", named: "channel" },
    { customer: "</details>", named: "details" },
    { customer: "", named: "" },
    { customer: "x".repeat(200), named: "x".repeat(60) },
    { customer: `${"x".repeat(59)}-y`, named: "x".repeat(59) },
  ])("slug of $customer is $named", ({ customer, named }) => {
    expect(slug(customer)).toBe(named);
  });

  it("is made of a-z, 0-9 and single dashes between them, at most 60, whatever the customer is called", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 150 }), fc.string({ maxLength: 150 })), (name) => {
        expect(slug(name)).toMatch(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/);
        expect(slug(name).length).toBeLessThanOrEqual(60);
      }),
    );
  });

  it("falls back to the issue's number where nothing of the customer's name is left, or Slack refuses it", () => {
    expect(namesFor("アクメ")).toEqual(["esc_42"]);
    expect(namesFor("Acme Corp")).toEqual(["esc_acme-corp", "esc_42"]);
  });

  it("leaves room for Slack's limit of 80 with the longest prefix and a suffix", () => {
    const [name = ""] = namesFor("x".repeat(200), `p${"y".repeat(29)}`);

    expect(`${name}_999`.length).toBeLessThanOrEqual(80);
    expect(name).toMatch(/^py{29}x+$/);
  });
});
