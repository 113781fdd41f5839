import { afterEach, describe, expect, it } from "vitest";
import { type Answers, filledIn, startWorld, type World, type WorldOptions } from "../support/world.ts";

let world: World;
afterEach(() => world.stop());

async function opened(answers: Answers, options: WorldOptions = {}): Promise<number> {
  world = await startWorld(options);
  const { iid } = world.gitlab
    .as("cathy")
    .openIssue({ title: "Acme Corp: slow", description: await filledIn(answers) });
  await world.settled();
  return iid;
}

function notesOf(iid: number, kind: string): string[] {
  return world.gitlab
    .issue(iid)
    .notes.filter(({ body }) => body.includes(`<!-- escalations:${kind} `))
    .map(({ body }) => body);
}

describe("a change of severity or origin hands over to the role that should hold it (P-DRI-8)", () => {
  it("medium through support to critical: from support to the CSM, said once to both, and in the channel", async () => {
    const iid = await opened({ severity: ["Medium"], origin: ["Support ticket"] });
    expect(world.gitlab.issue(iid).assignees).toEqual(["olga"]);

    world.gitlab.as("mona").addLabels(iid, "severity::critical");
    await world.settled();
    await world.app.sync();
    await world.settled();

    expect(world.gitlab.issue(iid).assignees).toEqual(["cathy"]);
    const said = notesOf(iid, "handover");
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("@cathy is the DRI now, after @olga: CSM, because severity is critical or high");
    expect(world.said("esc_acme-corp").filter(({ text }) => text.startsWith("The DRI has changed"))).toHaveLength(1);
  });

  it("a person chosen by hand since then stays through unrelated changes", async () => {
    const iid = await opened({ severity: ["High"] });
    world.gitlab.as("mona").assign(iid, "sam");
    await world.settled();

    world.gitlab.as("mona").addLabels(iid, "severity::critical");
    await world.settled();

    expect(world.gitlab.issue(iid).assignees).toEqual(["sam"]);
    expect(notesOf(iid, "handover")).toHaveLength(1);
  });

  it("`dri.handover: propose` asks, and it is done when the proposed person accepts", async () => {
    const policy = "dri: { handover: propose }\n";
    const iid = await opened({ severity: ["Medium"], origin: ["Support ticket"] }, { policy });

    world.gitlab.as("mona").addLabels(iid, "severity::critical");
    await world.settled();
    expect(world.gitlab.issue(iid).assignees).toEqual(["olga"]);
    expect(notesOf(iid, "proposal")).toHaveLength(1);

    world.gitlab.as("cathy").comment(iid, "/esc accept");
    await world.settled();

    expect(world.gitlab.issue(iid).assignees).toEqual(["cathy"]);
    expect(world.gitlab.issue(iid).labels).toContain("status::in-progress");
    expect(notesOf(iid, "proposal")).toHaveLength(1);
    expect(notesOf(iid, "handover")).toHaveLength(1);
  });
});

describe("the DRI takes it on, or somebody is told (P-DRI-11)", () => {
  it("not taken on in time: the CSM manager is told once, also after downtime", async () => {
    const iid = await opened({ severity: ["High"] }, { policy: "working_time: { always: true }\n" });

    world.setClock(Date.now() + 3 * 60 * 60_000);
    await world.restart();
    await world.settled();
    await world.app.sync();
    await world.settled();

    const told = notesOf(iid, "not-taken-on");
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^@mona: @cathy has not taken/);
  });

  it("any command by the DRI counts as taking it on", async () => {
    const iid = await opened({ severity: ["High"] });

    world.gitlab.as("cathy").comment(iid, "/esc involve @sam");
    await world.settled();

    expect(world.gitlab.issue(iid).labels).toContain("status::in-progress");
  });

  it("who declines is asked no more; another is asked for, and they stay the DRI until there is one", async () => {
    const iid = await opened({ severity: ["High"] });

    world.gitlab.as("cathy").comment(iid, "/esc decline on leave from tomorrow @all");
    await world.settled();

    expect(world.gitlab.issue(iid).assignees).toEqual(["cathy"]);
    expect(world.gitlab.issue(iid).labels).toContain("needs dri");
    const asked = notesOf(iid, "ask").join("\n");
    expect(asked).toContain("on leave from tomorrow");
    expect(asked).not.toContain("@all");

    world.gitlab.as("mona").assign(iid, "sam");
    await world.settled();
    expect(world.gitlab.issue(iid).labels).not.toContain("needs dri");
    expect(world.gitlab.issue(iid).assignees).toEqual(["sam"]);
  });
});

describe("handover by hand (P-DRI-7)", () => {
  it("says that the rule names another role when the new person's roles are others", async () => {
    const directory = `people:
  cathy: { name: Cathy Summers, roles: [csm] }
  adam: { name: Adam Lindqvist, roles: [account_manager] }
customers:
  - { name: Acme Corp, csm: cathy }
`;
    const iid = await opened({ severity: ["High"] }, { directory });

    world.gitlab.as("mona").assign(iid, "adam");
    await world.settled();

    const said = notesOf(iid, "handover");
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("By the rules it would be the CSM");
  });
});
