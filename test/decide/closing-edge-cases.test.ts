import { describe, expect, it } from "vitest";
import {
  describedAs,
  HOUR,
  MINUTE,
  member,
  type Situation,
  type SituationOptions,
  say,
  situation,
} from "./situation.ts";

const RESOLUTION = "/esc resolve Outcome: positive. Exit criteria: met. More memory for the runners.";

function opened(options: SituationOptions = {}): Situation {
  const here = situation({ description: describedAs({ severity: ["High"] }), ...options });
  here.run();
  here.takeOn();
  here.run();
  return here;
}

function closeByHand(here: Situation): void {
  here.now += MINUTE;
  here.issue = { ...here.issue, state: "closed", closedBy: member("cathy"), closedAt: here.now };
  here.run();
}

function reopen(here: Situation): void {
  here.now += HOUR;
  const { closedAt: _at, closedBy: _by, ...issue } = here.issue;
  here.issue = { ...issue, state: "opened" };
  here.run();
}

function agree(here: Situation): void {
  say(here, "cathy", '/esc agree customer "it runs"');
  say(here, "mona", "/esc agree internal");
}

/** Several comments that the service hears of at once, much later. */
function heardLate(here: Situation, comments: readonly (readonly [who: string, body: string])[]): void {
  const said = here.now;
  here.now += 48 * HOUR;
  here.history = {
    labels: [],
    comments: comments.map(([who, body], index) => ({
      ...{ id: 9_000 + index, author: member(who), body, internal: false },
      createdAt: said + (index + 1) * MINUTE,
    })),
  };
  here.run();
}

const rcaIssues = (here: Situation) => here.wanted.filter(({ action }) => action.type === "open-rca");

describe("what was said while the service was away", () => {
  it("has its own time, which an auditor reads (P-CLOSE-1)", () => {
    const here = opened();
    heardLate(here, [["cathy", '/esc agree customer "it runs"']]);

    expect(here.memory.agreements.customer?.at).toBe(here.now - 48 * HOUR + MINUTE);
  });

  it("a pause that is over by then has held the clock up to its end (P-CAD-8)", () => {
    const here = opened();
    heardLate(here, [["cathy", "/esc pause until 2026-11-25 closed until then"]]);

    expect(here.memory.pause).toBeNull();
    expect(here.memory.pauseEndedAt).toBe(Date.parse("2026-11-25T23:00:00Z") - 1);
    expect(here.notes.filter((note) => /escalations:(?:reply|overdue) /.test(note))).toEqual([]);
  });

  it("resume takes back the newest of pause, monitoring and the wish to close, also within one comment (P-CAD-8)", () => {
    const here = opened();
    heardLate(here, [
      ["cathy", "/esc pause until 2026-12-24 closed until then\n/esc monitoring watching it\n/esc resume not yet"],
    ]);
    expect(here.memory.baseStatus).toBe("in-progress");
    expect(here.memory.pause).not.toBeNull();

    say(here, "cathy", RESOLUTION);
    say(here, "cathy", "/esc resume not yet");
    expect(here.memory.wish).toBeNull();
    expect(here.memory.pause).not.toBeNull();
  });
});

describe("a root cause analysis (P-CLOSE-4)", () => {
  const platform = { description: describedAs({ severity: ["High"], nature: ["Platform-related"] }) };

  it("asked for again after it was delivered is another one, and is waited for", () => {
    const here = opened(platform);
    say(here, "cathy", "/esc rca requested");
    say(here, "cathy", "/esc rca delivered https://example.com/rca.pdf");
    expect(here.issue.labels).toContain("rca::delivered");

    say(here, "cathy", "/esc rca requested");

    expect(here.issue.labels).toContain("rca::requested");
    expect(rcaIssues(here)).toHaveLength(2);
  });

  it("that was delivered belongs to the round that is over", () => {
    const here = opened(platform);
    say(here, "cathy", "/esc rca requested");
    say(here, "cathy", "/esc rca delivered https://example.com/rca.pdf");
    agree(here);
    say(here, "cathy", RESOLUTION);
    expect(here.issue.state).toBe("closed");

    reopen(here);

    expect(here.memory.rca).toBeNull();
    expect(here.statusNote).not.toContain("root cause analysis is delivered");
  });

  it("is as confidential as the escalation, whatever the policy says (P-OPEN-7)", () => {
    const here = opened({ ...platform, policy: { confidential: false } });
    say(here, "cathy", "/esc rca requested");

    expect(rcaIssues(here)[0]?.action).toMatchObject({ confidential: true });
  });
});

describe("an end too early", () => {
  it("of a held one is answered with the one thing that can be done (P-SEV-2)", () => {
    const here = situation({ description: describedAs() });
    here.run();
    closeByHand(here);

    expect(here.issue.state).toBe("opened");
    expect(here.notes.at(-1)).toContain("/esc severity high");
    expect(here.notes.at(-1)).not.toContain("agree customer");
    expect(here.statusNote).toContain("Way to closing");
  });

  it("one person for both sides after a raise is shown as one side only (P-CLOSE-2)", () => {
    const here = opened({ description: describedAs({ severity: ["Medium"] }) });
    say(here, "cathy", '/esc agree customer "it runs"');
    say(here, "cathy", "/esc agree internal");
    expect(here.issue.labels).toContain("agreement::both");

    say(here, "mona", "/esc severity critical worse");

    expect(here.issue.labels).toContain("agreement::customer");
  });
});

describe("a new round", () => {
  it("asks for no next steps of the last one (P-CAD-9)", () => {
    const here = opened();
    say(here, "cathy", "/esc update Next steps: @sam tests it by 2026-11-26");
    agree(here);
    say(here, "cathy", RESOLUTION);
    here.now += 10 * 24 * HOUR;
    const before = here.notes.length;

    reopen(here);

    expect(here.notes.slice(before).filter((note) => note.includes("passed"))).toEqual([]);
  });

  it("of one that never had a severity is announced as new, and not as reopened", () => {
    const here = situation({ description: describedAs() });
    here.run();
    say(here, "cathy", "/esc redirect star https://example.com/tickets/1");
    reopen(here);
    say(here, "cathy", "/esc severity high");

    const said = here.wanted.map(({ key }) => key);
    expect(said).toContain("declaration/1");
    expect(said.filter((key) => key.startsWith("reopened/"))).toEqual([]);
  });
});

describe("the tracker's resolution", () => {
  it("keeps its evidence, whatever the text leaves open", () => {
    const here = opened();
    agree(here);
    say(here, "cathy", `${RESOLUTION}\n\`\`\`\nlog`);

    const text = here.tracker?.sections.resolution ?? "";
    expect(text.slice(0, text.indexOf("The customer agrees")).match(/```/g)).toHaveLength(2);
  });
});

describe("heard of together", () => {
  it("a close by hand and the word that takes it back leave it in progress (P-STAT-1, P-CAD-8)", () => {
    const here = opened();
    const closedAt = here.now + MINUTE / 2;
    here.issue = { ...here.issue, state: "closed", closedBy: member("cathy"), closedAt };
    heardLate(here, [["cathy", "/esc resume it fails again"]]);

    expect(here.issue.state).toBe("opened");
    expect(here.issue.labels).toContain("status::in-progress");
    expect(here.memory.wish).toBeNull();
    expect(here.notes.filter((note) => /escalations:(?:reply|close-refused)/.test(note))).toEqual([]);
  });

  it("a close that came after the word is refused as ever (P-CLOSE-5)", () => {
    const here = opened();
    const closedAt = here.now + HOUR;
    here.issue = { ...here.issue, state: "closed", closedBy: member("cathy"), closedAt };
    heardLate(here, [["cathy", "/esc resume it fails again"]]);

    expect(here.issue.labels).toContain("status::awaiting-agreement");
  });
});

describe("one comment with several commands", () => {
  it("is answered with what is missing after all of them (P-CLOSE-3)", () => {
    const here = opened();
    say(here, "cathy", `${RESOLUTION}\n/esc agree customer "it runs"`);
    expect(here.notes.at(-1)).toContain("our own agreement");
    expect(here.notes.at(-1)).not.toContain("the customer's agreement");

    const other = opened();
    say(other, "mona", "/esc agree internal");
    say(other, "cathy", `${RESOLUTION}\n/esc agree customer "it runs"`);
    expect(other.issue.state).toBe("closed");
    expect(other.notes.filter((note) => note.includes("escalations:reply"))).toEqual([]);
  });

  it("promises no pause that the next one ends (P-CAD-8)", () => {
    const here = opened();
    say(here, "cathy", "/esc pause until 2026-12-24 closed until then\n/esc severity critical worse");

    expect(here.memory.pause).toBeNull();
    expect(here.notes.filter((note) => note.includes("escalations:reply"))).toEqual([]);
  });

  it("tells of a new DRI whom the closing one names, and asks nothing of them (P-DRI-7)", () => {
    const here = opened();
    agree(here);
    say(here, "mona", `${RESOLUTION}\n/esc dri @sam he follows up`);
    expect(here.issue.state).toBe("closed");
    expect(here.issue.assignees).toMatchObject([{ username: "sam" }]);

    const told = here.notes.filter((note) => note.includes("escalations:handover"));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("@sam is the DRI now, after @cathy");
    expect(told[0]).not.toContain("/esc accept");
    expect(here.wanted.filter(({ key }) => key.startsWith("handover/"))).toHaveLength(2);
  });
});
