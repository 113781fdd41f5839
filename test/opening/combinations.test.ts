import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "../decide/situation.ts";
import { startWorld, type World } from "../support/world.ts";
import { escalated, forgetCalls, outcomeOf, writes } from "./support.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.settled();
});
afterAll(() => world.stop());

const SEVERITIES = ["critical", "high", "medium", "low"] as const;
const ORIGINS = [
  { box: "Account (no support ticket)", origin: "account" },
  { box: "Support ticket", origin: "support" },
  { box: "Professional services project", origin: "professional-services" },
] as const;

/** Process section 3, P-DRI-2 to 5. */
function driOf(severity: (typeof SEVERITIES)[number], origin: (typeof ORIGINS)[number]["origin"]): string {
  if (origin === "professional-services") return "petra";
  if (severity === "critical" || severity === "high") return "cathy";
  return origin === "support" ? "olga" : "cathy";
}

const COMBINATIONS = SEVERITIES.flatMap((severity) =>
  ORIGINS.map(({ box, origin }) => ({ severity, box, origin, dri: driOf(severity, origin) })),
);

describe("an escalation opened from the template", () => {
  it.each(COMBINATIONS)(
    "P-DRI-2 to 5: $severity from $origin is $dri's, with one channel, declaration and status note",
    async ({ severity, box, origin, dri }) => {
      const word = `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`;
      const iid = await escalated(world, { severity: [word], origin: [box] });

      const { issue, statusNotes, comments, channels, announced } = outcomeOf(world, iid);
      expect(issue.assignees).toEqual([dri]);
      expect(issue.labels.toSorted()).toEqual([
        "escalation",
        `origin::${origin}`,
        `severity::${severity}`,
        "status::opened",
      ]);
      expect(issue).toMatchObject({ confidential: true, state: "opened" });
      expect(statusNotes).toHaveLength(1);
      expect(rowsOf(statusNotes[0]?.body)).toMatchObject({
        Severity: `**${severity}** (ticked in the description)`,
        DRI: expect.stringContaining(`@${dri}`),
      });
      expect(comments).toEqual([]);
      expect(channels).toHaveLength(1);
      expect(channels[0]).toMatchObject({
        // P-OPEN-6: all of one customer, and of one title.
        name:
          ["esc_acme-corp", "esc_acme-corp_pipelines-stand-still"][iid - 1] ??
          `esc_acme-corp_pipelines-stand-still_${iid - 1}`,
        isPrivate: false,
      });
      expect(announced).toHaveLength(1);
      expect(announced[0]?.text).toContain(`Severity: ${severity}`);
      expect(announced[0]?.text).toContain(`<#${channels[0]?.id}>`);
    },
  );

  it("is done once: deliveries that come again and a full look change nothing", async () => {
    const before = COMBINATIONS.map((_, index) => outcomeOf(world, index + 1));
    const deliveries = world.gitlab.state().deliveries.map(({ id }) => id);
    forgetCalls(world);

    await Promise.all(deliveries.map((id) => world.gitlab.deliveries.redeliver(id, 3)));
    await world.settled();
    await world.app.sync();
    await world.settled();

    expect(writes(world)).toEqual([]);
    expect(COMBINATIONS.map((_, index) => outcomeOf(world, index + 1))).toEqual(before);
  });
});
