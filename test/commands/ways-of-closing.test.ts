import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { BOT } from "../../src/sandbox/company.ts";
import type { IssueView } from "../../src/sandbox/gitlab/snapshot.ts";
import { startWorld, type World } from "../support/world.ts";
import {
  BY_HAND,
  closeByApi,
  makeBoard,
  type Outcome,
  openAs,
  STAGES,
  type Stage,
  UNHEARD,
  WAYS,
  type Way,
} from "./ways-to-close.ts";

/** The promise: open again so soon (ms) after it was closed. */
const AT_ONCE_MS = 2_000;

const STATUS: Record<Outcome, string> = {
  "open again": "status::awaiting-agreement",
  waits: "status::awaiting-agreement",
  closed: "status::resolved",
  "closed by override": "status::resolved",
  redirected: "status::redirected",
};

let world: World;
/** The issue of each case, and how it looked before and after. */
const cases = new Map<string, { iid: number; before?: IssueView; after?: IssueView }>();
const nameOf = ({ way }: Way, { missing }: Stage) => `${way} / ${missing}`;
const staysOpen = (outcome: Outcome) => outcome === "open again" || outcome === "waits";

beforeAll(async () => {
  // What becomes of the issue is the same with Slack and a tracker document, which have their own tests.
  world = await startWorld({ slack: false, policy: "tracker: { kind: link }" });
  await makeBoard(world);
  await Promise.all(STAGES.map(openAll));
  await world.settled();
  for (const turn of [0, 1]) {
    for (const stage of STAGES) {
      const [who, body] = stage.written[turn] ?? [];
      if (who !== undefined && body !== undefined)
        for (const iid of iidsOf(stage)) world.gitlab.as(who).comment(iid, body);
    }
    await world.settled();
  }
  for (const way of WAYS) await closeAll(way);
}, 60_000);
afterAll(() => world.stop());

/** One issue serves all ways that leave it open, one after the other; each that ends it has its own. */
async function openAll(stage: Stage): Promise<void> {
  const shared = await openAs(world, stage, `${stage.missing} is missing`);
  for (const way of WAYS) {
    const isShared = staysOpen(way.outcome(stage));
    const iid = isShared ? shared : await openAs(world, stage, `Customer ${cases.size + 10}`);
    cases.set(nameOf(way, stage), { iid });
  }
}

function iidsOf(stage: Stage): Set<number> {
  return new Set(WAYS.map((way) => cases.get(nameOf(way, stage))?.iid ?? 0));
}

async function closeAll(way: Way): Promise<void> {
  const those = STAGES.flatMap((stage) => cases.get(nameOf(way, stage)) ?? []);
  if (way === UNHEARD) world.gitlab.deliveries.hold();
  for (const one of those) {
    one.before = world.gitlab.issue(one.iid);
    await way.close(world, one.iid);
  }
  if (way === UNHEARD) await startAgain(those.map(({ iid }) => iid));
  await world.settled();
  for (const one of those) one.after = world.gitlab.issue(one.iid);
}

/** The service hears of nothing that was held back, and looks for itself: it has to do something about each of them. */
async function startAgain(iids: readonly number[]): Promise<void> {
  const changes = () => iids.map((iid) => world.gitlab.issue(iid).updatedAt);
  const before = changes();
  await world.restart();
  await vi.waitFor(() => expect(changes().filter((at, index) => at === before[index])).toEqual([]), {
    timeout: 15_000,
    interval: 10,
  });
  await world.gitlab.deliveries.release([]);
}

function comments(issue: IssueView | undefined, kind: string): string[] {
  return (issue?.notes ?? []).flatMap(({ body }) => (body.includes(`<!-- escalations:${kind} `) ? [body] : []));
}

/** The commands that a comment lists. */
function listed(body: string | undefined): string[] {
  return (body ?? "").split("\n").flatMap((line) => /^- .*?`(\/esc [^`]+)`/.exec(line)?.[1] ?? []);
}

describe.each(WAYS)("closed by $way", (way) => {
  it.each(STAGES)("while $missing is missing", (stage) => {
    const { before, after } = cases.get(nameOf(way, stage)) ?? {};
    const outcome = way.outcome(stage);
    const news = (kind: string) => comments(after, kind).slice(comments(before, kind).length);
    const doneByUs = after?.stateChanges.slice(before?.stateChanges.length).filter(({ by }) => by === BOT);
    const isByHand = way === UNHEARD || BY_HAND.includes(way);

    expect(after?.state).toBe(staysOpen(outcome) ? "opened" : "closed");
    expect(after?.labels.filter((label) => /^(?:status|severity)::/.test(label)).toSorted()).toEqual([
      "severity::high",
      STATUS[outcome],
    ]);
    expect(doneByUs?.map(({ to }) => to)).toEqual(
      outcome === "open again" ? ["reopened"] : isByHand || outcome === "waits" ? [] : ["closed"],
    );
    expect(news("close-refused").map(listed)).toEqual(outcome === "open again" ? [stage.asked] : []);
    expect(news("closed")).toHaveLength(staysOpen(outcome) ? 0 : 1);
    expect(news("explanation")).toEqual([]);
    if (outcome === "waits")
      expect(news("reply").map(listed)).toEqual([stage.asked.filter((one) => !one.startsWith("/esc resolve"))]);
  });
});

it.each(BY_HAND)(`P-CLOSE-5: closed by $way it is open again within ${AT_ONCE_MS} ms`, (way) => {
  for (const stage of STAGES.filter(({ asked }) => asked.length > 0)) {
    const { before, after } = cases.get(nameOf(way, stage)) ?? {};
    const [closed, reopened] =
      after?.stateChanges.slice(before?.stateChanges.length).map(({ at }) => Date.parse(at)) ?? [];
    expect((reopened ?? Number.NaN) - (closed ?? Number.NaN)).toBeLessThan(AT_ONCE_MS);
  }
});

describe("closed at once by two people: one reopening, one comment", () => {
  it.each([
    {
      how: "with the button",
      close(iid: number) {
        for (const who of ["sam", "mona"]) world.gitlab.as(who).close(iid);
      },
    },
    {
      how: "by API, which tells of each twice",
      close: (iid: number) => Promise.all(["sam", "mona"].map((who) => closeByApi(world, iid, who))),
    },
    {
      how: "and told late, in the wrong order and three times over",
      async close(iid: number) {
        world.gitlab.deliveries.hold();
        const earlier = world.gitlab.state().deliveries.length;
        await Promise.all(["sam", "mona"].map((who) => closeByApi(world, iid, who)));
        const ids = world.gitlab
          .state()
          .deliveries.slice(earlier)
          .map(({ id }) => id);
        await world.gitlab.deliveries.release(ids.toReversed());
        for (const id of ids) await world.gitlab.deliveries.redeliver(id, 3);
      },
    },
  ])("$how", async ({ how, close }) => {
    const iid = await openAs(world, { severity: "High" }, `Two people ${how}`);
    await world.settled();
    await close(iid);
    await world.settled();

    const issue = world.gitlab.issue(iid);
    expect(issue.stateChanges.map(({ to }) => to)).toEqual(["closed", "reopened"]);
    expect(comments(issue, "close-refused")).toHaveLength(1);
  });
});
