import { describe, expect, it } from "vitest";
import { decideDeleted } from "../../src/decide/deleted.ts";
import { receiptsOf } from "../../src/decide/receipts.ts";
import { describedAs, HOUR, MINUTE, MORNING, member, type Situation, say, situation } from "./situation.ts";

const DAY = 24 * HOUR;
const TODAY = Math.floor(MORNING / DAY);

function opened(severity: string): Situation {
  const here = situation({ description: describedAs({ severity: [severity] }) });
  here.run();
  return here;
}

function events(here: Situation): string[] {
  return here.timeline.map(({ who, what }) => `${who}: ${what}`);
}

describe("what the figures need of an escalation (P-SEE-4)", () => {
  it("begins with the severity, and not while it is held", () => {
    const here = situation({ description: describedAs({}) });
    here.run();
    expect(here.memory.life).toBeNull();

    here.now += 3 * HOUR;
    say(here, "cathy", "/esc severity high");

    expect(here.memory.life).toMatchObject({ severity: "high", region: "emea", opened: TODAY, toDri: 0 });
  });

  it("an update that is heard of late counts by when it was written", () => {
    const here = opened("Critical");
    const writtenAt = MORNING + 2 * HOUR;
    here.now = MORNING + 3 * DAY;
    here.history = {
      labels: [],
      comments: [
        { id: 1, author: member("cathy"), body: "/esc update All is well", createdAt: writtenAt, internal: false },
      ],
    };
    here.run();

    // Since then nobody gave another, nor spoke with the customer.
    expect(here.memory.life).toMatchObject({
      toUpdate: 2 * HOUR,
      updates: [
        [TODAY, 1, 0],
        [TODAY + 1, 0, 2],
      ],
    });
  });

  it("one that was written late is late, once, also where nobody was there to note that it was overdue", () => {
    const here = opened("Critical");
    here.now = MORNING + 2 * DAY;
    say(here, "cathy", "/esc update All is well");
    say(here, "cathy", "/esc update Still");

    expect(here.timeline.filter(({ what }) => what === "gave an update").map(({ facts }) => facts["in_time"])).toEqual([
      false,
      true,
    ]);
    expect(here.memory.life?.updates).toEqual([
      // With the communication that nobody had with the customer.
      [TODAY + 1, 0, 2],
      [TODAY + 2, 1, 0],
    ]);
  });

  it("one that becomes overdue is in the timeline when it does, and counts once", () => {
    const here = opened("High");
    here.now = MORNING + DAY + 12 * HOUR;
    here.run();
    here.now += MINUTE;
    here.run();

    expect(events(here).filter((event) => event.includes("overdue"))).toEqual(["service: an update is overdue"]);
    expect(here.memory.life?.updates).toEqual([[TODAY + 1, 0, 1]]);
  });

  it("an update that nobody owed counts neither way", () => {
    const here = opened("Low");
    say(here, "cathy", "/esc update All is well");

    expect(here.memory.life).toMatchObject({ updates: [], toUpdate: MINUTE });
  });

  it("says who took it on, whether by the command, by another or by assigning themselves (P-DRI-11)", () => {
    const byAnother = opened("High");
    say(byAnother, "cathy", "/esc update All is well");
    const assigned = opened("High");
    assigned.now += MINUTE;
    assigned.issue = { ...assigned.issue, assignees: [member("sam")] };
    assigned.history = {
      labels: [],
      assignments: [{ at: assigned.now, by: member("sam"), assigned: ["sam"], unassigned: ["cathy"] }],
    };
    assigned.run();

    expect(events(byAnother).filter((event) => event.includes("took it on"))).toEqual(["cathy: took it on"]);
    expect(events(assigned).filter((event) => event.includes("took it on"))).toEqual(["sam: took it on"]);
    expect(assigned.memory.life).toMatchObject({ toDri: 0, toAcceptance: MINUTE });
  });

  it("measures waits in working time, and how long it was open as it elapsed", () => {
    const here = opened("High");
    here.now = MORNING + 3 * DAY;
    say(here, "cathy", "/esc accept");
    say(here, "mona", "/esc close-anyway it is over");

    // From 10:00 on a Tuesday: eight hours, two days of nine, and the first hour of Friday.
    expect(here.memory.life).toMatchObject({
      toAcceptance: (8 + 9 + 9 + 1) * HOUR + MINUTE,
      ends: [{ round: 1, day: TODAY + 3, as: "overridden", open: 3 * DAY + 2 * MINUTE }],
      isOpen: false,
    });
  });

  it("ends with an issue that was deleted", () => {
    const here = opened("High");

    const { memory } = decideDeleted(here.memory, receiptsOf(here.effects), {
      policy: here.policy,
      now: MORNING + DAY,
    });

    expect(memory.life?.ends).toEqual([{ round: 1, day: TODAY + 1, as: "deleted", open: DAY }]);
  });
});
