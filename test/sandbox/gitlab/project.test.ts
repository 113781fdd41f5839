import { describe, expect, it } from "vitest";
import { aGitLab, tokenOf } from "./a-gitlab.ts";

describe("people", () => {
  it("are found by exact username in any case, and by public e-mail only", async () => {
    await using scene = await aGitLab({ hook: false });
    const names = async (query: string) =>
      (await scene.api("GET", `/users?${query}`)).json.map((user: { username: string }) => user.username);

    expect(await names("username=OSCAR")).toEqual(["oscar"]);
    expect(await names("username=osc")).toEqual([]);
    expect(await names("search=oscar@example.test")).toEqual(["oscar"]);
    expect((await scene.api("GET", "/user")).json).toMatchObject({ username: "esc_bot", bot: true });
  });

  it("members have their level; who is none is 404", async () => {
    await using scene = await aGitLab({ hook: false });
    const members = `/projects/${scene.projectId}/members/all`;
    const all = await scene.api("GET", `${members}?per_page=2`);
    const oscar = (await scene.api("GET", "/users?username=oscar")).json[0].id;

    expect(all.headers.get("x-total")).toBe("6");
    expect((await scene.api("GET", `${members}?query=mona`)).json).toMatchObject([
      { username: "mona", access_level: 15, membership_state: "active" },
    ]);
    expect(await scene.api("GET", `${members}/${oscar}`)).toMatchObject({
      status: 404,
      json: { message: "404 Not found" },
    });
  });
});

describe("labels of the project", () => {
  it("are made, changed and deleted by Planners and up", async () => {
    await using scene = await aGitLab({ hook: false });
    const labels = `/projects/${scene.projectId}/labels`;

    expect(
      await scene.api("POST", labels, { name: "needs dri", color: "#ff0000", description: "d", priority: 1 }),
    ).toMatchObject({
      status: 201,
      json: { name: "needs dri", color: "#ff0000", priority: 1, is_project_label: true },
    });
    expect(await scene.api("POST", labels, { name: "Needs DRI", color: "#ff0000" })).toMatchObject({
      status: 409,
      json: { message: "Label already exists" },
    });
    expect((await scene.api("PUT", `${labels}/needs%20dri`, { new_name: "needs a dri" })).json.name).toBe(
      "needs a dri",
    );
    expect((await scene.api("POST", labels, { name: "x", color: "#ff0000" }, tokenOf(scene, "gus"))).status).toBe(403);
    expect((await scene.api("POST", labels, { name: "x", color: "#nope" })).json).toEqual({
      message: { color: ["must be a valid color code"] },
    });
    expect((await scene.api("DELETE", `${labels}/needs%20a%20dri`)).status).toBe(204);
  });
});

describe("hooks", () => {
  it("are kept by Maintainers, never show their secrets, and lose the token with a new address", async () => {
    await using scene = await aGitLab({ hook: false });
    const hooks = `/projects/${scene.projectId}/hooks`;
    const maya = tokenOf(scene, "maya");

    expect((await scene.api("POST", hooks, { url: scene.hookUrl })).status).toBe(403);
    const made = await scene.api("POST", hooks, { url: scene.hookUrl, token: "hush", note_events: true }, maya);
    expect(made.json).toMatchObject({
      note_events: true,
      issues_events: false,
      token_present: true,
      signing_token_present: false,
      alert_status: "executable",
    });
    expect(JSON.stringify(made.json)).not.toContain("hush");
    const moved = await scene.api(
      "PUT",
      `${hooks}/${made.json.id}`,
      { url: `${scene.hookUrl}?2`, issues_events: true },
      maya,
    );
    expect(moved.json).toMatchObject({ note_events: true, issues_events: true, token_present: false });
    expect((await scene.api("POST", hooks, { url: "not an address" }, maya)).status).toBe(422);
    expect((await scene.api("DELETE", `${hooks}/${made.json.id}`, undefined, maya)).status).toBe(204);
  });

  it("are tested with the newest issue, without an action; 422 where there is none", async () => {
    await using scene = await aGitLab();
    const maya = tokenOf(scene, "maya");
    const [{ id }] = (await scene.api("GET", `/projects/${scene.projectId}/hooks`, undefined, maya)).json;
    const test = (trigger: string) =>
      scene.api("POST", `/projects/${scene.projectId}/hooks/${id}/test/${trigger}`, {}, maya);

    expect((await test("issues_events")).status).toBe(422);
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    await scene.gitlab.settled();
    expect((await test("confidential_issues_events")).status).toBe(201);
    expect(scene.received.at(-1)?.headers["x-gitlab-event"]).toBe("Confidential Issue Hook");
    expect(scene.received.at(-1)?.body.object_attributes).not.toHaveProperty("action");
    expect((await test("note_events")).status).toBe(422);
  });

  it("list their past deliveries and send one again", async () => {
    await using scene = await aGitLab();
    const maya = tokenOf(scene, "maya");
    scene.answerWith(500);
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    await scene.gitlab.settled();
    const [{ id }] = (await scene.api("GET", `/projects/${scene.projectId}/hooks`, undefined, maya)).json;
    const events = `/projects/${scene.projectId}/hooks/${id}/events`;

    const failed = await scene.api("GET", `${events}?status=server_failure`, undefined, maya);
    expect(failed.json).toMatchObject([{ response_status: "500", request_data: { object_kind: "issue" } }]);
    scene.answerWith(200);
    expect(await scene.api("POST", `${events}/${failed.json[0].id}/resend`, {}, maya)).toMatchObject({
      status: 201,
      json: { response_status: 200 },
    });
    expect(scene.received[0]?.headers["idempotency-key"]).toBe(scene.received[1]?.headers["idempotency-key"]);
  });
});

describe("wiki", () => {
  it("keeps pages by slug, with folders", async () => {
    await using scene = await aGitLab({ hook: false });
    const wikis = `/projects/${scene.projectId}/wikis`;
    const cathy = tokenOf(scene, "cathy");

    const made = await scene.api("POST", wikis, { title: "Escalations/Acme Corp", content: "# Acme" }, cathy);
    expect(made).toMatchObject({
      status: 201,
      json: { slug: "Escalations/Acme-Corp", content: "# Acme", format: "markdown" },
    });
    expect((await scene.api("PUT", `${wikis}/Escalations%2FAcme-Corp`, { content: "new" }, cathy)).json.content).toBe(
      "new",
    );
    expect((await scene.api("POST", wikis, { title: "Escalations/Acme Corp", content: "" }, cathy)).status).toBe(422);
    expect((await scene.api("POST", wikis, { title: "No", content: "" }, tokenOf(scene, "gus"))).status).toBe(403);
    expect((await scene.api("GET", wikis, undefined, cathy)).json).toMatchObject([{ slug: "Escalations/Acme-Corp" }]);
    expect((await scene.api("DELETE", `${wikis}/Escalations%2FAcme-Corp`, undefined, cathy)).status).toBe(204);
    expect((await scene.api("GET", `${wikis}/Escalations%2FAcme-Corp`, undefined, cathy)).status).toBe(404);
  });
});

describe("repository", () => {
  it("shows templates by name", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.setTemplate(scene.projectId, "Account escalation", "## Customer\n");
    const templates = `/projects/${scene.projectId}/templates/issues`;

    expect((await scene.api("GET", templates)).json).toEqual([
      { key: "Account escalation", name: "Account escalation" },
    ]);
    expect((await scene.api("GET", `${templates}/Account%20escalation`)).json.content).toBe("## Customer\n");
    expect((await scene.api("GET", `${templates}/Other`)).status).toBe(404);
  });

  it("takes commits of Maintainers, all or nothing, and refuses a stale one", async () => {
    await using scene = await aGitLab({ hook: false });
    const maya = tokenOf(scene, "maya");
    const commits = `/projects/${scene.projectId}/repository/commits`;
    const file = `/projects/${scene.projectId}/repository/files/a%2Fb.md`;
    const commit = (actions: object[], token = maya) =>
      scene.api("POST", commits, { branch: "main", commit_message: "m", actions }, token);

    expect(
      (await commit([{ action: "create", file_path: "a/b.md", content: "one" }], tokenOf(scene, "cathy"))).status,
    ).toBe(403);
    expect((await commit([{ action: "create", file_path: "a/b.md", content: "one" }])).status).toBe(201);
    const first = (await scene.api("GET", `${file}?ref=main`)).json;
    expect(Buffer.from(first.content, "base64").toString()).toBe("one");
    await commit([{ action: "update", file_path: "a/b.md", content: "two" }]);

    const stale = await commit([
      { action: "create", file_path: "c.md", content: "" },
      { action: "update", file_path: "a/b.md", content: "three", last_commit_id: first.last_commit_id },
    ]);
    expect(stale).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining("has changed since you started editing it") },
    });
    expect(scene.gitlab.state().projects[0]?.files).toEqual([{ path: "a/b.md", content: "two" }]);
  });
});

describe("links and boards", () => {
  it("show from both sides; the same link again is 409", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.as("cathy").openIssue({ title: "Escalation" });
    scene.gitlab.as("cathy").openIssue({ title: "Fix" });
    const links = (iid: number) => `/projects/${scene.projectId}/issues/${iid}/links`;
    const body = { target_project_id: scene.projectId, target_issue_iid: 2, link_type: "is_blocked_by" };

    expect((await scene.api("POST", links(1), body)).json).toMatchObject({
      source_issue: { iid: 1 },
      target_issue: { iid: 2 },
    });
    expect((await scene.api("POST", links(1), body)).status).toBe(409);
    expect((await scene.api("GET", links(2))).json).toMatchObject([
      { iid: 1, link_type: "blocks", title: "Escalation" },
    ]);
  });

  it("boards have lists by label", async () => {
    await using scene = await aGitLab({ hook: false });
    const boards = `/projects/${scene.projectId}/boards`;
    const { id } = (await scene.api("POST", boards, { name: "Escalations" })).json;
    const label = (await scene.api("GET", `/projects/${scene.projectId}/labels/bug`)).json.id;
    await scene.api("POST", `${boards}/${id}/lists`, { label_id: label });

    expect((await scene.api("GET", boards)).json).toMatchObject([
      { name: "Escalations", lists: [{ label: { name: "bug" } }] },
    ]);
  });
});
