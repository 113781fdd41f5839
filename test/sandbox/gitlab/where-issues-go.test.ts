import { describe, expect, it } from "vitest";
import { aGitLab, tokenOf } from "./a-gitlab.ts";
import { anIssue, bodies, systemNotes } from "./an-issue.ts";

describe("a duplicate", () => {
  it("is linked to its original, which says so; the address of that is only for who may see it", async () => {
    await using scene = await anIssue();
    scene.gitlab.as("cathy").setConfidential(2, true);
    scene.gitlab.as("mona").comment(1, "/duplicate #2");
    const original = async (username: string) =>
      (await scene.api("GET", `/projects/${scene.projectId}/issues/1`, undefined, tokenOf(scene, username))).json._links
        .closed_as_duplicate_of;

    expect(await original("maya")).toBe(`${scene.gitlab.baseUrl}/api/v4/projects/${scene.projectId}/issues/2`);
    expect(await original("gus")).toBeNull();
    expect(scene.gitlab.issue(1)).toMatchObject({ duplicateOf: "#2", links: [{ iid: 2, type: "relates_to" }] });
    expect(systemNotes(scene, 2)).toContain("mona: marked #1 as a duplicate of this issue");
    const update = bodies(scene).at(-1);
    expect(update.changes).toMatchObject({ duplicated_to_id: { previous: null, current: expect.any(Number) } });
  });

  it.each([
    { who: "mona", action: "/duplicate #1", says: "cannot be a duplicate of itself" },
    { who: "mona", action: "/duplicate #99", says: "was not found" },
    { who: "gus", action: "/duplicate #2", says: "Could not apply" },
  ])("$action by $who: $says", async ({ who, action, says }) => {
    await using scene = await anIssue();

    expect(scene.gitlab.as(who).comment(1, action).messages).toEqual([expect.stringContaining(says)]);
    expect(scene.gitlab.issue(1).state).toBe("opened");
  });
});

describe("moving", () => {
  it("takes comments with their authors and times, reactions, events and links along, and leaves unknown labels", async () => {
    await using scene = await anIssue();
    scene.gitlab.addLabel(scene.elsewhere, { name: "escalation" });
    scene.gitlab.as("mona").link(1, 2);
    scene.gitlab.as("cathy").close(1);
    scene.gitlab.as("cathy").reopen(1);
    const [word] = scene.gitlab.issue(1).notes;
    scene.pass(60_000);

    const { id, iid } = scene.gitlab.as("mona").moveIssue(1, scene.elsewhere);

    const moved = scene.gitlab.issue(iid, scene.elsewhere);
    expect(moved).toMatchObject({
      ...{ id, author: "gus", labels: ["escalation"], createdAt: scene.gitlab.issue(1).createdAt },
      links: [{ iid: 2 }],
      stateChanges: [
        { by: "cathy", to: "closed" },
        { by: "cathy", to: "reopened" },
      ],
    });
    expect(moved.notes[0]).toMatchObject({ author: "mona", body: "word", createdAt: word?.createdAt });
    expect(moved.notes[0]?.id).not.toBe(word?.id);
    expect(moved.notes.at(-1)).toMatchObject({ system: true, body: "moved from escalations#1" });
    expect(scene.gitlab.issue(1)).toMatchObject({ movedTo: "support#1", links: [] });
    const labelEvents = `/projects/${scene.elsewhere}/issues/${iid}/resource_label_events`;
    const { json } = await scene.api("GET", labelEvents, undefined, tokenOf(scene, "mona"));
    expect(json.map(({ label }: { label: { name: string } }) => label.name)).toEqual(["escalation", "severity::high"]);
  });

  it("the close already says where it went; the new issue is opened in the name of who moved it", async () => {
    await using scene = await anIssue();
    const { id } = scene.gitlab.as("mona").moveIssue(1, scene.elsewhere);
    await scene.gitlab.settled();

    const [close, open] = bodies(scene).slice(-2);
    expect(close).toMatchObject({ object_attributes: { action: "close", iid: 1, moved_to_id: id } });
    expect(open).toMatchObject({
      user: { username: "mona" },
      project: { id: scene.elsewhere },
      object_attributes: { id, action: "open" },
    });
  });

  it.each([
    { what: "without the rights there", who: "maya", to: "elsewhere" },
    { what: "without the rights here", who: "gus", to: "elsewhere" },
    { what: "to where it is", who: "mona", to: "here" },
  ])("$what: 400", async ({ who, to }) => {
    await using scene = await anIssue();
    const target = { to_project_id: to === "here" ? scene.projectId : scene.elsewhere };
    const path = `/projects/${scene.projectId}/issues/1/move`;

    expect((await scene.api("POST", path, target, tokenOf(scene, who))).status).toBe(400);
    expect(scene.gitlab.issue(1).state).toBe("opened");
  });

  it("once only", async () => {
    await using scene = await anIssue();
    scene.gitlab.as("mona").moveIssue(1, scene.elsewhere);

    expect(() => scene.gitlab.as("mona").moveIssue(1, scene.elsewhere)).toThrow("insufficient permissions");
  });

  it.each([
    { who: "maya", to: "acme/support", says: "doesn't exist" },
    { who: "mona", to: "nowhere", says: "doesn't exist" },
    { who: "gus", to: "acme/support", says: "Could not apply" },
  ])("/move $to by $who: $says", async ({ who, to, says }) => {
    await using scene = await anIssue();

    expect(scene.gitlab.as(who).comment(1, `/move ${to}`).messages).toEqual([expect.stringContaining(says)]);
    expect(scene.gitlab.issue(1).state).toBe("opened");
  });
});

describe("promotion", () => {
  it("to an epic is a Premium matter, and happens once", async () => {
    await using free = await aGitLab({ tier: "free", hook: false });
    free.gitlab.as("mona").openIssue({ title: "T" });
    expect(free.gitlab.as("mona").comment(1, "/promote_to epic").messages).toEqual([
      "Could not apply promote_to command.",
    ]);
    await using scene = await anIssue();
    scene.gitlab.as("mona").comment(1, "/promote_to epic");

    expect(scene.gitlab.issue(1)).toMatchObject({ state: "closed", promotedTo: "&1" });
    expect(scene.gitlab.as("mona").comment(1, "/promote_to epic").messages[0]).toContain("Could not apply");
  });

  it.each(["/promote_to_incident", "/promote_to incident"])(
    "%s closes nothing: the same issue is a work item from then on, for Reporter and up",
    async (action) => {
      await using scene = await anIssue();
      scene.gitlab.as("mona").comment(1, action);
      await scene.gitlab.settled();

      expect(scene.gitlab.issue(1).state).toBe("opened");
      expect(bodies(scene).at(-1)).toMatchObject({
        object_kind: "work_item",
        object_attributes: { action: "update", type: "Incident" },
      });
      expect(() => scene.gitlab.as("mona").close(1)).toThrow("403");
      expect(() => scene.gitlab.as("gus").close(1)).toThrow("403");
      scene.gitlab.as("esc_bot").close(1);
      expect(scene.gitlab.issue(1)).toMatchObject({ state: "closed", closedBy: "esc_bot" });
    },
  );
});
