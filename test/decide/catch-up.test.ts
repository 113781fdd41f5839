import { describe, expect, it } from "vitest";
import type { AssigneeChange, LabelChange, Note } from "../../src/escalation/issue.ts";
import { describedAs, MINUTE, member, type Situation, situation } from "./situation.ts";

/** A medium support escalation: Support (olga) is the DRI by the rules; CSM (cathy) from high on. */
function opened(policy: unknown = {}): Situation {
  const here = situation({ description: describedAs({ severity: ["Medium"], origin: ["Support ticket"] }), policy });
  here.run();
  expect(here.memory.dri?.username).toBe("olga");
  here.now += MINUTE;
  return here;
}

type Deed =
  | { by: string; label: string }
  | { by: string; unlabel: string }
  | { by: string; assign: string }
  | { by: string; say: string };

let lastNote = 5000;

/** People do this, a second apart, and the service hears of it only afterwards; GitLab shows what is left of it. */
function unheard(here: Situation, deeds: readonly Deed[]): void {
  const labels: LabelChange[] = [];
  const assignments: AssigneeChange[] = [];
  const comments: Note[] = [];
  for (const [index, deed] of deeds.entries()) {
    const at = here.issue.updatedAt + (index + 1) * 1000;
    const by = member(deed.by);
    if ("label" in deed) {
      const scope = deed.label.split("::")[0];
      const before = here.issue.labels.filter((label) => label.startsWith(`${scope}::`));
      labels.push({ at, by, label: deed.label, added: true });
      for (const label of before) labels.push({ at, by, label, added: false });
      here.issue = { ...here.issue, labels: [...here.issue.labels.filter((one) => !before.includes(one)), deed.label] };
    } else if ("unlabel" in deed) {
      labels.push({ at, by, label: deed.unlabel, added: false });
      here.issue = { ...here.issue, labels: here.issue.labels.filter((one) => one !== deed.unlabel) };
    } else if ("assign" in deed) {
      const unassigned = here.issue.assignees.map(({ username }) => username);
      assignments.push({ at, by, assigned: [deed.assign], unassigned });
      here.issue = { ...here.issue, assignees: [member(deed.assign)] };
    } else {
      lastNote += 1;
      comments.push({ id: lastNote, body: deed.say, author: by, createdAt: at, internal: false });
    }
  }
  here.history = { labels, assignments, comments };
  here.issue = { ...here.issue, updatedAt: here.issue.updatedAt + (deeds.length + 1) * 1000 };
}

/** The same, heard of one by one. */
function heard(here: Situation, deeds: readonly Deed[]): void {
  for (const deed of deeds) {
    unheard(here, [deed]);
    here.run();
    here.now += 1000;
  }
}

function endOf({ issue, memory }: Situation): unknown {
  return {
    labels: [...issue.labels].sort(),
    assignees: issue.assignees.map(({ username }) => username),
    dri: memory.dri?.username,
    takenOn: memory.accepted?.id === memory.dri?.id,
    severity: memory.severity,
    status: memory.status,
    announced: memory.announced?.to,
  };
}

describe("what people did unheard ends where it would have ended heard", () => {
  it.each<{ rule: string; deeds: Deed[]; dri: string }>([
    {
      rule: "P-DRI-8: a person chosen by hand after the change of role stays",
      deeds: [
        { by: "mona", label: "severity::critical" },
        { by: "mona", assign: "sam" },
      ],
      dri: "sam",
    },
    {
      rule: "P-DRI-8: one chosen by hand before it does not",
      deeds: [
        { by: "mona", assign: "sam" },
        { by: "mona", label: "severity::critical" },
      ],
      dri: "cathy",
    },
    {
      rule: "P-DRI-8: not even where the role changed back since",
      deeds: [
        { by: "mona", assign: "sam" },
        { by: "mona", label: "severity::critical" },
        { by: "mona", label: "severity::medium" },
      ],
      dri: "olga",
    },
    {
      rule: "P-SEV-2: a severity set and taken off again is the last one, and put back",
      deeds: [
        { by: "mona", label: "severity::critical" },
        { by: "mona", unlabel: "severity::critical" },
      ],
      dri: "cathy",
    },
    {
      rule: "a command is overtaken by a label set after it",
      deeds: [
        { by: "mona", say: "/esc severity critical" },
        { by: "adam", label: "severity::low" },
      ],
      dri: "olga",
    },
    {
      rule: "and a label by a command given after it",
      deeds: [
        { by: "adam", label: "severity::low" },
        { by: "mona", say: "/esc severity critical" },
      ],
      dri: "cathy",
    },
    {
      rule: "P-DRI-11: who became DRI meanwhile can take it on",
      deeds: [
        { by: "mona", label: "severity::critical" },
        { by: "cathy", say: "/esc accept" },
      ],
      dri: "cathy",
    },
    {
      rule: "P-DRI-11: who assigns themselves has taken it on",
      deeds: [{ by: "sam", assign: "sam" }],
      dri: "sam",
    },
    {
      rule: "P-STAT-1: taken on once, it is in progress whoever has it since",
      deeds: [
        { by: "sam", assign: "sam" },
        { by: "cathy", label: "origin::professional-services" },
      ],
      dri: "petra",
    },
    {
      rule: "P-DRI-11: whoever becomes the DRI again takes it on again",
      deeds: [
        { by: "olga", say: "/esc accept" },
        { by: "mona", say: "/esc dri @sam" },
        { by: "mona", say: "/esc dri @olga" },
      ],
      dri: "olga",
    },
    {
      rule: "P-DRI-11: assigning oneself though one is the DRI already shows nothing new",
      deeds: [
        { by: "mona", say: "/esc dri @sam" },
        { by: "sam", assign: "sam" },
      ],
      dri: "sam",
    },
    {
      rule: "P-DRI-7: an assignment after a handover by command counts",
      deeds: [
        { by: "mona", say: "/esc dri @sam" },
        { by: "mona", assign: "cathy" },
        { by: "mona", label: "origin::account" },
      ],
      dri: "cathy",
    },
  ])("$rule", ({ deeds, dri }) => {
    const late = opened();
    const live = opened();

    unheard(late, deeds);
    late.run();
    heard(live, deeds);

    expect(late.memory.dri?.username).toBe(dri);
    expect(endOf(late)).toEqual(endOf(live));
    expect(late.run().wanted).toEqual([]);
  });

  it("P-SEV-4: a flip back leaves no announcement where nobody heard of it", () => {
    const here = opened();

    unheard(here, [
      { by: "mona", label: "severity::critical" },
      { by: "mona", label: "severity::medium" },
    ]);
    const { wanted } = here.run();

    expect(wanted.filter(({ key }) => key.startsWith("severity-changed"))).toEqual([]);
  });

  it("P-SEE-3: the timeline names who did it", () => {
    const here = opened();

    unheard(here, [{ by: "mona", label: "severity::critical" }]);

    expect(here.decide().timeline).toContainEqual(
      expect.objectContaining({ who: "mona", what: "severity changed from medium to critical" }),
    );
  });

  it("a change that left no trace in the history counts as GitLab shows it", () => {
    const here = opened();

    here.history = { labels: [], assignments: [] };
    here.issue = {
      ...here.issue,
      labels: [...here.issue.labels.filter((label) => !label.startsWith("severity::")), "severity::critical"],
      assignees: [member("sam")],
      updatedAt: here.issue.updatedAt + 5000,
    };
    here.run();

    expect(here.memory.severity).toBe("critical");
    expect(here.memory.dri?.username).toBe("sam");
  });
});

describe("a handover is told once, from the last one people knew of (P-DRI-7)", () => {
  it("whatever happened in between", () => {
    const here = opened();

    unheard(here, [
      { by: "mona", label: "severity::critical" },
      { by: "mona", assign: "sam" },
    ]);
    here.run();

    const told = here.notes.filter((note) => note.includes("escalations:handover"));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("@sam is the DRI now, after @olga");
  });

  it("and not at all where it came back", () => {
    const here = opened();

    unheard(here, [
      { by: "mona", label: "severity::critical" },
      { by: "mona", label: "severity::medium" },
    ]);
    here.run();

    expect(here.notes).toEqual([]);
  });
});
