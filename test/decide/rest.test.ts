import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describedAs, HOUR, MEMBERS, MORNING, type SituationOptions, situation } from "./situation.ts";

const SEVERITIES = ["Critical", "High", "Medium", "Low"] as const;
const ORIGINS = ["Account", "Support ticket", "Professional services project"] as const;
const NATURES = ["Product-related", "Platform-related"] as const;
const LABELS = [
  "escalation",
  "severity::critical",
  "severity::low",
  "origin::support",
  "product-related",
  "needs dri",
  "needs severity",
  "status::opened",
  "bug",
] as const;
const NAMES = ["cathy", "sam", "Petra Novak", "nobody-here", "@all", "</details>", "/close"] as const;

const anySituation: fc.Arbitrary<SituationOptions> = fc
  .record({
    customer: fc.constantFrom("Acme Corp", "Ministry of Maps", "Globex", "Unheard of", ""),
    severity: fc.subarray([...SEVERITIES], { maxLength: 2 }),
    origin: fc.subarray([...ORIGINS]),
    nature: fc.subarray([...NATURES]),
    people: fc.dictionary(
      fc.constantFrom("CSM", "CSM manager", "Support engineer", "Product DRI"),
      fc.constantFrom(...NAMES),
      { maxKeys: 3 },
    ),
    labels: fc.subarray([...LABELS]),
    assignees: fc.subarray(["cathy", "sam", "olga"], { maxLength: 2 }),
    gone: fc.subarray(["cathy", "olga", "petra", "mona", "gina"]),
    chat: fc.boolean(),
  })
  .map(({ labels, assignees, gone, chat, ...answers }) => ({
    description: describedAs(answers),
    labels,
    assignees,
    chat,
    members: MEMBERS.filter(({ username }) => !gone.includes(username) || assignees.includes(username)),
  }));

describe("deciding", () => {
  it("comes to rest: what was decided and done leaves nothing to want, in any situation", () => {
    fc.assert(
      fc.property(anySituation, (options) => {
        const here = situation(options);
        here.run();

        expect(here.run().wanted).toEqual([]);
        if (here.memory.openedAt !== null) expect(here.issue.assignees.length).toBeLessThanOrEqual(1);
        expect(here.issue.labels.filter((label) => label.startsWith("severity::")).length).toBeLessThanOrEqual(1);
        expect(
          here.effects.filter(({ key }) => key.startsWith("channel/") || key === "status-note").length,
        ).toBeLessThanOrEqual(2);
      }),
      { numRuns: 100 },
    );
  });

  it("comes to rest though GitLab or Slack refuse something for good", () => {
    const refusals = fc.constantFrom(
      "edit-issue",
      "create-channel",
      "post-message",
      "invite",
      "post-note",
      "write-status-note",
    );
    fc.assert(
      fc.property(anySituation, refusals, (options, refusal) => {
        const here = situation(options);
        here.broken.add(refusal);
        here.run();
        const notes = here.notes.length;
        here.run();

        expect(here.notes.length).toBe(notes);
      }),
      { numRuns: 60 },
    );
  });

  it("changes the status note when something changed, and not because time passed", () => {
    const here = situation({ description: describedAs({ severity: ["Low"] }), policy: { opening_steps: [] } });
    here.run();
    here.takeOn();
    here.run();

    for (const later of [1, 5 * HOUR, 100 * HOUR]) {
      here.now = MORNING + later;
      expect(here.run().wanted).toEqual([]);
    }
  });
});
