import { describe, expect, it } from "vitest";
import { sandbox } from "../../src/cli/sandbox.ts";
import { UsageError } from "../../src/cli/usage-error.ts";
import { createNarrator } from "../../src/sandbox/play/narrator.ts";
import { outcome, says } from "../../src/sandbox/play/scene.ts";

async function played(...args: string[]): Promise<{ code: number; story: string }> {
  const lines: string[] = [];
  const code = await sandbox(["--play", ...args], {
    write: (line) => void lines.push(line),
    stopped: () => Promise.resolve(),
  });
  return { code, story: lines.join("\n") };
}

/** Two weeks on a machine that is busy with other things. */
const LONG = { timeout: 60_000 };

describe("a scene played without a browser", () => {
  it.each(["premium", "free"])(
    "opening, on GitLab %s: comes out as the process wants, and tells both sides",
    async (tier) => {
      const { code, story } = await played("opening", "--tier", tier);

      expect(story).not.toContain("✗");
      expect(code).toBe(0);
      expect(story).toContain("Nothing leaves this machine");
      expect(story).toMatch(/Labels +escalation · origin::support · product-related · severity::high/);
      expect(story).toMatch(/DRI +@cathy \(Cathy Summers\)/);
      expect(story).toContain("In Slack: #esc_acme-corp");
      expect(story).toContain("In Slack: #escalated_customers");
      expect(story).toMatch(/GitLab: \d+\n[\s\S]*Slack: \d+/);
    },
  );

  it.each(["premium", "free"])("manage, on GitLab %s: a raise, talk, two handovers, and calm again", async (tier) => {
    const { code, story } = await played("manage", "--tier", tier);

    expect(story).not.toContain("✗");
    expect(code).toBe(0);
    expect(story).toMatch(/Cathy raises it to critical[\s\S]*Assignee +@sam → @cathy/);
    expect(story).toMatch(/Escalation Bot, edited to say\n +Tracking document: .+\n +Severity: critical/);
    expect(story).toMatch(/\(in the thread, shown in the channel\)\n +Severity changed from medium to critical/);
    expect(story).toMatch(/API calls:\n +GitLab: \d+\n[\s\S]*Slack: \d+/);
    expect(story).toMatch(/@cathy {2}❌\n +\/esc invlove @petra\n[\s\S]*Did you mean \/esc involve/);
    expect(story).toContain("@cathy is the DRI now, after @sam: CSM, because severity is critical or high (rule 2)");
    expect(story).toContain("@mona is the DRI now, after @cathy: chosen by Cathy Summers: I am on leave");
    expect(story).toMatch(/Severity changed from medium to critical[\s\S]*Significant change[\s\S]*Risk reduced/);
  });

  // On GitLab free the service takes off the old status by itself.
  it("cadence: two weeks of updates, standups, a pause and calm, each line with its time", async () => {
    const { code, story } = await played("cadence", "--tier", "free");

    expect(story).not.toContain("✗");
    expect(code).toBe(0);
    for (const line of [
      "Mon 23 Nov 10:20 CET  In #esc_acme-corp: The standup is about to start",
      "Tue 24 Nov 16:00 CET  In #esc_acme-corp: Reminder: an internal update is owed",
      "> Next steps:",
      "Tue 24 Nov 18:00 CET  Labels: + update overdue",
      "Tue 24 Nov 18:00 CET  On the issue, @escalation-bot: @cathy: an internal update is overdue",
      "Wed 25 Nov 13:00 CET  On the issue, @escalation-bot: @mona: an internal update is still missing",
      "Wed 25 Nov 14:10 CET  In #esc_acme-corp: Update",
      "Wed 25 Nov 14:10 CET  Labels: − update overdue",
      "Fri 04 Dec 16:00 CET  In #esc_acme-corp: Reminder: an internal update is owed",
      "The tracker document: Escalations/1 Acme Corp",
    ]) {
      expect(story).toContain(line);
    }
  });

  // As above: on GitLab free the service keeps the labels of a scope apart by itself.
  it(
    "close: refused, agreed with evidence, closed by itself, back again, ended by override; and a redirect",
    LONG,
    async () => {
      const { code, story } = await played("close", "--tier", "free");

      expect(story).not.toContain("✗");
      expect(code).toBe(0);
      for (const told of [
        "State        closed by @cathy, reopened by @escalation-bot",
        "State  closed by @sam with merge request !1, reopened by @escalation-bot",
        "Linked       #2 Root cause analysis: Acme Corp: pipelines wait for runners",
        "Recorded by: @cathy",
        "Missing: the customer's agreement, our own agreement, a resolution",
        "it goes on as a support ticket attention request (STAR)",
      ]) {
        expect(story).toContain(told);
      }
      expect(story).toMatch(/@cathy {2}❌\n +\/esc agree customer they are happy\n[\s\S]*evidence is missing/);
      expect(story).toMatch(/@cathy {2}❌\n +\/esc agree internal\n[\s\S]*comes from somebody/);
      expect(story).toMatch(/The last missing thing[\s\S]*closed by @escalation-bot[\s\S]*Archived {2}yes/);
      expect(story).toMatch(/It is back\n[\s\S]*reopened by @adam[\s\S]*In Slack, #esc_acme-corp_2/);
    },
  );

  it("where no scene is named, the whole life of one is played, from opening to archive", LONG, async () => {
    const { code, story } = await played();

    expect(story).not.toContain("✗");
    expect(code).toBe(0);
    expect(story).toContain('scene "whole"');
    const order = [
      "Gus opens an escalation",
      "Cathy raises it to critical",
      "The standup is about to start",
      "Overdue: an internal update",
      "Risk reduced: moved to monitoring",
      "Not closed yet",
      "Resolved and closed",
      "Archived  yes",
      "The tracker document: Escalations/1 Acme Corp",
    ];
    expect(order.toSorted((one, other) => story.indexOf(one) - story.indexOf(other))).toEqual(order);
    for (const told of order) expect(story).toContain(told);
  });

  it("an unknown scene is refused with the list of those there are", async () => {
    await expect(played("closing-time")).rejects.toThrow(/no scene "closing-time"[\s\S]*opening/);
  });

  it.each([
    { args: ["--port", "99999"], sentence: "--port takes a port number" },
    { args: ["--port", "x"], sentence: "--port takes a port number" },
    { args: ["--tier", "gold"], sentence: "--tier is free or premium" },
    { args: ["--limits", "some"], sentence: "--limits is real or off" },
    { args: ["--colour"], sentence: "--colour" },
    { args: ["opening"], sentence: "A scene is named behind --play" },
  ])("$args is refused in a sentence", async ({ args, sentence }) => {
    const run = sandbox(args, { write: () => {}, stopped: () => Promise.resolve() });

    await expect(run).rejects.toThrow(UsageError);
    await expect(run).rejects.toThrow(sentence);
  });
});

describe("outcomes", () => {
  it("say what was found instead", () => {
    expect(outcome("one assignee", ["cathy"], ["cathy"]).instead).toBeUndefined();
    expect(outcome("one assignee", [], ["cathy"]).instead).toBe('[] instead of ["cathy"]');
    expect(says("topic", "high", ["high", "DRI"]).instead).toBe('"DRI" not in: high');
  });

  it("are ticked, or crossed with the reason", () => {
    const lines: string[] = [];

    createNarrator((line) => void lines.push(line)).outcomes([outcome("one channel", 1, 1), outcome("one note", 2, 1)]);

    expect(lines).toEqual(["  ✓ one channel", "  ✗ one note: 2 instead of 1"]);
  });
});
