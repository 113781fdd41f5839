import { afterEach, describe, expect, it } from "vitest";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { rowsOf } from "../decide/situation.ts";
import { startWorld, type World, type WorldOptions } from "../support/world.ts";
import { escalated, membersOf, outcomeOf } from "./support.ts";

let world: World;
afterEach(() => world.stop());

async function aWorld(options: WorldOptions = {}): Promise<World> {
  world = await startWorld(options);
  await world.settled();
  return world;
}

/** How somebody's address leads to nobody on Slack. */
const moved = (username: string) => DIRECTORY.replace(`${username}@example.test`, `${username}@elsewhere.example.test`);

describe("who is involved (P-OPEN-8, P-SEV-3)", () => {
  it("is invited, save who cannot be: one bad invitee does not keep the others out, and is named", async () => {
    await aWorld({ directory: moved("carl") });
    world.slack.faults.add({
      fault: { kind: "error", error: "ura_max_channels" },
      methods: ["conversations.invite"],
      times: 1,
    });

    const iid = await escalated(world, { severity: ["Critical"], nature: ["Product-related"] });

    const { channels, statusNotes } = outcomeOf(world, iid);
    expect(membersOf(world, channels[0]).toSorted()).toEqual([
      "cathy",
      "erin",
      "lena",
      "lou",
      "mona",
      "paula",
      "vera",
      "victor",
    ]);
    expect(statusNotes[0]?.body).toContain("- On Slack Carl Moreau was not found, and is not in the channel");
    expect(rowsOf(statusNotes[0]?.body)["Involved"]).toContain("@carl (Carl Moreau, CRO)");
    expect(world.said(channels[0]?.name ?? "")[0]?.text).toContain("Carl Moreau");
  });

  it("is named in the issue before the directory, under the directory's name for them", async () => {
    await aWorld({ directory: DIRECTORY.replace("name: Sam Reyes", "name: Samuel R.") });

    const iid = await escalated(world, { severity: ["High"], people: { CSM: "SAM", "CSM manager": "leo" } });

    const { issue, statusNotes, channels, announced } = outcomeOf(world, iid);
    expect(issue.assignees).toEqual(["sam"]);
    expect(rowsOf(statusNotes[0]?.body)["DRI"]).toMatch(/^@sam \(Samuel R\.\): CSM, .*; named in the issue$/);
    expect(membersOf(world, channels[0])).toEqual(expect.arrayContaining(["sam", "leo"]));
    expect(membersOf(world, channels[0])).not.toContain("mona");
    expect(announced[0]?.text).toContain("FYI: <@");
  });

  it("nobody knows is named in plain words, as a gap, and stops nothing", async () => {
    await aWorld();

    const iid = await escalated(world, {
      severity: ["High"],
      people: { "CSM manager": "nosuch", "Account manager": "nor-this" },
    });

    const { issue, statusNotes, channels, announced } = outcomeOf(world, iid);
    expect(issue.assignees).toEqual(["cathy"]);
    expect(statusNotes[0]?.body).toContain(
      "- On GitLab nosuch (named as CSM manager) is no member of this project and is not notified",
    );
    expect(statusNotes[0]?.body).toContain("- On GitLab nor-this (named as Account manager) is no member");
    expect(statusNotes[0]?.body).toContain("- On Slack nosuch was not found");
    expect(statusNotes[0]?.body).not.toContain("@nosuch");
    expect([channels.length, announced.length]).toEqual([1, 1]);
    expect(announced[0]?.text).toContain("FYI: nosuch");
  });

  it("P-DRI-6: a CSM who left the project leaves the seat empty; author and CSM manager are asked until somebody is assigned", async () => {
    await aWorld({
      directory: DIRECTORY.replaceAll("csm: cathy", "csm: nobody-here"),
      policy: "working_time: { always: true }\n",
    });

    const iid = await escalated(world, { severity: ["High"] }, { by: "sam" });
    const asks = () => outcomeOf(world, iid).comments.filter((body) => body.includes("who is the DRI?"));
    expect(world.gitlab.issue(iid)).toMatchObject({ assignees: [], labels: expect.arrayContaining(["needs dri"]) });
    expect(asks()).toEqual([
      expect.stringMatching(/^@sam @mona: who is the DRI\?.* nobody-here is no member of this project/),
    ]);
    expect(outcomeOf(world, iid).channels).toHaveLength(1);

    world.setClock(Date.now() + 5.5 * 3_600_000);
    await world.app.sync();
    await world.settled();
    expect(asks()).toHaveLength(2);

    world.gitlab.as("mona").assign(iid, "leo");
    await world.settled();
    world.setClock(Date.now() + 9 * 3_600_000);
    await world.app.sync();
    await world.settled();
    expect(asks()).toHaveLength(2);
    expect(world.gitlab.issue(iid)).toMatchObject({
      assignees: ["leo"],
      labels: expect.not.arrayContaining(["needs dri"]),
    });
  });

  it("an empty directory knows nobody, and the escalation is opened all the same", async () => {
    await aWorld({ directory: "" });

    const iid = await escalated(world, {
      severity: ["Critical"],
      nature: ["Product-related"],
      people: { CSM: "cathy" },
    });

    const { issue, statusNotes, channels, announced } = outcomeOf(world, iid);
    expect(issue.assignees).toEqual(["cathy"]);
    expect(issue.labels).toContain("needs product dri");
    expect(statusNotes[0]?.body).toContain("- The directory does not know Acme Corp (it knows no customer yet)");
    expect(statusNotes[0]?.body).toContain(
      "- The directory names nobody as VP of Sales, VP of Product, CRO, CEO, VP of Customer Success, CSM leader of the region",
    );
    expect([channels.length, announced.length]).toEqual([1, 1]);
  });
});
