import { describe, expect, it, type TestContext } from "vitest";
import { OutsideError } from "../../src/act/outside-error.ts";
import type { IssueTracker } from "../../src/act/ports.ts";
import type { Issue } from "../../src/escalation/issue.ts";
import { gitlabTracker } from "../../src/gitlab/tracker.ts";
import { fullLook, sharedLook } from "../../src/reconcile/full-look.ts";
import { expectOpenedOnce, openFor } from "../faults/opened.ts";
import { aGitLab } from "../sandbox/gitlab/a-gitlab.ts";
import { startWorld, type World } from "../support/world.ts";
import { openStoreFor } from "./a-store.ts";

/** An issue that nobody has to look at. */
function closedIssue(updatedAt: number): Issue {
  const author = { id: 1, username: "cathy", name: "Cathy Summers" };
  return {
    ...{
      key: "7#1",
      projectId: 7,
      iid: 1,
      title: "Done with",
      description: "",
      webUrl: "https://gitlab.example.test/1",
    },
    ...{ labels: [], assignees: [], author, state: "closed", confidential: false, serviceDesk: false },
    ...{ createdAt: 0, updatedAt, notesCount: 0 },
  };
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };

async function worldOf({ onTestFinished }: TestContext): Promise<World> {
  const world = await startWorld();
  onTestFinished(() => world.stop());
  await world.settled();
  return world;
}

describe("a webhook that was lost is made up for", () => {
  it("by the next full look on request", async (context) => {
    const world = await worldOf(context);
    world.gitlab.deliveries.hold();
    const iid = await openFor(world, "Umbrella");

    expect(await world.app.sync()).toBe(1);
    await world.settled();

    expectOpenedOnce(world, iid, "Umbrella");
  });

  it("by the next start", async (context) => {
    const world = await worldOf(context);
    world.gitlab.deliveries.hold();
    const iid = await openFor(world, "Umbrella");

    await world.restart();
    await expect.poll(() => world.statusNotes(iid).length, { timeout: 10_000 }).toBe(1);
    await world.settled();

    expectOpenedOnce(world, iid, "Umbrella");
  });

  it("and when it comes after all, changes nothing", async (context) => {
    const world = await worldOf(context);
    world.gitlab.deliveries.hold();
    const iid = await openFor(world, "Umbrella");
    await world.app.sync();
    await world.settled();

    await world.gitlab.deliveries.release();
    await world.settled();

    expectOpenedOnce(world, iid, "Umbrella");
  });

  it("closing too: an escalation whose closing was lost is open again where something is missing (P-CLOSE-5)", async (context) => {
    const world = await worldOf(context);
    const iid = await openFor(world, "Umbrella");
    await world.settled();
    world.gitlab.deliveries.hold();
    world.gitlab.as("mona").close(iid);

    await world.app.sync();
    await world.settled();

    expect(world.gitlab.issue(iid).state).toBe("opened");
  });

  it("closing also by the next start, though the first look found nothing in the project to count from", async (context) => {
    const world = await worldOf(context);
    await expect.poll(() => world.logged.map(({ message }) => message)).toContain("full look done");
    const iid = await openFor(world, "Umbrella");
    await world.settled();
    world.gitlab.deliveries.hold();
    world.gitlab.as("mona").close(iid);

    await world.restart();

    await expect.poll(() => world.gitlab.issue(iid).state, { timeout: 10_000 }).toBe("opened");
    await world.settled();
  });
});

describe("what a full look costs", () => {
  it("one page where nothing changed, though there are ten thousand escalations", async ({ onTestFinished }) => {
    const scene = await aGitLab({ hook: false });
    const store = await openStoreFor({ onTestFinished });
    onTestFinished(() => scene[Symbol.asyncDispose]());
    for (let n = 0; n < 10_000; n += 1) {
      scene.pass(1_000);
      scene.gitlab.as("maya").openIssue({ title: `Escalation ${n}`, labels: ["escalation"] });
    }
    const tracker = gitlabTracker({ url: scene.gitlab.baseUrl, token: scene.token, clock: scene.now });
    const look = () => fullLook({ store, tracker, projects: ["acme/escalations"], clock: scene.now, log: silent });
    scene.pass(60 * 60_000);
    expect(await look()).toBe(10_000);
    scene.pass(60 * 60_000);
    scene.gitlab.requests.reset();

    // Those of the last minute before, which nobody has taken on here.
    expect(await look()).toBe(61);

    expect(scene.gitlab.requests.all()).toHaveLength(1);
  });

  it("what changed is asked for by GitLab's own clock: ours may be ahead of it", async (context) => {
    const store = await openStoreFor(context);
    const asked: (number | undefined)[] = [];
    const tracker: Pick<IssueTracker, "changedIssues"> = {
      async changedIssues(_project, since) {
        asked.push(since);
        return [closedIssue(50_000_000)];
      },
    };
    const look = () =>
      fullLook({
        ...{ store, tracker: tracker as IssueTracker, log: silent },
        projects: ["one/project"],
        clock: () => 90_000_000,
      });

    await look();
    await look();

    expect(asked).toEqual([undefined, 50_000_000 - 60_000]);
  });

  it("on request also what did not change, since what a decision rests on may have", async (context) => {
    const world = await worldOf(context);
    await openFor(world, "Umbrella");
    await world.settled();
    world.setClock(Date.now() + 60 * 60_000);
    world.gitlab.requests.reset();

    await world.app.sync();
    await world.settled();

    expect(world.gitlab.requests.matching("GET", /issues\/1$/)).toHaveLength(1);
  });

  it("one look at a time, and one for all who ask while it is under way: it begins after they asked", async () => {
    let looks = 0;
    const look = sharedLook(async () => {
      looks += 1;
      return looks;
    });

    expect(await Promise.all([look(), look(), look()])).toEqual([1, 2, 2]);
    expect(await look()).toBe(3);
  });
});

describe("a full look that fails", () => {
  it("is made up for by the next one, which begins where it began, and keeps no other project waiting", async (context) => {
    const store = await openStoreFor(context);
    const asked: string[] = [];
    let fails = false;
    const tracker: Pick<IssueTracker, "changedIssues"> = {
      async changedIssues(project, since) {
        asked.push(`${project} since ${since}`);
        if (fails && project === "one/project") throw new OutsideError("GitLab is away", "repeat");
        return [closedIssue(now)];
      },
    };
    let now = 10_000_000;
    const look = () =>
      fullLook({
        ...{ store, tracker: tracker as IssueTracker, log: silent },
        projects: ["one/project", "other/project"],
        clock: () => now,
      });
    await look();
    now = 20_000_000;
    fails = true;
    await expect(look()).rejects.toThrow("GitLab is away");
    now = 30_000_000;
    fails = false;
    asked.length = 0;

    await look();

    expect(asked).toEqual(["one/project since 9940000", "other/project since 19940000"]);
  });
});
