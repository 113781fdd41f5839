import { describe, expect, it } from "vitest";
import { readFields } from "../../src/escalation/fields.ts";
import {
  agreed,
  CUSTOMER,
  closeByHand,
  endLabels,
  headings,
  INTERNAL,
  notesOf,
  RESOLVE,
  reopenByHand,
  resolved,
  sequence,
  setLabel,
  takeLabelOff,
  takenOn,
} from "./closing-steps.ts";
import { describedAs, HOUR, MINUTE, type Situation, type SituationOptions, say, situation } from "./situation.ts";

/** What follows a close at critical and high, in its order (P-CLOSE-6). */
const IN_ORDER = (round: number) => [
  `closed/${round}`,
  `closed/${round}/channel`,
  "tracker",
  `sentiment-reminder/${round}/channel`,
  `archive/${round}`,
];
const REDIRECT = "/esc redirect star https://example.com/tickets/1";

/** The sequence of everything that this brings about. */
function wantedSince(here: Situation, act: () => void): string[] {
  const before = here.wanted.length;
  act();
  return sequence(here.wanted.slice(before));
}

/** Agreed, with a resolution and no wish: everything is there, and nobody has asked. */
function allThere(options: SituationOptions = {}): Situation {
  const here = takenOn(options);
  say(here, "cathy", RESOLVE);
  say(here, "cathy", "/esc resume not today");
  say(here, "cathy", CUSTOMER);
  say(here, "mona", INTERNAL);
  return here;
}

describe("what follows a close, in order and each once (P-CLOSE-6)", () => {
  it.each([
    { way: "the resolution", begin: () => agreed(), act: (here: Situation) => say(here, "cathy", RESOLVE) },
    {
      way: "the last agreement",
      begin() {
        const here = takenOn();
        say(here, "cathy", CUSTOMER);
        say(here, "cathy", RESOLVE);
        return here;
      },
      act: (here: Situation) => say(here, "mona", INTERNAL),
    },
    { way: "by hand with all there", begin: () => allThere(), act: (here: Situation) => closeByHand(here, "sam") },
    {
      way: "the override",
      begin: () => takenOn(),
      act: (here: Situation) => say(here, "mona", "/esc close-anyway they left"),
    },
  ])("$way", ({ begin, act }) => {
    const here = begin();
    const wanted = wantedSince(here, () => act(here));
    expect(here.issue.state).toBe("closed");
    expect(wanted.slice(-IN_ORDER(1).length)).toEqual(IN_ORDER(1));
    expect(here.wanted.filter(({ key }) => key.startsWith("closed/") || key.startsWith("archive/"))).toHaveLength(3);
    expect(notesOf(here, "closed")).toHaveLength(1);
    expect(notesOf(here, "sentiment")).toHaveLength(1);
    expect(here.run().wanted).toEqual([]);
  });

  it("P-SCOPE-2: a redirect has no new post and no reminder; the declaration is edited, the channel gets a last word", () => {
    const here = takenOn();
    const before = here.wanted.length;
    say(here, "cathy", REDIRECT);
    const wanted = here.wanted.slice(before);
    expect(sequence(wanted)).toEqual(["closed/1/channel", "tracker", "archive/1"]);
    const edits = wanted.filter(({ key }) => key === "declaration-edit/1");
    expect(JSON.stringify(edits.at(-1))).toContain("redirected");
    expect(endLabels(here)).toEqual(["status::redirected"]);
    expect(here.issue.state).toBe("closed");
    expect(here.run().wanted).toEqual([]);
  });

  it("without a link a redirect is refused, and says where to begin one", () => {
    const here = takenOn();
    say(here, "cathy", "/esc redirect incident");
    expect(here.issue.state).toBe("opened");
    expect(notesOf(here, "reply").at(-1)).toContain(here.policy.links.incident);
  });

  it("medium and low have no sentiment to update", () => {
    const here = takenOn({}, "Medium");
    say(here, "cathy", `${CUSTOMER}\n${INTERNAL}\n${RESOLVE}`);
    expect(sequence(here.wanted).slice(-3)).toEqual(["closed/1", "closed/1/channel", "archive/1"]);
  });

  it("the connector, where there is one, is told instead of the DRI", () => {
    const here = resolved({ sentimentSink: true });
    expect(sequence(here.wanted)).toContain("sentiment-resolved/1");
    expect(notesOf(here, "sentiment")).toEqual([]);
  });

  it("the connector's report given up is asked of the DRI, on the issue where the channel is archived already", () => {
    const here = agreed({ sentimentSink: true });
    here.broken.add("report-sentiment");
    say(here, "cathy", RESOLVE);
    expect(notesOf(here, "sentiment")).toHaveLength(1);
    const keys = sequence(here.wanted);
    expect(keys.slice(keys.indexOf("archive/1") + 1)).toEqual([]);
  });

  it("the tracker does not wait for posts that stand behind one which Slack does not take", () => {
    const here = agreed();
    const untilTaken = (effects: Situation["effects"]) =>
      effects
        .filter(({ key }) => !/^(?:archive|sentiment-reminder)/.test(key) && key !== "tracker")
        .map((effect) => {
          if (effect.key.startsWith("agree-internal/")) return { ...effect, ...waiting, error: "Slack answered 503" };
          return effect.key.startsWith("closed/") ? { ...effect, ...waiting } : effect;
        });
    const waiting = { state: "pending", result: undefined };
    say(here, "cathy", RESOLVE);
    here.effects = untilTaken(here.effects);
    const wanted = here.decide().actions.map(({ key }) => key);
    expect(wanted).toContain("tracker");
    expect(wanted).not.toContain("archive/1");
  });

  it("without Slack all of it is on GitLab", () => {
    const here = resolved({ chat: false });
    expect(here.issue.state).toBe("closed");
    expect(notesOf(here, "closed")).toHaveLength(1);
    expect(notesOf(here, "sentiment")).toHaveLength(1);
    expect(here.wanted.filter(({ lane }) => lane === "slack")).toEqual([]);
  });

  it("the channel is archived after the policy's time, and until then it can be reopened into it", () => {
    const options = { policy: { closing: { archive_channel_after: "PT48H" } } };
    const here = resolved(options);
    expect(sequence(here.wanted)).not.toContain("archive/1");
    const { recheckAt } = here.run();
    expect(recheckAt).toBeGreaterThan(here.now);
    reopenByHand(here);
    expect(here.memory.channelRound).toBe(1);
    expect(sequence(here.wanted).filter((key) => key.startsWith("channel/"))).toEqual([]);

    say(here, "cathy", CUSTOMER);
    say(here, "mona", INTERNAL);
    say(here, "cathy", RESOLVE);
    here.now += 21 * 24 * HOUR;
    here.run();
    expect(sequence(here.wanted).filter((key) => key.startsWith("archive/"))).toEqual(["archive/1"]);
  });

  it("a moment that the policy does not announce is said in the channel only", () => {
    const here = resolved({ policy: { announcements: { moments: ["declared"] } } });
    const keys = sequence(here.wanted);
    expect(keys).not.toContain("closed/1");
    expect(keys.slice(-4)).toEqual(["closed/1/channel", "tracker", "sentiment-reminder/1/channel", "archive/1"]);
  });

  it("posts that Slack refuses for good keep nothing from following", () => {
    const here = agreed();
    here.broken.add("post-message");
    say(here, "cathy", RESOLVE);
    expect(sequence(here.wanted)).toContain("archive/1");
    expect(here.run().wanted).toEqual([]);
  });
});

describe("beside the resolution in one comment", () => {
  it("a significant change is announced before the end, and a new DRI told", () => {
    const here = agreed();
    const before = here.wanted.length;
    say(here, "cathy", `/esc alert they signed again\n/esc dri @sam he follows up\n${RESOLVE}`);
    expect(here.issue.state).toBe("opened");
    say(here, "mona", RESOLVE);
    expect(here.issue.state).toBe("closed");
    expect(headings(here.wanted.slice(before))).toContain("Significant change");
    expect(notesOf(here, "handover")).toHaveLength(1);
  });

  it("a significant change is announced although the end comes at once", () => {
    const here = agreed();
    const before = here.wanted.length;
    say(here, "cathy", `/esc alert they signed again\n${RESOLVE}`);
    const said = headings(here.wanted.slice(before));
    expect(said.filter((heading) => heading === "Significant change")).toHaveLength(2);
    expect(said.indexOf("Significant change")).toBeLessThan(said.indexOf("Resolved and closed"));
  });
});

describe("what is written of the end", () => {
  it("names who agreed, on whose word, where, and when", () => {
    const here = resolved();
    const [note] = notesOf(here, "closed");
    expect(note).toContain("Resolved and closed");
    expect(note).toContain("recorded by Cathy Summers");
    expect(note).toContain("it runs since Monday");
    expect(note).toContain("We agree, recorded by Mona Okafor");
    expect(note).toContain("Outcome\\: positive");
    expect(note).toContain("Exit criteria: 0 of 1 met");
    expect(note).toMatch(/#note_\d+/);
  });

  it("P-CLOSE-8: an override lists what was missing, in plain words, on the issue and in the announcement", () => {
    const here = takenOn({}, "High", ["Platform-related"]);
    say(here, "cathy", "/esc rca requested");
    say(here, "mona", "/esc close-anyway they left");
    const [note] = notesOf(here, "closed");
    const missing = (note ?? "").split("\n").filter((line) => line.startsWith("- Missing at that time:"));
    expect(missing).toEqual([
      "- Missing at that time: the customer's agreement, our own agreement, the root cause analysis, a resolution",
    ]);
    expect(note).toContain("they left");
    const posted = here.wanted.flatMap(({ key, action }) =>
      key === "closed/1" && action.type === "post-message" ? [action.message] : [],
    );
    const field = posted[0]?.fields?.find(({ label }) => label === "Missing");
    expect(posted[0]?.heading).toContain("override");
    expect(String(field?.value)).toContain("the root cause analysis");
    expect(`${missing.join()}${field?.value}`).not.toMatch(/\]\(|\\\]|\\\\/);
  });

  it("everything said on a Service Desk issue is internal: the customer would be mailed", () => {
    const here = takenOn();
    here.issue = { ...here.issue, serviceDesk: true };
    closeByHand(here, "cathy");
    say(here, "cathy", CUSTOMER);
    say(here, "mona", INTERNAL);
    say(here, "cathy", RESOLVE);
    const notes = here.wanted.flatMap(({ key, action }) => (action.type === "post-note" ? [{ key, action }] : []));
    expect(notes.map(({ key }) => key)).toEqual(["close-refused/1/1", "closing-note/1", "sentiment-reminder/1"]);
    expect(notes.filter(({ action }) => !action.internal)).toEqual([]);
  });

  it("P-OPEN-7: of a restricted customer nobody's words leave the channel", () => {
    const description = describedAs({ customer: "Ministry of Maps", severity: ["High"] });
    for (const last of [RESOLVE, "/esc close-anyway the Ministry of Maps has left, more memory"]) {
      const here = agreed({ description, title: "Ministry of Maps: nothing runs" });
      say(here, "mona", last.replace("The runners", "The Ministry of Maps' runners"));
      expect(here.issue.state).toBe("closed");
      const outside = here.wanted.filter(({ key, stream }) => stream === "declaration" && key !== "declaration/1");
      expect(outside.map(({ key }) => key)).toContain("closed/1");
      expect(JSON.stringify(outside)).not.toMatch(/Ministry|memory|Monday|left/);
    }
  });
});

describe("on a closed one", () => {
  it("commands are refused with the way on, save `done` and `help`", () => {
    const here = resolved();
    say(here, "cathy", "/esc severity low");
    say(here, "cathy", "/esc agree internal");
    expect(notesOf(here, "reply").filter((body) => body.includes("starts a new round"))).toHaveLength(2);
    say(here, "cathy", "/esc done sentiment https://example.test/sentiment");
    say(here, "cathy", "/esc help");
    expect(notesOf(here, "reply").at(-1)).toContain("/esc redirect");
    expect(here.memory.steps["sentiment"]?.done).toMatchObject({ by: "cathy" });
    expect(here.memory.severity).toBe("high");
    expect(here.issue.state).toBe("closed");
  });

  it("people do with labels, assignees and the discussion as they like, and nothing is said in Slack", () => {
    const here = resolved();
    const notes = here.notes.length;
    const wanted = [
      ...takeLabelOff(here, "sam", "status::resolved"),
      ...takeLabelOff(here, "sam", "escalation"),
      ...setLabel(here, "sam", "severity::low"),
      ...setLabel(here, "sam", "agreement::none"),
    ];
    here.issue = { ...here.issue, assignees: [], confidential: false };
    wanted.push(...here.run().wanted);
    expect(here.notes).toHaveLength(notes);
    expect(wanted.filter(({ action }) => action.type === "edit-issue" || action.type === "post-message")).toEqual([]);
    expect(here.run().wanted).toEqual([]);
  });

  it("nothing is asked for any more, however much time passes", () => {
    const here = resolved();
    here.now += 60 * 24 * HOUR;
    expect(here.run()).toEqual({ wanted: [], recheckAt: undefined });
  });

  it("labels that ask for something are gone", () => {
    const here = takenOn({}, "High", ["Product-related"]);
    here.now += 10 * 24 * HOUR;
    here.run();
    expect(here.issue.labels).toContain("update overdue");
    say(here, "mona", "/esc close-anyway they left");
    expect(here.issue.labels.filter((label) => /^(?:needs|update)/.test(label))).toEqual([]);
  });

  it("GitLab that does not take the close is said in the status note", () => {
    const here = agreed();
    here.broken.add("edit-issue");
    say(here, "cathy", RESOLVE);
    expect(here.statusNote).toContain("close it");
  });
});

describe("a reopened one (P-CLOSE-7)", () => {
  it("is a new round: agreements void, clocks begin anew, one post, a new channel where the old one is archived", () => {
    const here = resolved();
    here.now += 30 * 24 * HOUR;
    const wanted = reopenByHand(here);

    expect(here.memory).toMatchObject({
      round: 2,
      channelRound: 2,
      closed: null,
      wish: null,
      resolution: null,
      agreements: { customer: null, internal: null },
      clocksFrom: here.now,
    });
    expect(endLabels(here)).toEqual(["agreement::none", "status::in-progress"]);
    expect(here.issue.labels).not.toContain("update overdue");
    expect(sequence(wanted).filter((key) => key.startsWith("reopened/"))).toEqual(["reopened/2", "reopened/2/channel"]);
    expect(headings(wanted)[0] === "Reopened" || headings(wanted).includes("Reopened")).toBe(true);
    expect(wanted.some(({ key }) => key === "channel/2")).toBe(true);
    expect(here.run().wanted).toEqual([]);
  });

  it("says nothing again: alerts, moves, handovers and severities of the round before", () => {
    const here = takenOn();
    say(here, "cathy", "/esc alert the workaround failed");
    say(here, "cathy", "/esc monitoring the fix is live");
    say(here, "mona", "/esc severity critical worse");
    say(here, "mona", "/esc dri @sam he knows");
    say(here, "mona", "/esc close-anyway they left");
    const wanted = reopenByHand(here);
    const said = headings(wanted);
    expect(said.filter((heading) => !/^(?:Reopened|Welcome)/.test(heading))).toEqual([]);
    expect(notesOf(here, "handover")).toHaveLength(1);
  });

  it("a promise made before does not count as broken in the new round (P-CAD-9)", () => {
    const here = agreed();
    say(here, "cathy", "/esc update The fix is live.\n\nNext steps: @sam watches it until 2026-11-30");
    say(here, "cathy", RESOLVE);
    here.now = Date.parse("2026-12-20T10:00:00Z");
    reopenByHand(here);
    expect(notesOf(here, "passed-steps")).toEqual([]);
  });

  it("refuses a close in the new round with a comment of its own, and closes again in order", () => {
    const here = takenOn();
    closeByHand(here, "cathy");
    say(here, "cathy", CUSTOMER);
    say(here, "mona", INTERNAL);
    say(here, "cathy", RESOLVE);
    reopenByHand(here);
    closeByHand(here, "mona");
    expect(here.issue.state).toBe("opened");
    expect(notesOf(here, "close-refused")).toHaveLength(2);

    say(here, "cathy", CUSTOMER);
    say(here, "mona", INTERNAL);
    const wanted = wantedSince(here, () => say(here, "cathy", RESOLVE));
    expect(here.issue.state).toBe("closed");
    expect(wanted.slice(-5)).toEqual(IN_ORDER(2));
    expect(notesOf(here, "closed")).toHaveLength(2);
  });

  it("in the middle of the sequence goes on in the same channel, and closing later archives that", () => {
    const here = agreed();
    // Slack takes the posts a while later.
    const waiting = new Set(["closed/1", "closed/1/channel"]);
    say(here, "cathy", RESOLVE);
    here.effects = here.effects
      .filter(({ key }) => !key.startsWith("archive/") && !key.startsWith("sentiment-reminder/"))
      .map((effect) => (waiting.has(effect.key) ? { ...effect, state: "pending", result: undefined } : effect));
    expect(here.decide().actions.some(({ key }) => key === "archive/1")).toBe(false);

    const wanted = reopenByHand(here);
    expect(here.memory).toMatchObject({ round: 2, channelRound: 1 });
    expect(wanted.some(({ key }) => key.startsWith("channel/") || key.startsWith("archive/"))).toBe(false);
    expect(sequence(wanted)).toContain("reopened/2/channel");

    say(here, "cathy", CUSTOMER);
    say(here, "mona", INTERNAL);
    const later = wantedSince(here, () => say(here, "cathy", RESOLVE));
    expect(later.slice(-5)).toEqual([...IN_ORDER(2).slice(0, -1), "archive/1"]);
  });

  it("a label taken off while it was closed is not said to have been put back", () => {
    const here = resolved();
    takeLabelOff(here, "sam", "status::resolved");
    reopenByHand(here);
    expect(notesOf(here, "explanation")).toEqual([]);
    expect(endLabels(here)).toEqual(["agreement::none", "status::in-progress"]);
  });

  it("P-STAT-3: the label `escalation` taken off while it was closed comes back", () => {
    const here = resolved();
    takeLabelOff(here, "sam", "escalation");
    reopenByHand(here);
    expect(here.issue.labels).toContain("escalation");
  });

  it("after an override and after a redirect as well", () => {
    for (const [who, command] of [
      ["mona", "/esc close-anyway they left"],
      ["cathy", REDIRECT],
    ] as const) {
      const here = takenOn();
      say(here, who, command);
      reopenByHand(here);
      expect(here.memory.round).toBe(2);
      expect(endLabels(here)).toEqual(["agreement::none", "status::in-progress"]);
      closeByHand(here, "cathy");
      expect(here.issue.state).toBe("opened");
    }
  });

  it("steps that were done stay done, those that were owed are owed from now", () => {
    const here = takenOn();
    say(here, "cathy", "/esc done sentiment");
    say(here, "mona", "/esc close-anyway they left");
    here.now += 30 * 24 * HOUR;
    reopenByHand(here);
    expect(here.memory.steps["sentiment"]?.done).not.toBeNull();
    expect(here.memory.steps["standup"]).toMatchObject({ since: here.now, asked: false, manager: false });
    expect(here.notes.filter((body) => body.includes("step-due"))).toEqual([]);
  });

  it("a held one closed by override had nothing in Slack, and begins again held", () => {
    const here = situation({ description: describedAs() });
    here.run();
    say(here, "mona", "/esc close-anyway opened by mistake");
    expect(here.issue.state).toBe("closed");
    expect(endLabels(here)).toEqual(["status::resolved"]);
    expect(here.issue.labels).not.toContain("needs severity");
    expect(here.wanted.filter(({ lane }) => lane === "slack")).toEqual([]);
    reopenByHand(here);
    expect(here.issue.labels).toContain("needs severity");
  });

  it("held ones begin again held", () => {
    const here = situation({ description: describedAs() });
    here.run();
    say(here, "cathy", REDIRECT);
    expect(here.issue.state).toBe("closed");
    reopenByHand(here);
    expect(here.issue.labels).toContain("needs severity");
    here.issue = { ...here.issue, description: describedAs({ severity: ["High"] }) };
    here.now += MINUTE;
    here.run();
    expect(here.memory.severity).toBe("high");
    expect(headings(here.wanted).filter((heading) => heading === "New escalation")).toHaveLength(1);
    expect(readFields(here.issue.description).exitCriteria).toHaveLength(1);
  });
});
