import { describe, expect, it } from "vitest";
import { processDocument } from "../../src/decide/process-document.ts";
import { Policy } from "../../src/policy/policy.ts";

const documentOf = (policy: unknown) => processDocument(Policy.parse(policy), "`policy.yml`").replaceAll("\n", " ");

/** After a change of the shipped policy or of the words: `npx vitest run test/docs/process.test.ts --update`. */
it("docs/process.md is the process that the shipped policy comes to", async () => {
  const link = "[policy/escalation-policy.yml](../policy/escalation-policy.yml)";

  await expect(processDocument(Policy.parse({}), link)).toMatchFileSnapshot("../../docs/process.md");
});

describe("the process in words follows the policy", () => {
  it.each([
    [
      "each DRI rule is a sentence (P-DRI-12)",
      {
        dri: {
          rules: [
            { when: { segment: "enterprise", has: "csm" }, role: "csm" },
            { role: "support", inform: ["csm"] },
          ],
        },
      },
      "1. If the customer's segment is enterprise and the customer has a CSM: the **CSM**. 2. Otherwise the **support engineer**, who informs the CSM.",
    ],
    ["a proposed handover (P-DRI-8)", { dri: { handover: "propose" } }, "hands over when they accept (`/esc accept`)"],
    [
      "working time around the clock has plain spans",
      { working_time: { always: true }, dri: { ask_every: "PT90M" } },
      "asked again every 1 hour and 30 minutes",
    ],
    [
      "a clock of its own (P-CAD-1)",
      {
        severities: {
          low: { customer_update: { every: "P10D", remind_at: "11:00", overdue_after: "P1D", manager_after: "PT0S" } },
        },
      },
      "| low | 10 working days | at 11:00 of the day on which it is due | 1 working day after it was due | when it is overdue |",
    ],
    ["no gates (P-CLOSE-1)", { closing: { require: [] } }, "An escalation can be closed at any time."],
    ["nobody may override (P-CLOSE-8)", { closing: { override_by: [] } }, "Nobody may close it all the same"],
    [
      "fewer key moments (P-ANN-1)",
      { announcements: { moments: ["declared"] } },
      "hears when an escalation is declared; nothing else",
    ],
    [
      "a step of one's own (P-OPEN-1)",
      { opening_steps: [{ id: "legal", within: "P2D", by: "person" }] },
      "| legal (`legal`) | all | 2 working days |",
    ],
  ])("%s", (_, policy, sentence) => {
    expect(documentOf(policy)).toContain(sentence);
  });

  it("typed words cannot break a table", () => {
    const meaning = "a | b\nc";

    expect(documentOf({ severities: { low: { meaning } } })).toContain("| low | a \\| b c | Standard communication |");
  });
});

describe("says what every key of the policy comes to, save those that only the machine minds", () => {
  const changed = {
    confidential: false,
    least_access_level: "owner",
    working_time: { hours: "08:00-12:00" },
    severities: { high: { involve: ["ceo"] } },
    dri: { handover: "propose" },
    product: { required_when: { severity: "critical" } },
    opening_steps: [],
    steps_manager_after: "P1D",
    standup: { remind_before: "PT1H" },
    channel: { prefix: "war_" },
    announcements: { channel: "incidents" },
    weekly_digest: { channel: "figures" },
    closing: { two_people: [] },
    tracker: { kind: "link" },
    reconcile: { every: "PT1H" },
  };
  const machine = ["version", "links", "retention"];

  it.each(Object.keys(Policy.shape).filter((key) => !machine.includes(key)))("%s", (key) => {
    const value = Object.entries(changed).find(([name]) => name === key)?.[1];

    expect(documentOf({ [key]: value })).not.toEqual(documentOf({}));
  });
});
