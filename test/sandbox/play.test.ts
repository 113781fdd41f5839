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
    expect(story).toMatch(/Escalation Bot, edited to say\n(?: +[^\n]*\n)*? +Severity: critical/);
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

  it("the opening is what is played where no scene is named", async () => {
    const { story } = await played();

    expect(story).toContain('scene "opening"');
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
