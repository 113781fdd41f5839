import { describe, expect, it } from "vitest";
import { aGitLab, noon, type Scene, tokenOf } from "./a-gitlab.ts";

const told = ({ gitlab }: Scene, iid = 1) =>
  gitlab.issue(iid).notes.flatMap(({ system, author, body }) => (system ? [`${author}: ${body}`] : []));

describe("GitLab's own notes on assignees", () => {
  it("come from the web page, the API and quick actions alike, in the name of who did it", async () => {
    await using scene = await aGitLab({ hook: false });
    const { gitlab, projectId, api } = scene;
    gitlab.as("cathy").openIssue({ title: "T", description: "D\n\n/assign @mona" });
    const [{ id: maya }] = (await api("GET", "/users?username=maya")).json;

    gitlab.as("mona").assign(1, "cathy", "gus", "maya");
    await api("PUT", `/projects/${projectId}/issues/1`, { assignee_ids: [maya] });
    gitlab.as("maya").comment(1, "Over to her\n/reassign @mona @gus");
    gitlab.as("maya").comment(1, "/unassign");

    expect(told(scene)).toEqual([
      "cathy: assigned to @mona",
      "mona: assigned to @cathy, @gus, and @maya and unassigned @mona",
      "esc_bot: unassigned @cathy and @gus",
      "maya: assigned to @mona and @gus and unassigned @maya",
      "maya: unassigned @mona and @gus",
    ]);
  });

  it("are not written where nobody came or went", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.as("cathy").openIssue({ title: "T", labels: ["bug"] });
    scene.gitlab.as("cathy").assign(1, "mona");
    scene.gitlab.as("cathy").assign(1, "mona");
    scene.gitlab.as("cathy").setLabels(1, "escalation");

    expect(told(scene)).toEqual(["cathy: assigned to @mona"]);
    expect(scene.gitlab.issue(1).labels).toEqual(["escalation"]);
  });

  it("are of the moment of the change, fire no Note Hook and are not counted", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    scene.pass(5_000);
    scene.gitlab.as("cathy").assign(1, "mona");
    await scene.gitlab.settled();

    const { json: issue } = await scene.api("GET", `/projects/${scene.projectId}/issues/1`);
    const { json: notes } = await scene.api("GET", `/projects/${scene.projectId}/issues/1/notes`);

    expect(notes).toMatchObject([{ system: true, created_at: issue.updated_at, author: { username: "cathy" } }]);
    expect(Date.parse(issue.updated_at)).toBe(noon + 5_000);
    expect(issue.user_notes_count).toBe(0);
    expect(scene.received.map(({ headers }) => headers["x-gitlab-event"])).toEqual(["Issue Hook", "Issue Hook"]);
  });
});

describe("GitLab's own notes on links", () => {
  it.each([
    { type: "relates_to", here: "marked as related to #2", there: "marked as related to #1" },
    { type: "blocks", here: "marked this item as blocking #2", there: "marked this item as blocked by #1" },
    { type: "is_blocked_by", here: "marked this item as blocked by #2", there: "marked this item as blocking #1" },
  ] as const)("$type: both sides tell of it, and of its end", async ({ type, here, there }) => {
    await using scene = await aGitLab({ hook: false });
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "Escalation" });
    cathy.openIssue({ title: "Fix" });

    cathy.link(1, 2, type);
    scene.gitlab.as("mona").unlink(2, 1);

    expect(told(scene, 1)).toEqual([`cathy: ${here}`, "mona: removed the relation with #2"]);
    expect(told(scene, 2)).toEqual([`cathy: ${there}`, "mona: removed the relation with #1"]);
    expect(scene.gitlab.issue(1).links).toEqual([]);
    expect(() => cathy.unlink(1, 2)).toThrow("404");
  });

  it("name an issue of the same group by its project, another one in full", async () => {
    await using scene = await aGitLab({ hook: false });
    const maya = tokenOf(scene, "maya");
    const { gitlab } = scene;
    gitlab.as("maya").openIssue({ title: "Escalation" });
    for (const path of ["acme/product", "widgets/core"]) {
      const { id } = gitlab.addProject({ path, name: path });
      gitlab.addMember(id, "maya", "maintainer");
      gitlab.as("maya", id).openIssue({ title: "Fix" });
      const link = { target_project_id: id, target_issue_iid: 1 };
      await scene.api("POST", `/projects/${scene.projectId}/issues/1/links`, link, maya);
    }
    const links = `/projects/${scene.projectId}/issues/1/links`;
    const [{ issue_link_id }] = (await scene.api("GET", links, undefined, maya)).json;
    await scene.api("DELETE", `${links}/${issue_link_id}`, undefined, maya);

    expect(told(scene)).toEqual([
      "maya: marked as related to product#1",
      "maya: marked as related to widgets/core#1",
      "maya: removed the relation with product#1",
    ]);
  });

  it("come from quick actions too; blocking is a Premium matter", async () => {
    await using premium = await aGitLab({ hook: false });
    await using free = await aGitLab({ hook: false, tier: "free" });
    for (const { gitlab } of [premium, free]) {
      const cathy = gitlab.as("cathy");
      for (const title of ["Escalation", "Fix", "Wish", "Twin"]) cathy.openIssue({ title });
      for (const action of ["/blocked_by #2", "/blocks #3", "/unlink #2", "/unlink #2", "/relate #2", "/duplicate #4"])
        cathy.comment(1, action);
    }
    const always = [
      "cathy: marked as related to #2",
      "cathy: marked this issue as a duplicate of #4",
      "cathy: marked as related to #4",
    ];

    expect(told(premium)).toEqual([
      "cathy: marked this item as blocked by #2",
      "cathy: marked this item as blocking #3",
      "cathy: removed the relation with #2",
      ...always,
    ]);
    expect(told(free)).toEqual(always);
    expect(told(free, 4)).toEqual(["cathy: marked #1 as a duplicate of this issue", "cathy: marked as related to #1"]);
  });

  it("move updated_at as comments do, only when that is more than a minute old", async () => {
    await using scene = await aGitLab({ hook: false });
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "Escalation" });
    cathy.openIssue({ title: "Fix" });
    scene.pass(30_000);
    cathy.link(1, 2);
    expect(Date.parse(scene.gitlab.issue(1).updatedAt)).toBe(noon);

    scene.pass(31_000);
    cathy.unlink(1, 2);
    expect([1, 2].map((iid) => Date.parse(scene.gitlab.issue(iid).updatedAt))).toEqual([noon + 61_000, noon + 61_000]);
  });
});

describe("label events", () => {
  it("name who did it, by page, API and quick action", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    scene.gitlab.as("mona").addLabels(1, "severity::high");
    await scene.api("PUT", `/projects/${scene.projectId}/issues/1`, { add_labels: "severity::critical" });
    scene.gitlab.as("maya").comment(1, '/unlabel ~"severity::critical"');

    const { json } = await scene.api("GET", `/projects/${scene.projectId}/issues/1/resource_label_events`);

    type Event = { user: { username: string }; action: string; label: { name: string } };
    expect(json.map(({ user, action, label }: Event) => `${user.username} ${action} ${label.name}`)).toEqual([
      "mona add severity::high",
      "esc_bot add severity::critical",
      "esc_bot remove severity::high",
      "maya remove severity::critical",
    ]);
  });
});

describe("GitLab's own notes on a changed description", () => {
  const changed = async (before: string, after: string) => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.as("cathy").openIssue({ title: "T", description: before });
    scene.gitlab.as("mona").editDescription(1, after);
    return told(scene);
  };

  it.each([
    { what: "ticked", before: "- [ ] It runs", after: "- [x] It runs", says: ["**It runs** as completed"] },
    { what: "cleared", before: "* [X] It runs", after: "* [ ] It runs", says: ["**It runs** as incomplete"] },
    {
      what: "several, nested and quoted",
      before: "- [ ] A\n  1. [x] B\n> - [ ] C\n- [ ] D",
      after: "- [x] A\n  1. [ ] B\n> - [x] C\n- [ ] D",
      says: ["**A** as completed", "**B** as incomplete", "**C** as completed"],
    },
    {
      what: "with Markdown in it, which is escaped",
      before: "- [ ] `p95` < 30.5 s, see #4",
      after: "- [x] `p95` < 30.5 s, see #4",
      says: ["**\\`p95\\` \\< 30\\.5 s, see \\#4** as completed"],
    },
  ])("tell of each box: $what", async ({ before, after, says }) => {
    expect(await changed(before, after)).toEqual(says.map((one) => `mona: marked the checklist item ${one}`));
  });

  it.each([
    { what: "text", before: "It stands", after: "It runs" },
    { what: "a box whose text changed too", before: "- [ ] A", after: "- [x] B" },
    { what: "a box that was added ticked", before: "", after: "- [x] A" },
    { what: "a box that moved", before: "- [ ] A\n- [ ] B", after: "- [x] B\n- [ ] A" },
  ])("tell of no box, only that it changed: $what", async ({ before, after }) => {
    expect(await changed(before, after)).toEqual(["mona: changed the description"]);
  });
});
