import { describe, expect, it } from "vitest";
import { aGitLab, noon, tokenOf } from "./a-gitlab.ts";

describe("labels", () => {
  it("of one scope drive each other out on Premium, and pile up on Free", async () => {
    await using premium = await aGitLab({ tier: "premium" });
    await using free = await aGitLab({ tier: "free" });
    for (const scene of [premium, free]) {
      scene.gitlab.as("cathy").openIssue({ title: "T", labels: ["severity::high"] });
      await scene.api("PUT", `/projects/${scene.projectId}/issues/1`, { add_labels: "severity::critical" });
    }

    expect(premium.gitlab.issue(1).labels).toEqual(["severity::critical"]);
    expect(free.gitlab.issue(1).labels).toEqual(["severity::critical", "severity::high"]);
  });

  it("given at once: the last of a scope stays on Premium", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T", labels: ["severity::high", "bug", "severity::critical"] });

    expect(scene.gitlab.issue(1).labels).toEqual(["bug", "severity::critical"]);
  });

  it("that are unknown come into being, for those who may make labels", async () => {
    await using scene = await aGitLab();
    const base = `/projects/${scene.projectId}/issues`;
    await scene.api("POST", base, { title: "A", labels: "severity::hihg" });
    await scene.api("POST", base, { title: "B", labels: "other" }, tokenOf(scene, "gus"));

    expect(scene.gitlab.issue(1).labels).toEqual(["severity::hihg"]);
    expect(scene.gitlab.issue(2).labels).toEqual([]);
    expect(scene.gitlab.state().projects[0]?.labels.map(({ name }) => name)).toContain("severity::hihg");
  });

  it("that are unknown are not made by taking them off", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    await scene.api("PUT", `/projects/${scene.projectId}/issues/1`, { remove_labels: "never::was" });

    expect(scene.gitlab.state().projects[0]?.labels.map(({ name }) => name)).not.toContain("never::was");
  });

  it("leave resource events and no notes; the event of a deleted label has null", async () => {
    await using scene = await aGitLab();
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "T", labels: ["bug"] });
    cathy.removeLabels(1, "bug");
    await scene.api("DELETE", `/projects/${scene.projectId}/labels/bug`);

    const events = await scene.api("GET", `/projects/${scene.projectId}/issues/1/resource_label_events`);

    expect(events.json).toMatchObject([
      { action: "add", label: null, user: { username: "cathy" }, resource_type: "Issue" },
      { action: "remove", label: null },
    ]);
    expect(scene.gitlab.issue(1).notes).toEqual([]);
  });

  it("as text without any takes all off", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T", labels: ["bug"] });
    await scene.api("PUT", `/projects/${scene.projectId}/issues/1`, { labels: "" });

    expect(scene.gitlab.issue(1).labels).toEqual([]);
  });
});

describe("assignees", () => {
  it.each([
    { tier: "premium", given: ["mona", "cathy"], left: ["mona", "cathy"], because: "Premium takes several" },
    { tier: "free", given: ["mona", "cathy"], left: ["mona"], because: "Free takes the first" },
    { tier: "premium", given: ["oscar", "cathy"], left: ["cathy"], because: "who is no member is dropped" },
    {
      tier: "free",
      given: ["oscar", "cathy"],
      left: ["maya"],
      because: "Free looks at the first only, and nobody is left",
    },
    { tier: "premium", given: ["oscar"], left: ["maya"], because: "nobody is left, so nothing changes" },
    { tier: "premium", given: [], left: [], because: "the empty list takes everybody off" },
  ] as const)("$tier, $given: $because", async ({ tier, given, left }) => {
    await using scene = await aGitLab({ tier });
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    scene.gitlab.as("cathy").assign(1, "maya");
    const users = await scene.api("GET", "/users");
    const ids = given.map((name) => users.json.find((user: { username: string }) => user.username === name).id);

    const answer = await scene.api("PUT", `/projects/${scene.projectId}/issues/1`, { assignee_ids: ids });

    expect(answer.status).toBe(200);
    expect(scene.gitlab.issue(1).assignees).toEqual(left);
  });
});

describe("who may see and do what", () => {
  it("a confidential issue is 404 but for Planners and up, its author and its assignees", async () => {
    await using scene = await aGitLab();
    scene.gitlab.addUser({ username: "gil", name: "Gil" });
    scene.gitlab.addMember(scene.projectId, "gil", "guest");
    scene.gitlab.as("gus").openIssue({ title: "Secret", confidential: true });
    const read = async (name: string) =>
      (await scene.api("GET", `/projects/${scene.projectId}/issues/1`, undefined, tokenOf(scene, name))).status;

    expect(await Promise.all(["mona", "cathy", "gus", "gil", "oscar"].map(read))).toEqual([200, 200, 200, 404, 404]);
    scene.gitlab.as("cathy").assign(1, "gil");
    expect(await read("gil")).toBe(200);
  });

  it("a Guest closes and edits their own issue, but not another's", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("gus").openIssue({ title: "Mine" });
    scene.gitlab.as("cathy").openIssue({ title: "Hers" });
    const gus = tokenOf(scene, "gus");

    const own = await scene.api(
      "PUT",
      `/projects/${scene.projectId}/issues/1`,
      { state_event: "close", add_labels: "bug" },
      gus,
    );
    const other = await scene.api("PUT", `/projects/${scene.projectId}/issues/2`, { state_event: "close" }, gus);

    expect(own.json).toMatchObject({ state: "closed", labels: [], closed_by: { username: "gus" } });
    expect(other).toMatchObject({ status: 403, json: { message: "403 Forbidden" } });
  });

  it("an outsider reads and comments in a public project, and gets 404 in a private one", async () => {
    await using scene = await aGitLab();
    const open = scene.gitlab.addProject({ path: "acme/open", name: "Open", visibility: "public" });
    const { iid } = scene.gitlab.as("oscar", open.id).openIssue({ title: "From outside" });
    scene.gitlab.as("oscar", open.id).comment(iid, "/esc help");

    expect(scene.gitlab.issue(iid, open.id).notes).toMatchObject([{ author: "oscar", body: "/esc help" }]);
    expect(await scene.api("GET", `/projects/${scene.projectId}`, undefined, tokenOf(scene, "oscar"))).toMatchObject({
      status: 404,
      json: { message: "404 Project Not Found" },
    });
  });

  it("a wrong token is 401, a revoked one too", async () => {
    await using scene = await aGitLab();
    expect(await scene.api("GET", "/user", undefined, "nonsense")).toMatchObject({
      status: 401,
      json: { message: "401 Unauthorized" },
    });
    scene.gitlab.revokeToken(scene.token);
    expect((await scene.api("GET", "/user")).status).toBe(401);
  });

  it("deleting is for Owners and Planners, and then the issue is 404", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    const path = `/projects/${scene.projectId}/issues/1`;

    expect((await scene.api("DELETE", path, undefined, tokenOf(scene, "cathy"))).status).toBe(403);
    expect((await scene.api("DELETE", path, undefined, tokenOf(scene, "mona"))).status).toBe(204);
    expect(await scene.api("GET", path)).toMatchObject({ status: 404, json: { message: "404 Not found" } });
  });
});

describe("the list of issues", () => {
  it("filters, sorts, and pages with GitLab's headers", async () => {
    await using scene = await aGitLab({ hook: false });
    const cathy = scene.gitlab.as("cathy");
    for (let n = 1; n <= 5; n += 1) {
      cathy.openIssue({ title: `Issue ${n}`, labels: n % 2 === 1 ? ["escalation", "bug"] : ["escalation"] });
      scene.pass(1000);
    }
    cathy.close(5);
    const base = `/projects/acme%2Fescalations/issues`;
    const iids = async (query: string) =>
      (await scene.api("GET", `${base}?${query}`)).json.map((issue: { iid: number }) => issue.iid);

    expect(await iids("")).toEqual([5, 4, 3, 2, 1]);
    expect(await iids("labels=escalation,bug&sort=asc")).toEqual([1, 3, 5]);
    expect(await iids("state=opened&labels=bug")).toEqual([3, 1]);
    expect(await iids("iids[]=2&iids[]=4")).toEqual([4, 2]);
    expect(await iids("search=issue%202")).toEqual([2]);
    expect(await iids("order_by=updated_at&sort=desc&per_page=1")).toEqual([5]);
    expect(await iids(`updated_after=${new Date(noon + 3000).toISOString()}`)).toEqual([5, 4]);
    const page = await scene.api("GET", `${base}?per_page=2&page=2`);
    expect(page.json.map((issue: { iid: number }) => issue.iid)).toEqual([3, 2]);
    expect(Object.fromEntries(page.headers)).toMatchObject({
      "x-total": "5",
      "x-total-pages": "3",
      "x-page": "2",
      "x-next-page": "3",
      "x-prev-page": "1",
      link: expect.stringContaining('per_page=2&page=3>; rel="next"'),
    });
  });

  it("a comment moves updated_at only when that is more than a minute old", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    scene.pass(30_000);
    scene.gitlab.as("cathy").comment(1, "soon");
    expect(scene.gitlab.issue(1).updatedAt).toBe("2026-11-24T12:00:00.000Z");

    scene.pass(31_000);
    scene.gitlab.as("cathy").comment(1, "later");
    expect(scene.gitlab.issue(1).updatedAt).toBe("2026-11-24T12:01:01.000Z");
  });
});

describe("errors", () => {
  it.each([
    { method: "POST", path: "", body: {}, status: 400, json: { error: "title is missing" } },
    {
      method: "POST",
      path: "",
      body: { title: "x".repeat(256) },
      status: 400,
      json: { message: { title: ["is too long (maximum is 255 characters)"] } },
    },
    {
      method: "PUT",
      path: "/1",
      body: {},
      status: 400,
      json: { error: expect.stringContaining("at least one parameter must be provided") },
    },
    { method: "POST", path: "/1/notes", body: {}, status: 400, json: { error: "body is missing" } },
    { method: "GET", path: "/99", body: undefined, status: 404, json: { message: "404 Not found" } },
    { method: "GET", path: "/1/nonsense", body: undefined, status: 404, json: { message: "404 Not found" } },
  ])("$method issues$path with $body: $status", async ({ method, path, body, status, json }) => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.as("cathy").openIssue({ title: "T" });

    expect(await scene.api(method, `/projects/${scene.projectId}/issues${path}`, body)).toMatchObject({ status, json });
  });
});

describe("moving", () => {
  it("makes a new issue with new numbers, loses unknown labels, and closes the old one", async () => {
    await using scene = await aGitLab();
    const other = scene.gitlab.addProject({ path: "acme/other", name: "Other" });
    scene.gitlab.addMember(other.id, "cathy", "developer");
    scene.gitlab.as("cathy").openIssue({ title: "T", labels: ["bug"] });

    const moved = scene.gitlab.as("cathy").moveIssue(1, other.id);

    expect(scene.gitlab.issue(moved.iid, other.id)).toMatchObject({ title: "T", labels: [], state: "opened" });
    expect((await scene.api("GET", `/projects/${scene.projectId}/issues/1`)).json).toMatchObject({
      state: "closed",
      moved_to_id: moved.id,
    });
  });
});
