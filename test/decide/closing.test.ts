import { describe, expect, it } from "vitest";
import {
  agreed,
  CUSTOMER,
  closeByHand,
  endLabels,
  headings,
  INTERNAL,
  listedCommands,
  notesOf,
  RESOLVE,
  setLabel,
  takeLabelOff,
  takenOn,
} from "./closing-steps.ts";
import { describedAs, type Situation, say, situation } from "./situation.ts";

const lastReply = (here: Situation) => notesOf(here, "reply").at(-1) ?? "";
const ASK_CUSTOMER = "/esc agree customer <link, or the customer's words in quotes>";
const ASK_INTERNAL = "/esc agree internal";
const ASK_RESOLUTION = "/esc resolve <text>";
const ASK_RCA = "/esc rca delivered <link>";

describe("who may agree (P-CLOSE-2)", () => {
  it.each([
    { who: "cathy", as: "the DRI" },
    { who: "mona", as: "the CSM manager" },
    { who: "gina", as: "the Product DRI" },
  ])("for us $as may", ({ who }) => {
    const here = takenOn();
    say(here, "sam", "/esc product-dri @gina");
    say(here, who, INTERNAL);
    expect(here.memory.agreements.internal?.by).toBe(who);
  });

  it.each(["sam", "lena", "adam"])("for us %s, who is none of them, may not, and hears who may", (who) => {
    const here = takenOn();
    say(here, who, INTERNAL);
    expect(here.memory.agreements.internal).toBeNull();
    expect(lastReply(here)).toContain("the DRI, the CSM manager or the Product DRI");
  });

  it("is what the policy says", () => {
    const here = takenOn({ policy: { closing: { internal_by: ["product_dri"] } } });
    say(here, "mona", INTERNAL);
    expect(lastReply(here)).toContain("comes from the Product DRI, but not the one who records the customer's.");
    say(here, "mona", "/esc product-dri @gina");
    say(here, "gina", INTERNAL);
    expect(here.memory.agreements.internal?.by).toBe("gina");
  });

  it("for the customer any member may record it, with evidence; what is no evidence is refused", () => {
    const here = takenOn();
    say(here, "sam", "/esc agree customer they are happy");
    expect(here.memory.agreements.customer).toBeNull();
    expect(lastReply(here)).toContain("evidence is missing");
    say(here, "sam", "/esc agree customer\n\n> it runs, thank you");
    expect(here.memory.agreements.customer).toMatchObject({ by: "sam" });
  });

  it("is nobody with less than the least access level", () => {
    const here = takenOn();
    say(here, "gus", CUSTOMER);
    expect(here.memory.agreements.customer).toBeNull();
  });
});

describe("two people (P-CLOSE-2)", () => {
  it.each(["Critical", "High"])("%s: one person cannot give both sides, in either order", (severity) => {
    const first = takenOn({}, severity);
    say(first, "cathy", `${CUSTOMER}\n${INTERNAL}`);
    expect(endLabels(first)).toContain("agreement::customer");
    expect(lastReply(first)).toContain("somebody else");

    const second = takenOn({}, severity);
    say(second, "cathy", INTERNAL);
    say(second, "cathy", CUSTOMER);
    expect(endLabels(second)).toContain("agreement::internal");
    expect(lastReply(second)).toContain("two people");
  });

  it.each(["Medium", "Low"])("%s: one person may", (severity) => {
    const here = takenOn({}, severity);
    say(here, "cathy", `${CUSTOMER}\n${INTERNAL}`);
    expect(endLabels(here)).toContain("agreement::both");
  });

  it("one person's both sides are one too few once it is raised: label, status note and comment say so", () => {
    const here = takenOn({}, "Medium");
    say(here, "cathy", `${CUSTOMER}\n${INTERNAL}`);
    say(here, "mona", "/esc severity high it spreads");

    expect(endLabels(here)).toEqual(["agreement::customer", "status::in-progress"]);
    expect(here.statusNote).toContain(
      "- [ ] Our own agreement, by the DRI, the CSM manager or the Product DRI, but not Cathy",
    );
    closeByHand(here, "cathy");
    expect(here.issue.state).toBe("opened");
    expect(listedCommands(notesOf(here, "close-refused")[0])).toEqual([ASK_INTERNAL, ASK_RESOLUTION]);

    say(here, "mona", INTERNAL);
    say(here, "cathy", RESOLVE);
    expect(here.issue.state).toBe("closed");
  });

  it("raised in the very moment in which it would close, it stays open", () => {
    const here = takenOn({}, "Medium");
    say(here, "cathy", `${CUSTOMER}\n${INTERNAL}`);
    say(here, "cathy", `/esc severity critical\n${RESOLVE}`);
    expect(here.issue.state).toBe("opened");
    expect(endLabels(here)).toContain("status::awaiting-agreement");
  });

  it("the policy may want one", () => {
    const here = takenOn({ policy: { closing: { two_people: [] } } });
    say(here, "cathy", `${CUSTOMER}\n${INTERNAL}\n${RESOLVE}`);
    expect(here.issue.state).toBe("closed");
  });
});

describe("taking an agreement back (P-CLOSE-2)", () => {
  it("makes it missing again, and is told in the channel with the reason", () => {
    const here = agreed();
    say(here, "sam", "/esc disagree customer it came back this morning");
    expect(endLabels(here)).toEqual(["agreement::internal", "status::in-progress"]);
    expect(headings(here.wanted)).toContain("The customer's agreement is taken back");
    say(here, "cathy", RESOLVE);
    expect(here.issue.state).toBe("opened");
    expect(listedCommands(lastReply(here))).toEqual([ASK_CUSTOMER]);
  });

  it("that is not there, or without a reason, is refused", () => {
    const here = takenOn();
    say(here, "cathy", "/esc disagree internal because");
    expect(lastReply(here)).toContain("no agreement of our own to take back");
    say(here, "cathy", INTERNAL);
    say(here, "cathy", "/esc disagree internal");
    expect(here.memory.agreements.internal).not.toBeNull();
  });

  it("in the same comment as the resolution, after it, keeps it open", () => {
    const here = agreed();
    say(here, "cathy", `${RESOLVE}\n\n/esc disagree customer no, wait`);
    expect(here.issue.state).toBe("opened");
    expect(endLabels(here)).toEqual(["agreement::internal", "status::awaiting-agreement"]);
    expect(headings(here.wanted)).not.toContain("Resolved and closed");
  });

  it("comes too late once it is closed, which is said", () => {
    const here = agreed();
    say(here, "cathy", RESOLVE);
    say(here, "sam", "/esc disagree customer no, wait");
    expect(here.issue.state).toBe("closed");
    expect(lastReply(here)).toContain("reopen the issue");
  });
});

describe("the resolution (P-CLOSE-3)", () => {
  it.each([
    { text: "Outcome: positive. Exit criteria: met. The runners were given more memory.", asked: [] },
    { text: "The runners were given more memory.", asked: ["the outcome", "exit criteria"] },
    { text: "Outcome: negative, they cancelled the contract.", asked: ["exit criteria", "what was done"] },
    { text: "Exit criteria met.", asked: ["the outcome", "what was done"] },
  ])("$text: asks for $asked, and holds nothing up", ({ text, asked }) => {
    const here = agreed();
    say(here, "cathy", `/esc resolve ${text}`);
    expect(here.issue.state).toBe("closed");
    const replies = notesOf(here, "reply");
    expect(replies).toHaveLength(asked.length === 0 ? 0 : 1);
    for (const answer of asked) expect(replies[0]).toContain(answer);
  });

  it("is for the DRI or the CSM manager", () => {
    const here = agreed();
    say(here, "sam", RESOLVE);
    expect(here.memory.resolution).toBeNull();
    expect(here.issue.state).toBe("opened");
  });

  it("can be written again, and the last one counts", () => {
    const here = takenOn();
    say(here, "cathy", RESOLVE);
    say(here, "mona", "/esc resolve Outcome: negative. They left.");
    expect(here.memory.resolution).toMatchObject({ by: "mona", outcome: "negative" });
  });
});

describe("closed by hand while something is missing (P-CLOSE-5)", () => {
  it("is opened again by one edit that also says awaiting-agreement, and one comment says exactly what is missing", () => {
    const here = takenOn();
    const wanted = closeByHand(here, "cathy");

    expect(here.issue.state).toBe("opened");
    expect(endLabels(here)).toEqual(["agreement::none", "status::awaiting-agreement"]);
    expect(wanted.filter(({ action }) => action.type === "edit-issue")).toHaveLength(1);
    const [comment, ...others] = notesOf(here, "close-refused");
    expect(others).toEqual([]);
    expect(comment).toContain("@cathy");
    expect(listedCommands(comment)).toEqual([ASK_CUSTOMER, ASK_INTERNAL, ASK_RESOLUTION]);
    expect(headings(wanted)).toEqual(["Not closed yet"]);
  });

  it("counts attempts: each closing has its own comment, another look has none", () => {
    const here = takenOn();
    closeByHand(here, "cathy");
    here.run();
    expect(notesOf(here, "close-refused")).toHaveLength(1);
    closeByHand(here, "mona");
    expect(notesOf(here, "close-refused")).toHaveLength(2);
    expect(notesOf(here, "close-refused")[1]).toContain("@mona");
  });

  it("by somebody who is no member is explained without a mention", () => {
    const here = takenOn();
    here.issue = { ...here.issue, state: "closed", closedBy: { id: 999, username: "outsider", name: "O" } };
    here.run();
    expect(notesOf(here, "close-refused")[0]).not.toContain("@outsider");
  });

  it("is not explained where GitLab does not open it again", () => {
    const here = takenOn();
    here.broken.add("edit-issue");
    closeByHand(here, "cathy");
    here.run();
    expect(notesOf(here, "close-refused")).toEqual([]);
  });

  it("closes with the last missing thing, whoever brings it, in the name of who asked", () => {
    const here = takenOn();
    say(here, "cathy", RESOLVE);
    say(here, "cathy", "/esc resume not today");
    closeByHand(here, "sam");
    say(here, "cathy", CUSTOMER);
    expect(here.issue.state).toBe("opened");
    say(here, "mona", INTERNAL);
    expect(here.issue.state).toBe("closed");
    expect(endLabels(here)).toEqual(["agreement::both", "status::resolved"]);
    expect(here.memory.closed).toMatchObject({ as: "resolved", by: "sam" });
  });

  it("with everything there stays closed", () => {
    const here = agreed();
    say(here, "sam", "/esc disagree customer a moment");
    say(here, "cathy", RESOLVE);
    say(here, "cathy", "/esc resume not today");
    say(here, "cathy", CUSTOMER);
    expect(here.issue.state).toBe("opened");

    closeByHand(here, "sam");
    expect(here.issue.state).toBe("closed");
    expect(notesOf(here, "close-refused")).toEqual([]);
    expect(endLabels(here)).toEqual(["agreement::both", "status::resolved"]);
  });

  it("is told only of what the policy requires", () => {
    const here = takenOn({ policy: { closing: { require: ["resolution", "internal_agreement"] } } });
    closeByHand(here, "cathy");
    expect(listedCommands(notesOf(here, "close-refused")[0])).toEqual([ASK_INTERNAL, ASK_RESOLUTION]);
    const free = takenOn({ policy: { closing: { require: [] } } });
    closeByHand(free, "cathy");
    expect(free.issue.state).toBe("closed");
  });

  it("held for its severity is opened again too, and the severity comes first of what is missing", () => {
    const here = situation({ description: describedAs() });
    here.run();
    closeByHand(here, "cathy");
    expect(here.issue.state).toBe("opened");
    const [comment] = notesOf(here, "close-refused");
    expect(listedCommands(comment)[0]).toBe("/esc severity critical|high|medium|low");
    expect(comment).toContain("/esc redirect");
  });

  it("names no command of the override where the policy gives it to nobody", () => {
    const here = takenOn({ policy: { closing: { override_by: [] } } });
    closeByHand(here, "cathy");
    expect(notesOf(here, "close-refused")[0]).not.toContain("close-anyway");
    say(here, "mona", "/esc close-anyway they left");
    expect(here.issue.state).toBe("opened");
    expect(lastReply(here)).toContain("nobody");
  });

  it("labels that went with the close come back without a second comment", () => {
    const here = takenOn();
    // A board takes off what has a list of its own.
    here.issue = {
      ...here.issue,
      labels: here.issue.labels.filter((label) => !/^(?:severity|status)::/.test(label)),
    };
    closeByHand(here, "cathy");
    expect(here.issue.labels).toContain("severity::high");
    expect(endLabels(here)).toContain("status::awaiting-agreement");
    expect(here.notes).toHaveLength(1);
    expect(notesOf(here, "close-refused")).toHaveLength(1);
  });
});

describe("the wish to close (P-STAT-1)", () => {
  it("is taken back by `/esc resume`, and what was agreed stays", () => {
    const here = takenOn();
    say(here, "cathy", CUSTOMER);
    say(here, "cathy", RESOLVE);
    expect(endLabels(here)).toContain("status::awaiting-agreement");
    say(here, "cathy", "/esc resume not yet");
    expect(endLabels(here)).toEqual(["agreement::customer", "status::in-progress"]);
    say(here, "mona", INTERNAL);
    expect(here.issue.state).toBe("opened");
  });

  it("is the newest of wish, monitoring and pause, each taken back in its turn", () => {
    const here = takenOn();
    say(here, "cathy", "/esc pause until 2026-12-24 closed");
    say(here, "cathy", "/esc monitoring the fix is live");
    say(here, "cathy", RESOLVE);
    say(here, "cathy", "/esc resume one");
    expect(endLabels(here)).toContain("status::monitoring");
    say(here, "cathy", "/esc resume two");
    expect(endLabels(here)).toContain("status::in-progress");
    expect(here.memory.pause).not.toBeNull();
    say(here, "cathy", "/esc resume three");
    expect(here.memory.pause).toBeNull();
    say(here, "cathy", "/esc resume four");
    expect(lastReply(here)).toContain("nothing to resume");
  });

  it("older than the monitoring goes second", () => {
    const here = takenOn();
    say(here, "cathy", RESOLVE);
    say(here, "cathy", "/esc monitoring the fix is live");
    expect(endLabels(here)).toContain("status::awaiting-agreement");
    say(here, "cathy", "/esc resume one");
    expect(here.memory.baseStatus).toBe("in-progress");
    expect(endLabels(here)).toContain("status::awaiting-agreement");
    say(here, "cathy", "/esc resume two");
    expect(endLabels(here)).toContain("status::in-progress");
  });

  it("P-STAT-2: `status::in-progress` by the DRI takes it back; by somebody else the label is put back", () => {
    const here = takenOn();
    closeByHand(here, "cathy");
    setLabel(here, "sam", "status::in-progress");
    expect(endLabels(here)).toContain("status::awaiting-agreement");
    expect(notesOf(here, "explanation")).toHaveLength(1);
    setLabel(here, "cathy", "status::in-progress");
    expect(endLabels(here)).toContain("status::in-progress");
    expect(here.memory.wish).toBeNull();
    expect(notesOf(here, "explanation")).toHaveLength(1);
  });

  it("by closing and opening again before anybody looked is none", () => {
    const here = takenOn();
    here.issue = { ...here.issue, updatedAt: here.now };
    expect(here.run().wanted).toEqual([]);
    expect(here.memory.wish).toBeNull();
  });
});

describe("labels of agreement and analysis (P-STAT-2)", () => {
  it.each(["agreement::both", "agreement::none", "rca::delivered", "status::resolved", "status::redirected"])(
    "%s set by hand agrees to nothing and is put back",
    (label) => {
      const here = takenOn();
      setLabel(here, "mona", label);
      expect(endLabels(here)).toEqual(["status::in-progress"]);
      expect(notesOf(here, "explanation")).toHaveLength(1);
      expect(here.memory.agreements).toEqual({ customer: null, internal: null });
    },
  );

  it("taken off, they come back", () => {
    const here = agreed();
    takeLabelOff(here, "mona", "agreement::both");
    expect(endLabels(here)).toContain("agreement::both");
    expect(notesOf(here, "explanation")).toHaveLength(1);
  });

  it("none of them stands before somebody begins to close it", () => {
    expect(endLabels(takenOn())).toEqual(["status::in-progress"]);
  });
});

describe("the root cause analysis (P-CLOSE-4)", () => {
  const rcaIssues = (here: Situation) => here.wanted.filter(({ action }) => action.type === "open-rca");

  it("asked for and platform-related is opened once and waited for", () => {
    const here = agreed({}, "High", ["Platform-related"]);
    say(here, "cathy", "/esc rca requested");
    say(here, "sam", "/esc rca requested");
    expect(rcaIssues(here)).toHaveLength(1);
    say(here, "cathy", RESOLVE);
    expect(here.issue.state).toBe("opened");
    expect(listedCommands(lastReply(here))).toEqual([ASK_RCA]);
    expect(lastReply(here)).toContain("[\\#43](https://gitlab.example.test/customer-success/escalations/-/issues/43)");
    say(here, "sam", "/esc rca delivered");
    expect(here.issue.state).toBe("opened");
    say(here, "sam", "/esc rca delivered https://example.test/rca");
    expect(here.issue.state).toBe("closed");
    expect(endLabels(here)).toContain("rca::delivered");
  });

  it("not platform-related is recorded, and waited for once it becomes so", () => {
    const here = takenOn();
    say(here, "cathy", "/esc rca requested");
    expect(rcaIssues(here)).toEqual([]);
    expect(lastReply(here)).toContain("not platform-related");
    expect(endLabels(here)).toContain("rca::requested");
    setLabel(here, "sam", "platform-related");
    expect(rcaIssues(here)).toHaveLength(1);
    closeByHand(here, "cathy");
    expect(listedCommands(notesOf(here, "close-refused")[0])).toContain(ASK_RCA);
  });

  it("not needed after all holds up nothing", () => {
    const here = agreed({}, "High", ["Platform-related"]);
    say(here, "cathy", `/esc rca requested\n${RESOLVE}`);
    expect(here.issue.state).toBe("opened");
    say(here, "sam", "/esc rca not-needed");
    expect(here.issue.state).toBe("closed");
    expect(endLabels(here)).toEqual(["agreement::both", "status::resolved"]);
  });

  it("is not waited for where the policy does not require it", () => {
    const here = takenOn({ policy: { closing: { require: ["rca"] } } }, "High", ["Platform-related"]);
    closeByHand(here, "cathy");
    expect(here.issue.state).toBe("closed");
    const other = takenOn({ policy: { closing: { require: ["resolution"] } } }, "High", ["Platform-related"]);
    say(other, "cathy", `/esc rca requested\n${RESOLVE}`);
    expect(other.issue.state).toBe("closed");
  });
});
