import { describe, expect, it } from "vitest";
import type { PlannedAction } from "../../src/decide/facts.ts";
import {
  describedAs,
  HOUR,
  MINUTE,
  MORNING,
  member,
  rowsOf,
  type Situation,
  type SituationOptions,
  say,
  situation,
  TRACKER_PAGE,
} from "./situation.ts";

const SECOND = 1_000;
const DAY = 24 * HOUR;
const OWN = "https://docs.example.test/tracker";

function opened(severity = "High", options: SituationOptions = {}): Situation {
  const here = situation({ description: describedAs({ severity: [severity] }), ...options });
  here.run();
  return here;
}

function writesAmong(wanted: readonly PlannedAction[]): PlannedAction[] {
  return wanted.filter(({ action }) => action.type === "write-tracker");
}

function writes(here: Situation): number {
  return writesAmong(here.wanted).length;
}

/** Lets time pass and looks again. Answers how often the page was written then, and when to look next. */
function later(here: Situation, ms: number): { written: number; recheckAt: number | undefined } {
  here.now += ms;
  const { wanted, recheckAt } = here.run();
  return { written: writesAmong(wanted).length, recheckAt };
}

function sectionsOf(here: Situation): string {
  return Object.values(here.tracker?.sections ?? {}).join("\n\n");
}

function setSeverity(here: Situation, severity: string): void {
  const others = here.issue.labels.filter((label) => !label.startsWith("severity::"));
  here.issue = { ...here.issue, labels: [...others, `severity::${severity}`] };
  here.run();
}

function rewrite(here: Situation, description: string): void {
  here.issue = { ...here.issue, description };
}

/** What the last action of an effect says, as JSON. */
function lastOf(here: Situation, key: string): string | undefined {
  return here.effects.findLast((effect) => effect.key === key)?.action;
}

describe("a tracker document is made (P-OPEN-4)", () => {
  it.each(["Critical", "High"])("at %s, once", (severity) => {
    const here = opened(severity);

    expect(writes(here)).toBe(1);
    expect(here.tracker).toMatchObject({ projectId: 7, title: "Escalations/42 Acme Corp" });
  });

  it.each(["Medium", "Low"])("not at %s", (severity) => {
    const here = opened(severity);

    expect(writes(here)).toBe(0);
    expect(rowsOf(here.statusNote)["Tracker"]).toContain("none yet");
  });

  it("not while held", () => {
    const here = situation({ description: describedAs() });
    here.run();

    expect(writes(here)).toBe(0);
  });

  it("by a raise from medium, and its link comes everywhere", () => {
    const here = opened("Medium");

    setSeverity(here, "critical");

    expect(writes(here)).toBe(1);
    expect(rowsOf(here.statusNote)["Tracker"]).toBe(`<${TRACKER_PAGE}>`);
    expect(lastOf(here, "opening/1/edit")).toContain(TRACKER_PAGE);
    expect(lastOf(here, "declaration-edit/1")).toContain(TRACKER_PAGE);
    expect(lastOf(here, "bookmark/1/tracker")).toContain(TRACKER_PAGE);
  });

  it("also where the raise was taken back before the service heard of it, as if it had been watching", () => {
    const here = opened("Medium");
    const at = here.now + MINUTE;
    const by = member("mona");
    here.history = {
      labels: [
        { at, by, label: "severity::critical", added: true },
        { at, by, label: "severity::medium", added: false },
        { at: at + SECOND, by, label: "severity::medium", added: true },
        { at: at + SECOND, by, label: "severity::critical", added: false },
      ],
    };
    here.issue = { ...here.issue, updatedAt: at + SECOND };

    later(here, 2 * MINUTE);

    expect(here.memory.severity).toBe("medium");
    expect(writes(here)).toBe(1);
  });

  it("not where the issue links a document of people's own, whose link is used instead", () => {
    const here = opened("High", {
      description: `${describedAs({ severity: ["High"] })}\n## Links\n\n- Tracker document: ${OWN}\n`,
    });

    expect(writes(here)).toBe(0);
    expect(rowsOf(here.statusNote)["Tracker"]).toBe(`<${OWN}>`);
    expect(lastOf(here, "bookmark/1/tracker")).toContain(OWN);
  });

  it("not where the policy says that people link one", () => {
    const here = opened("High", { policy: { tracker: { kind: "link" } } });

    expect(writes(here)).toBe(0);
    expect(here.statusNote).toContain("- [ ] escalation tracker document");
  });
});

describe("its link stands", () => {
  it("in the opening message, the declaration, the bookmark and the status note from the beginning", () => {
    const here = opened();

    expect(lastOf(here, "opening/1")).toContain(TRACKER_PAGE);
    expect(lastOf(here, "declaration/1")).toContain(TRACKER_PAGE);
    expect(lastOf(here, "bookmark/1/tracker")).toContain(TRACKER_PAGE);
    expect(rowsOf(here.statusNote)["Tracker"]).toBe(`<${TRACKER_PAGE}>`);
    expect(here.statusNote).toContain("- [x] escalation tracker document");
    expect(here.wanted.filter(({ action }) => action.type === "edit-message")).toEqual([]);
    expect(here.wanted.filter(({ action }) => action.type === "write-status-note")).toHaveLength(1);
  });

  it("in the reminder of a standup (P-CAD-5)", () => {
    const here = opened();
    say(here, "cathy", "/esc standup daily 10:30 Europe/Berlin");

    here.now = Date.parse("2026-11-24T09:21:00Z");
    here.run();

    const reminder = here.wanted.find(({ key }) => key.startsWith("standup/"));
    expect(JSON.stringify(reminder)).toContain(TRACKER_PAGE);
  });

  it("and where people bring a document of their own later and take it away again, the opening message follows", () => {
    const here = opened();
    const description = here.issue.description;

    rewrite(here, `${description}\n## Links\n\n- Tracker document: ${OWN}\n`);
    here.run();
    expect(lastOf(here, "opening/1/edit")).toContain(OWN);

    rewrite(here, description);
    here.run();
    expect(lastOf(here, "opening/1/edit")).toContain(TRACKER_PAGE);
  });
});

describe("it is kept current", () => {
  it("with an update in its log at once, and only once (P-CAD-2)", () => {
    const here = opened();

    say(here, "cathy", "/esc update The fix is live.\n\nNext steps: @sam watches it until 2027-01-31");

    expect(writes(here)).toBe(2);
    expect(here.tracker?.slug).toBe("Escalations/42-Acme-Corp");
    expect(here.tracker?.entries).toEqual([
      {
        id: expect.stringMatching(/^internal-update\/\d+$/),
        at: MORNING + MINUTE,
        heading: "Tue 24 Nov 2026, 10:01 CET: Update (Cathy Summers)",
        text: expect.stringContaining("The fix is live."),
      },
    ]);

    say(here, "mona", "/esc customer-update Told them.");

    expect(writes(here)).toBe(3);
    expect(here.tracker?.entries.map(({ text }) => text)).toEqual(["Told them."]);
    expect(later(here, DAY).written).toBe(1);
    expect(here.tracker?.entries).toEqual([]);
  });

  it("with two updates in one comment as two entries", () => {
    const here = opened();

    say(here, "cathy", "/esc update Half of them run.\n/esc customer-update They know.");

    expect(here.tracker?.entries.map(({ text }) => text.trim())).toEqual(["Half of them run.", "They know."]);
  });

  it("with other changes ten seconds after the first of them, together", () => {
    const here = opened();
    const before = here.issue.description;

    rewrite(here, before.replace("- [ ] Pipelines", "- [x] Pipelines"));
    expect(later(here, MINUTE)).toMatchObject({ written: 0, recheckAt: here.now + 10 * SECOND });
    rewrite(here, before.replace("- [ ] Pipelines", "- [x] Pipelines").replace("in CET", "in PST"));
    expect(later(here, 6 * SECOND)).toMatchObject({ written: 0, recheckAt: here.now + 4 * SECOND });
    expect(later(here, 4 * SECOND).written).toBe(1);

    expect(here.tracker?.sections["exit-criteria"]).toContain("- [x] Pipelines start within 30 s");
    expect(here.tracker?.sections.asks).toContain("in PST");
    expect(later(here, MINUTE).written).toBe(0);
  });

  it("and not written where a change is taken back before that", () => {
    const here = opened();
    const before = here.issue.description;

    rewrite(here, before.replace("- [ ] Pipelines", "- [x] Pipelines"));
    later(here, MINUTE);
    rewrite(here, before);
    later(here, 5 * SECOND);

    expect(later(here, MINUTE).written).toBe(0);
  });

  it("by a look once a day, though nothing changed", () => {
    const here = opened("High", { policy: { opening_steps: opening("tracker"), working_time: { always: true } } });
    here.takeOn();
    here.run();
    const from = here.tracker?.asOf ?? 0;

    here.now = from + DAY - 1;
    expect(writesAmong(here.run().wanted)).toEqual([]);
    here.now = from + DAY;
    expect(writesAmong(here.run().wanted)).toHaveLength(1);
    expect(later(here, MINUTE).written).toBe(0);
  });

  it("after the severity has fallen", () => {
    const here = opened();

    setSeverity(here, "medium");
    later(here, 11 * SECOND);

    expect(here.tracker?.sections.summary).toContain("**Severity:** medium");
    say(here, "cathy", "/esc update Calm again.");
    expect(here.tracker?.entries.map(({ text }) => text)).toEqual(["Calm again."]);
    expect(rowsOf(here.statusNote)["Tracker"]).toBe(`<${TRACKER_PAGE}>`);
  });

  it("under the title that it was made with, whatever the customer is called by now", () => {
    const here = opened();

    rewrite(here, describedAs({ customer: "Globex", severity: ["High"] }));
    later(here, MINUTE);
    later(here, 11 * SECOND);

    expect(here.tracker?.title).toBe("Escalations/42 Acme Corp");
    expect(here.tracker?.sections.summary).toContain("**Customer:** Globex");
  });

  it("without mentioning anybody, whoever is named", () => {
    const here = opened();

    expect(here.tracker?.sections.people).toContain("DRI: Cathy Summers");
    expect(sectionsOf(here)).not.toMatch(/@[a-z]/);
  });
});

describe("a restricted customer's document (P-OPEN-7)", () => {
  it("names it neither in its title nor in what the service writes", () => {
    const here = opened("Critical", {
      title: "Ministry of Maps: nothing loads",
      description: describedAs({ customer: "Ministry of Maps", severity: ["Critical"] }),
    });
    say(here, "cathy", "/esc update They are back.");

    expect(here.tracker?.title).toBe("Escalations/42");
    expect(here.tracker?.sections.summary).toContain("**Customer:** Bluebird");
    expect(JSON.stringify(writesAmong(here.wanted))).not.toMatch(/ministry|maps/i);
  });

  it("is not linked where everybody reads, and linked in the channel and on the issue", () => {
    const here = opened("Critical", {
      description: describedAs({ customer: "Ministry of Maps", severity: ["Critical"] }),
    });

    expect(lastOf(here, "declaration/1")).not.toContain(TRACKER_PAGE);
    expect(lastOf(here, "opening/1")).toContain(TRACKER_PAGE);
    expect(rowsOf(here.statusNote)["Tracker"]).toBe(`<${TRACKER_PAGE}>`);
  });
});

describe("a wiki that cannot be written", () => {
  function refused(): Situation {
    const here = situation({ description: describedAs({ severity: ["High"] }) });
    here.broken.add("write-tracker");
    here.run();
    return here;
  }

  it("holds up nothing: channel, opening message and declaration come without its link", () => {
    const here = refused();

    expect(lastOf(here, "opening/1")).toContain('{"label":"Tracker","value":["none yet"]}');
    expect(lastOf(here, "declaration/1")).toContain('{"label":"Tracking document","value":["none yet"]}');
    expect(lastOf(here, "bookmark/1/tracker")).toBeUndefined();
    expect(here.issue.labels).toContain("severity::high");
  });

  it("is said in the status note, with the step still open", () => {
    const here = refused();

    expect(rowsOf(here.statusNote)["Tracker"]).toBe("could not be made yet");
    expect(here.statusNote).toContain("- [ ] escalation tracker document");
    expect(here.statusNote).toMatch(/keep the tracker document/);
    expect(here.wanted.filter(({ action }) => action.type === "write-status-note")).toHaveLength(1);
  });

  it("loses no update: all are in the log once it can be written, each once", () => {
    const here = refused();
    say(here, "cathy", "/esc update First.");
    say(here, "cathy", "/esc update Second.");

    here.broken.clear();
    say(here, "cathy", "/esc update Third.");

    expect(here.tracker?.entries.map(({ text }) => text)).toEqual(["First.", "Second.", "Third."]);
    expect(lastOf(here, "opening/1/edit")).toContain(TRACKER_PAGE);
    expect(lastOf(here, "declaration-edit/1")).toContain(TRACKER_PAGE);
    expect(rowsOf(here.statusNote)["Tracker"]).toBe(`<${TRACKER_PAGE}>`);
    say(here, "cathy", "/esc update Fourth.");
    expect(here.tracker?.entries.map(({ text }) => text)).toEqual(["Fourth."]);
  });

  it("is tried again the next day", () => {
    const here = refused();

    here.broken.clear();
    const { written } = later(here, DAY);

    expect(written).toBe(1);
    expect(rowsOf(here.statusNote)["Tracker"]).toBe(`<${TRACKER_PAGE}>`);
  });
});

/** The shipped steps without those that people owe and would be asked for. */
function opening(...ids: readonly string[]) {
  return situation().policy.opening_steps.filter(({ id }) => ids.includes(id));
}
