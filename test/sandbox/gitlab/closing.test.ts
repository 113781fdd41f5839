import { describe, expect, it } from "vitest";
import { noon, tokenOf } from "./a-gitlab.ts";
import { anIssue, bodies, systemNotes, told, type WithIssue } from "./an-issue.ts";

type Act = (scene: WithIssue) => unknown;

const WAYS: { way: string; act: Act; tells: string[]; via?: string; notes?: string[] }[] = [
  { way: "the button", act: ({ gitlab }) => gitlab.as("mona").close(1), tells: ["close #1"] },
  {
    way: "the API",
    act: (scene) =>
      scene.api("PUT", `/projects/${scene.projectId}/issues/1`, { state_event: "close" }, tokenOf(scene, "mona")),
    tells: ["close #1", "update #1"],
  },
  { way: "/close", act: ({ gitlab }) => gitlab.as("mona").comment(1, "/close"), tells: ["close #1", "update #1"] },
  {
    way: "/close beside words",
    act: ({ gitlab }) => gitlab.as("mona").comment(1, "Done.\n\n/close"),
    tells: ["close #1", "update #1", "note"],
  },
  {
    way: "/close in an edited description",
    act: ({ gitlab }) => gitlab.as("mona").editDescription(1, "It is down.\n\n/close"),
    tells: ["close #1", "update #1"],
  },
  {
    way: "comment and close",
    act: ({ gitlab }) => gitlab.as("mona").commentAndClose(1, "Done."),
    tells: ["close #1", "note"],
  },
  {
    way: "the board",
    act: ({ gitlab }) => gitlab.as("mona").moveOnBoard(1, "Closed"),
    tells: ["close #1", "update #1"],
  },
  {
    way: "a merge request",
    act: ({ gitlab, projectId }) => gitlab.mergeRequestCloses(projectId, 1, "mona"),
    tells: ["close #1"],
    via: "merge request !1",
    notes: ["mona: mentioned in merge request !1"],
  },
  {
    way: "a commit",
    act: ({ gitlab, projectId }) => gitlab.push(projectId, "mona", "Cure\n\nFixes #1"),
    tells: ["close #1"],
    via: expect.stringMatching(/^commit [0-9a-f]{8}$/),
  },
  {
    way: "/duplicate",
    act: ({ gitlab }) => gitlab.as("mona").comment(1, "/duplicate #2"),
    tells: ["close #1", "update #1"],
    notes: ["mona: marked this issue as a duplicate of #2", "mona: marked as related to #2"],
  },
  {
    way: "a move",
    act: ({ gitlab, elsewhere }) => gitlab.as("mona").moveIssue(1, elsewhere),
    tells: ["close #1", "open #1"],
    notes: ["mona: moved to support#1"],
  },
  {
    way: "/move",
    act: ({ gitlab }) => gitlab.as("mona").comment(1, "Not ours.\n/move acme/support"),
    tells: ["close #1", "open #1", "note"],
    notes: ["mona: moved to support#1"],
  },
  {
    way: "promotion to an epic",
    act: ({ gitlab }) => gitlab.as("mona").comment(1, "/promote_to epic"),
    tells: ["close #1"],
    notes: ["mona: promoted to epic &1"],
  },
];

describe("however an issue is closed", () => {
  it.each(WAYS)("$way: closed in the name of who did it, with its events", async ({ act, tells, via, notes }) => {
    await using scene = await anIssue();
    const before = told(scene).length;

    await act(scene);
    await scene.gitlab.settled();

    const { json: issue } = await scene.api("GET", `/projects/${scene.projectId}/issues/1`);
    const at = "2026-11-24T12:00:05.000Z";
    expect(issue).toMatchObject({ state: "closed", closed_at: at, closed_by: { username: "mona" } });
    expect(told(scene).slice(before)).toEqual(tells);
    const close = bodies(scene).find(({ object_attributes }) => object_attributes.action === "close");
    expect(close).toMatchObject({
      user: { username: "mona" },
      object_attributes: { state: "closed", closed_at: at },
      changes: { state_id: { previous: 1, current: 2 }, closed_at: { previous: null, current: at } },
    });
    const [change, ...more] = scene.gitlab.issue(1).stateChanges;
    expect(change).toMatchObject({ at, by: "mona", to: "closed", via: via ?? null });
    expect(more).toEqual([]);
    // GitLab's own notes tell of a close as little as of a label.
    expect(systemNotes(scene)).toEqual(notes ?? []);
  });

  it.each(WAYS)("$way: once more does nothing", async ({ act }) => {
    await using scene = await anIssue();
    scene.gitlab.as("cathy").close(1);
    scene.pass(5_000);

    await act(scene);

    expect(scene.gitlab.issue(1)).toMatchObject({ state: "closed", closedAt: new Date(noon + 5_000).toISOString() });
    expect(scene.gitlab.issue(1).stateChanges).toMatchObject([{ by: "cathy" }]);
    const closes = bodies(scene).filter(({ object_attributes }) => object_attributes.action === "close");
    expect(closes).toHaveLength(1);
  });

  it("the second event of an API close says the same again, and who did it", async () => {
    await using scene = await anIssue();
    scene.gitlab.as("cathy").comment(1, "/close");
    await scene.gitlab.settled();

    const [close, update] = bodies(scene).slice(-2);
    const same = { state_id: { previous: 1, current: 2 }, closed_at: { previous: null } };
    expect(close.changes).toMatchObject(same);
    expect(update.changes).toMatchObject({ ...same, updated_by_id: { previous: expect.anything() } });
    expect(update.object_attributes).toMatchObject({ state: "closed", action: "update" });
    expect(close.changes).not.toHaveProperty("updated_by_id");
  });
});

describe("reopening", () => {
  it.each([
    { way: "the button", act: (({ gitlab }) => gitlab.as("mona").reopen(1)) as Act, tells: ["reopen #1"] },
    {
      way: "the API",
      act: ((scene) => scene.api("PUT", `/projects/${scene.projectId}/issues/1`, { state_event: "reopen" })) as Act,
      tells: ["reopen #1", "update #1"],
    },
    {
      way: "/reopen",
      act: (({ gitlab }) => gitlab.as("mona").comment(1, "No.\n/reopen")) as Act,
      tells: ["reopen #1", "update #1", "note"],
    },
    {
      way: "the board",
      act: (({ gitlab }) => gitlab.as("mona").moveOnBoard(1, "severity::high")) as Act,
      tells: ["reopen #1", "update #1"],
    },
  ])("$way: open again, nobody has closed it", async ({ act, tells }) => {
    await using scene = await anIssue();
    scene.gitlab.as("cathy").close(1);
    const before = told(scene).length;

    await act(scene);
    await scene.gitlab.settled();

    const { json: issue } = await scene.api("GET", `/projects/${scene.projectId}/issues/1`);
    expect(issue).toMatchObject({ state: "opened", closed_at: null, closed_by: null });
    expect(told(scene).slice(before)).toEqual(tells);
    expect(scene.gitlab.issue(1).stateChanges).toMatchObject([{ to: "closed" }, { to: "reopened", via: null }]);
  });

  it("forgets why it was closed: a duplicate, a moved or a promoted one is no longer that", async () => {
    await using scene = await anIssue();
    const mona = scene.gitlab.as("mona");
    for (const action of ["/duplicate #2", "/promote_to epic", "/move acme/support"]) {
      mona.comment(1, action);
      mona.reopen(1);
      expect(scene.gitlab.issue(1)).toMatchObject({
        ...{ state: "opened", duplicateOf: null, movedTo: null, promotedTo: null },
      });
    }
    const { json: issue } = await scene.api("GET", `/projects/${scene.projectId}/issues/1`);
    expect(issue).toMatchObject({ moved_to_id: null, _links: { closed_as_duplicate_of: null } });
    expect(scene.gitlab.issue(1, scene.elsewhere)).toMatchObject({ state: "opened", title: "Acme" });
  });

  it("where the discussion is locked nobody can, and the API says 200 all the same", async () => {
    await using scene = await anIssue();
    scene.gitlab.as("maya").editIssue(1, { discussionLocked: true });
    scene.gitlab.as("maya").close(1);

    const change = { state_event: "reopen", discussion_locked: false };
    const { status, json } = await scene.api("PUT", `/projects/${scene.projectId}/issues/1`, change);

    // The state is changed before the lock is, so that it takes two requests.
    expect({ status, state: json.state, locked: json.discussion_locked }).toEqual({
      ...{ status: 200, state: "closed", locked: false },
    });
    scene.gitlab.as("maya").editIssue(1, { discussionLocked: true });
    expect(() => scene.gitlab.as("maya").reopen(1)).toThrow("403");
    expect(scene.gitlab.as("maya").comment(1, "/reopen").messages).toEqual(["Could not apply reopen command."]);
  });
});

describe("state events", () => {
  it("come in pages, oldest first, and one by one, with what closed it", async () => {
    await using scene = await anIssue();
    const merged = scene.gitlab.mergeRequestCloses(scene.projectId, 1, "maya");
    scene.gitlab.as("mona").reopen(1);
    const sha = scene.gitlab.push(scene.projectId, "cathy", "closes: #1");
    const events = `/projects/${scene.projectId}/issues/1/resource_state_events`;

    const first = await scene.api("GET", `${events}?per_page=2`);
    const rest = await scene.api("GET", `${events}?per_page=2&page=2`);

    expect(first.headers.get("x-total-pages")).toBe("2");
    const none = { source_commit: null, source_merge_request_id: null };
    expect([...first.json, ...rest.json]).toMatchObject([
      { user: { username: "maya" }, state: "closed", ...none, source_merge_request_id: merged.id },
      { user: { username: "mona" }, state: "reopened", ...none },
      { user: { username: "cathy" }, state: "closed", ...none, source_commit: sha },
    ]);
    expect(merged.id).not.toBe(merged.iid);
    const [{ id }] = rest.json;
    expect((await scene.api("GET", `${events}/${id}`)).json).toEqual(rest.json[0]);
    expect((await scene.api("GET", `${events}/9999`)).status).toBe(404);
  });
});

describe("closing by commit", () => {
  it.each([
    { message: "Fix #1, Fixes #2 and Closes acme/support#1.", closes: ["#1", "#2", "support#1"] },
    { message: "This fixes issue #1, #2", closes: ["#1", "#2"] },
    { message: "Resolves <BASE>/acme/support/-/issues/1", closes: ["support#1"] },
    { message: "Implementing: #2", closes: ["#2"] },
    { message: "Relates to #1; see #2. Fixation #1, disclose #1", closes: [] },
  ])("$message", async ({ message, closes }) => {
    await using scene = await anIssue();
    scene.gitlab.as("mona", scene.elsewhere).openIssue({ title: "Ticket" });

    scene.gitlab.push(scene.projectId, "mona", message.replace("<BASE>", scene.gitlab.baseUrl));

    const closed = [
      ...[1, 2].filter((iid) => scene.gitlab.issue(iid).state === "closed").map((iid) => `#${iid}`),
      ...(scene.gitlab.issue(1, scene.elsewhere).state === "closed" ? ["support#1"] : []),
    ];
    expect(closed).toEqual(closes);
  });

  it("comes from the API's commits too", async () => {
    await using scene = await anIssue();
    const commit = { branch: "main", commit_message: "Closes #1", actions: [] };
    await scene.api("POST", `/projects/${scene.projectId}/repository/commits`, commit, tokenOf(scene, "maya"));

    expect(scene.gitlab.issue(1)).toMatchObject({ state: "closed", closedBy: "maya" });
  });

  it("as a merge request, does nothing for who may not close the issue, and says nothing", async () => {
    await using scene = await anIssue();
    scene.gitlab.addMember(scene.projectId, "oscar", "guest");

    scene.gitlab.push(scene.projectId, "oscar", "Fixes #1");
    scene.gitlab.mergeRequestCloses(scene.projectId, 1, "oscar");

    expect(scene.gitlab.issue(1)).toMatchObject({ state: "opened", stateChanges: [] });
  });
});

describe("the board", () => {
  it("takes every label of its lists off a card dragged to Closed, and no other", async () => {
    await using scene = await anIssue();

    scene.gitlab.as("mona").moveOnBoard(1, "Closed");

    expect(scene.gitlab.issue(1).labels).toEqual(["escalation"]);
    scene.gitlab.as("mona").moveOnBoard(1, "severity::critical");
    expect(scene.gitlab.issue(1)).toMatchObject({ labels: ["escalation", "severity::critical"], state: "opened" });
    expect(() => scene.gitlab.as("mona").moveOnBoard(1, "bug")).toThrow("404");
  });
});

describe("who may", () => {
  it.each([
    { who: "gus", what: "its author, a guest", closes: true, reopens: true, deletes: false },
    { who: "mona", what: "a planner", closes: true, reopens: true, deletes: true },
    { who: "esc_bot", what: "a reporter", closes: true, reopens: true, deletes: false },
    { who: "cathy", what: "a developer", closes: true, reopens: true, deletes: false },
    { who: "maya", what: "a maintainer", closes: true, reopens: true, deletes: false },
    { who: "root", what: "an owner", closes: true, reopens: true, deletes: true },
    { who: "gail", what: "another guest", closes: false, reopens: false, deletes: false },
  ])("$what ($who): close $closes, reopen $reopens, delete $deletes", async ({ who, closes, reopens, deletes }) => {
    await using scene = await anIssue();
    scene.gitlab.addUser({ username: "gail", name: "Gail" });
    scene.gitlab.addMember(scene.projectId, "gail", "guest");
    const issue = `/projects/${scene.projectId}/issues/1`;
    const token = tokenOf(scene, who);

    expect((await scene.api("PUT", issue, { state_event: "close" }, token)).status).toBe(closes ? 200 : 403);
    expect((await scene.api("PUT", issue, { state_event: "reopen" }, token)).status).toBe(reopens ? 200 : 403);
    expect((await scene.api("DELETE", issue, undefined, token)).status).toBe(deletes ? 204 : 403);
    expect((await scene.api("GET", issue)).status).toBe(deletes ? 404 : 200);
  });

  it("an assignee may close whatever their role; a guest does not even see another's confidential one", async () => {
    await using scene = await anIssue();
    scene.gitlab.addUser({ username: "gail", name: "Gail" });
    scene.gitlab.addMember(scene.projectId, "gail", "guest");
    scene.gitlab.as("mona").setConfidential(1, true);
    expect(() => scene.gitlab.as("gail").close(1)).toThrow("404");

    scene.gitlab.as("mona").assign(1, "gail");
    scene.gitlab.as("gail").close(1);

    expect(scene.gitlab.issue(1)).toMatchObject({ state: "closed", closedBy: "gail" });
  });

  it("deleting tells nobody, and leaves nothing", async () => {
    await using scene = await anIssue();
    const before = told(scene).length;
    scene.gitlab.as("mona").deleteIssue(1);
    await scene.gitlab.settled();

    expect(told(scene).slice(before)).toEqual([]);
    const answers = await Promise.all(
      ["", "/notes", "/links", "/resource_state_events"].map(
        async (part) => (await scene.api("GET", `/projects/${scene.projectId}/issues/1${part}`)).status,
      ),
    );
    expect(answers).toEqual([404, 404, 404, 404]);
  });
});
