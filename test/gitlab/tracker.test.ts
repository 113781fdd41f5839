import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OutsideError } from "../../src/act/outside-error.ts";
import type { IssueTracker } from "../../src/act/ports.ts";
import { RefusedRequest } from "../../src/gitlab/requester.ts";
import { gitlabTracker } from "../../src/gitlab/tracker.ts";
import { type IssueKey, issueKey } from "../../src/issue-key.ts";
import { faults } from "../../src/sandbox/gitlab/faults.ts";
import { aGitLab, noon, type Scene, tokenOf } from "../sandbox/gitlab/a-gitlab.ts";

let scene: Scene;
let tracker: IssueTracker;
let key: IssueKey;

beforeEach(async () => {
  scene = await aGitLab({ hook: false });
  tracker = gitlabTracker({ url: scene.gitlab.baseUrl, token: scene.token, clock: scene.now, timeoutMs: 300 });
  const { iid } = scene.gitlab.as("cathy").openIssue({ title: "Acme", description: "Nothing runs.\r\n" });
  key = issueKey({ projectId: scene.projectId, iid });
});
afterEach(() => scene[Symbol.asyncDispose]());

/** What a failed call says to do next. */
async function failure(
  call: Promise<unknown>,
): Promise<{ remedy: string; retryAfterMs: number | undefined; message: string }> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutsideError)) throw new Error(`not an OutsideError: ${String(error)}`);
  return { remedy: error.remedy, retryAfterMs: error.retryAfterMs, message: error.message };
}

describe("what a failed call means", () => {
  const read = () => tracker.readIssue(key);
  const write = () => tracker.postNote(key, "Hello", false);

  it.each([
    { what: "502", fault: { kind: "status", status: 502 } as const },
    { what: "a dropped connection", fault: { kind: "drop" } as const },
    { what: "no answer in time", fault: { kind: "hang" } as const },
    { what: "a page instead of JSON", fault: { kind: "status", status: 200, body: "<p>Sign in" } as const },
  ])("$what: a read can be repeated, a write has to be looked up", async ({ fault }) => {
    scene.gitlab.faults.once({ method: "GET", fault });
    scene.gitlab.faults.once({ method: "POST", fault });

    expect(await failure(read())).toMatchObject({ remedy: "repeat", retryAfterMs: undefined });
    expect(await failure(write())).toMatchObject({ remedy: "look-up", retryAfterMs: undefined });
  });

  it("nobody listens: nothing can have happened, so a write can be repeated too", async () => {
    tracker = gitlabTracker({ url: await deadAddress(), token: "t", clock: scene.now });

    expect(await failure(write())).toMatchObject({ remedy: "repeat" });
  });

  it("429: repeated after Retry-After, and no other call is made until then", async () => {
    scene.gitlab.faults.once({ method: "POST", fault: faults.tooManyRequests(7) });
    expect(await failure(write())).toMatchObject({ remedy: "repeat", retryAfterMs: 7_000 });
    scene.gitlab.requests.reset();
    scene.pass(5_000);

    expect(await failure(read())).toMatchObject({ remedy: "repeat", retryAfterMs: 2_000 });
    expect(scene.gitlab.requests.all()).toEqual([]);

    scene.pass(2_000);
    expect(await read()).toMatchObject({ title: "Acme" });
  });

  it("401: repeated slowly, and the operator is told which setting to see to", async () => {
    scene.gitlab.revokeToken(scene.token);

    const { remedy, retryAfterMs, message } = await failure(write());

    expect(remedy).toBe("repeat");
    expect(retryAfterMs).toBeGreaterThan(1_000);
    expect(message).toContain("GITLAB_TOKEN");
  });

  it.each([400, 403, 422])("%i: given up, with GitLab's reason", async (status) => {
    scene.gitlab.faults.once({ fault: { kind: "status", status, body: { message: { base: ["is locked"] } } } });

    const { remedy, message } = await failure(write());

    expect(remedy).toBe("give-up");
    expect(message).toContain("is locked");
  });

  it("404: an issue that is gone or hidden is undefined, a comment that is gone is said to be", async () => {
    expect(await tracker.readIssue(issueKey({ projectId: scene.projectId, iid: 99 }))).toBeUndefined();
    expect(await tracker.editNote(key, 12_345, "Hello")).toBe("gone");
    await expect(tracker.postNote(issueKey({ projectId: 99, iid: 1 }), "Hello", false)).rejects.toThrow(RefusedRequest);
  });

  it("an answer that is not GitLab's is given up with what is wrong in it", async () => {
    const server = await answering((_request, response) =>
      response.setHeader("content-type", "application/json").end("{}"),
    );
    tracker = gitlabTracker({ url: addressOf(server), token: "t", clock: scene.now });

    const { remedy, message } = await failure(read());
    server.close();

    expect(remedy).toBe("give-up");
    expect(message).toContain("not understood");
  });

  it.each([
    { to: "https://gitlab.example.test/api/v4/x", says: /sends us to https:.*\(301\); correct GITLAB_URL$/ },
    { to: "/gitlab/api/v4/projects/71", says: /the project was moved or renamed: correct GITLAB_PROJECT/ },
  ])("a redirect to $to is not followed, and says what to correct", async ({ to, says }) => {
    const fault = { kind: "status", status: 301, body: "", headers: { location: to } } as const;
    scene.gitlab.faults.once({ method: "GET", fault });

    expect((await failure(tracker.findIssue("acme/old-name", 1))).message).toMatch(says);
  });

  it("never repeats a call by itself", async () => {
    scene.gitlab.faults.once({ method: "POST", fault: { kind: "status", status: 503 } });
    await failure(write());
    scene.gitlab.faults.once({ method: "POST", fault: faults.tooManyRequests(1) });
    await failure(write());

    expect(scene.gitlab.requests.matching("POST", /notes/)).toHaveLength(2);
  });

  it("never tells the token", async () => {
    scene.gitlab.faults.mode = { kind: "drop" };

    const { message } = await failure(write());

    expect(message).not.toContain(scene.token);
  });

  it("a shutdown cuts off what is under way: the outcome is unknown", async () => {
    const stop = new AbortController();
    tracker = gitlabTracker({ url: scene.gitlab.baseUrl, token: scene.token, clock: scene.now, signal: stop.signal });
    scene.gitlab.faults.mode = faults.hang;
    const cut = failure(write());
    setTimeout(() => stop.abort(), 20);

    expect(await cut).toMatchObject({ remedy: "look-up" });
  });
});

describe("reading", () => {
  it("reads every page: more than a hundred comments, oldest first, without GitLab's own", async () => {
    for (let n = 0; n < 230; n += 1) scene.gitlab.as("cathy").comment(iidOf(key), `Comment ${n}`);
    scene.gitlab.as("maya").setConfidential(iidOf(key), true);

    const { comments: notes } = await tracker.readDiscussion(key);

    expect(notes.map(({ body }) => body)).toEqual(Array.from({ length: 230 }, (_, n) => `Comment ${n}`));
  });

  it("reads every page of members, by lower-case username, without those who are blocked", async () => {
    for (let n = 0; n < 130; n += 1) {
      scene.gitlab.addUser({ username: `Person${n}`, name: `Person ${n}` });
      scene.gitlab.addMember(scene.projectId, `Person${n}`, "developer");
    }

    const { members } = await tracker.members(scene.projectId);

    expect(members.get("person129")).toMatchObject({ username: "Person129", accessLevel: 30 });
    expect(members.size).toBe(136);
    expect(members.has("oscar")).toBe(false);
  });

  it("asks for the members once in five minutes, and once for all who ask at the same time", async () => {
    const count = () => scene.gitlab.requests.matching("GET", /members/).length;

    await Promise.all([tracker.members(scene.projectId), tracker.members(scene.projectId)]);
    scene.pass(4 * 60_000);
    await tracker.members(scene.projectId);
    expect(count()).toBe(1);

    scene.pass(2 * 60_000);
    await tracker.members(scene.projectId);
    expect(count()).toBe(2);
  });

  it("asks for the members afresh where they must be no older than some moment", async () => {
    const { at } = await tracker.members(scene.projectId);
    scene.pass(1_000);
    scene.gitlab.addMember(scene.projectId, "oscar", "guest");

    const { members } = await tracker.members(scene.projectId, at);

    expect(members.has("oscar")).toBe(true);
  });

  it("members that could not be read are asked for again", async () => {
    scene.gitlab.faults.once({ path: /members/, fault: { kind: "drop" } });
    await failure(tracker.members(scene.projectId));

    expect((await tracker.members(scene.projectId)).members.size).toBe(6);
  });

  it("the severity whose label was set last, over more than a page of label events", async () => {
    for (let n = 0; n < 60; n += 1) {
      scene.gitlab.as("maya").addLabels(iidOf(key), "bug", "severity::high");
      scene.gitlab.as("maya").removeLabels(iidOf(key), "bug", "severity::high");
    }
    scene.gitlab.as("maya").addLabels(iidOf(key), "severity::critical");

    expect((await tracker.labelChanges(key)).filter(({ added }) => added).at(-1)?.label).toBe("severity::critical");
  });

  it("every change of labels with who made it, without labels deleted since", async () => {
    scene.gitlab.as("maya").addLabels(iidOf(key), "severity::high", "bug");
    scene.pass(1_000);
    scene.gitlab.as("mona").addLabels(iidOf(key), "severity::critical");
    await scene.api("DELETE", `/projects/${scene.projectId}/labels/bug`);

    const changes = await tracker.labelChanges(key);

    expect(changes.map(({ at, by, label, added }) => ({ at, by: by.username, label, added }))).toEqual([
      { at: noon, by: "maya", label: "severity::high", added: true },
      { at: noon + 1_000, by: "mona", label: "severity::critical", added: true },
      { at: noon + 1_000, by: "mona", label: "severity::high", added: false },
    ]);
  });

  it("whoever was deleted is the ghost", async () => {
    const event = { id: 1, user: null, created_at: "2026-11-24T12:00:00.000Z", label: { name: "bug" }, action: "add" };
    scene.gitlab.faults.once({ path: /label_events/, fault: { kind: "status", status: 200, body: [event] } });

    expect(await tracker.labelChanges(key)).toEqual([
      { at: noon, by: { id: 0, username: "ghost", name: "" }, label: "bug", added: true },
    ]);
  });

  it("every closing and reopening with who did it, over more than a page; the opening is none", async () => {
    expect(await tracker.stateChanges(key)).toEqual([]);
    for (let n = 0; n < 60; n += 1) {
      scene.pass(1_000);
      scene.gitlab.as("cathy").close(iidOf(key));
      scene.gitlab.as("mona").reopen(iidOf(key));
    }
    scene.pass(1_000);
    scene.gitlab.as("maya").close(iidOf(key));

    const changes = await tracker.stateChanges(key);

    expect(changes).toHaveLength(121);
    expect(changes.slice(-2).map(({ by, ...change }) => ({ by: by.username, ...change }))).toEqual([
      { by: "mona", at: noon + 60_000, to: "opened" },
      { by: "maya", at: noon + 61_000, to: "closed" },
    ]);
  });

  it.each([
    { way: "mergeRequestCloses", via: "merge-request" },
    { way: "push", via: "commit" },
  ] as const)("what closed an issue: $way is $via, in the name of who did it", async ({ way, via }) => {
    if (way === "push") scene.gitlab.push(scene.projectId, "cathy", `Closes #${iidOf(key)}`);
    else scene.gitlab.mergeRequestCloses(scene.projectId, iidOf(key), "cathy");

    expect(await tracker.stateChanges(key)).toMatchObject([{ by: { username: "cathy" }, to: "closed", via }]);
  });

  it("an older GitLab that does not say what closed an issue, by somebody deleted since", async () => {
    const event = { id: 1, user: null, created_at: "2026-11-24T12:00:00.000Z", state: "closed" };
    scene.gitlab.faults.once({ path: /state_events/, fault: { kind: "status", status: 200, body: [event] } });

    const ghost = { id: 0, username: "ghost", name: "" };
    expect(await tracker.stateChanges(key)).toEqual([{ at: noon, by: ghost, to: "closed" }]);
  });

  it("where an issue went: closed when, moved to what, a duplicate of which", async () => {
    expect(await tracker.readIssue(key)).not.toHaveProperty("closedAt");

    const original = scene.gitlab.as("cathy").openIssue({ title: "The same" });
    scene.gitlab.as("mona").comment(iidOf(key), `/duplicate #${original.iid}`);
    expect(await tracker.readIssue(key)).toMatchObject({
      state: "closed",
      closedAt: noon,
      duplicateOf: issueKey({ projectId: scene.projectId, iid: original.iid }),
    });

    const { id: elsewhere } = scene.gitlab.addProject({ path: "acme/other", name: "Other" });
    scene.gitlab.addMember(elsewhere, "maya", "maintainer");
    const moved = scene.gitlab.as("maya").moveIssue(original.iid, elsewhere);
    expect(await tracker.readIssue(issueKey({ projectId: scene.projectId, iid: original.iid }))).toMatchObject({
      state: "closed",
      movedToId: moved.id,
    });
  });

  it("who was assigned by whom, from GitLab's own notes", async () => {
    scene.gitlab.as("maya").assign(iidOf(key), "mona", "cathy", "gus");
    scene.pass(1_000);
    scene.gitlab.as("cathy").comment(iidOf(key), "Mine now\n/reassign me");
    scene.pass(1_000);
    scene.gitlab.as("cathy").assign(iidOf(key));

    const { comments, assignments } = await tracker.readDiscussion(key);

    expect(comments).toMatchObject([{ body: "Mine now" }]);
    expect(assignments.map(({ by, ...change }) => ({ by: by.username, ...change }))).toEqual([
      { by: "maya", at: noon, assigned: ["mona", "cathy", "gus"], unassigned: [] },
      { by: "cathy", at: noon + 1_000, assigned: [], unassigned: ["mona", "gus"] },
      { by: "cathy", at: noon + 2_000, assigned: [], unassigned: ["cathy"] },
    ]);
  });

  it("when links changed, on both sides", async () => {
    const { iid } = scene.gitlab.as("cathy").openIssue({ title: "Fix" });
    const linksChangedAt = async (issue: IssueKey) => (await tracker.readDiscussion(issue)).linksChangedAt;
    expect(await linksChangedAt(key)).toBeUndefined();

    scene.pass(1_000);
    scene.gitlab.as("cathy").link(iidOf(key), iid, "is_blocked_by");
    expect(await linksChangedAt(issueKey({ projectId: scene.projectId, iid }))).toBe(noon + 1_000);

    scene.pass(1_000);
    scene.gitlab.as("cathy").unlink(iidOf(key), iid);
    expect(await linksChangedAt(key)).toBe(noon + 2_000);
  });

  it("linked issues of any project that the service may see, by their full reference", async () => {
    const product = await linkedFrom("acme/product", "Fix");
    await linkedFrom("acme/secret", "Hidden", { isMember: false });

    expect(await tracker.linkedIssues(key)).toEqual([
      {
        key: issueKey({ projectId: product, iid: 1 }),
        reference: "acme/product#1",
        title: "Fix",
        state: "opened",
        labels: [],
        webUrl: expect.stringContaining("/acme/product/"),
      },
    ]);
    expect(await tracker.linkedIssues(issueKey({ projectId: scene.projectId, iid: 99 }))).toEqual([]);
  });

  it("an issue of another project by path or id; undefined where it is gone or hidden", async () => {
    const product = await linkedFrom("acme/product", "Fix");
    await linkedFrom("acme/secret", "Hidden", { isMember: false });

    expect(await tracker.findIssue("acme/product", 1)).toMatchObject({ reference: "acme/product#1", title: "Fix" });
    expect(await tracker.findIssue(`${product}`, 1)).toMatchObject({ title: "Fix" });
    expect(await tracker.findIssue("acme/product", 2)).toBeUndefined();
    expect(await tracker.findIssue("acme/secret", 1)).toBeUndefined();
    scene.gitlab.faults.once({ fault: { kind: "status", status: 403 } });
    expect(await tracker.findIssue("acme/product", 1)).toBeUndefined();
  });

  it("issues changed since a moment, closed ones too; without a moment every open one", async () => {
    const { iid } = scene.gitlab.as("cathy").openIssue({ title: "Done with" });
    scene.gitlab.as("maya").close(iid);
    scene.pass(60_000);
    const since = scene.now();
    const other = scene.gitlab.as("cathy").openIssue({ title: "New" });
    scene.gitlab.as("maya").close(other.iid);

    const titles = async (moment?: number) =>
      (await tracker.changedIssues("acme/escalations", moment)).map(({ title, state }) => `${title}: ${state}`);

    expect(await titles()).toEqual(["Acme: opened"]);
    expect(await titles(since)).toEqual(["New: closed"]);
  });
});

describe("writing", () => {
  it("an edit is one request, and answers the issue as it is afterwards", async () => {
    scene.gitlab.as("maya").addLabels(iidOf(key), "bug");
    const maya = (await tracker.members(scene.projectId)).members.get("maya");
    scene.gitlab.requests.reset();

    const issue = await tracker.editIssue(key, {
      type: "edit-issue",
      addLabels: ["escalation", "severity::high"],
      removeLabels: ["bug"],
      assignee: { id: maya?.id ?? 0, username: "maya" },
      confidential: true,
    });

    expect(issue.labels).toEqual(expect.arrayContaining(["escalation", "severity::high"]));
    expect(issue).toMatchObject({ confidential: true, assignees: [{ username: "maya" }] });
    expect(scene.gitlab.requests.all()).toHaveLength(1);
  });

  it.each(["closed", "opened"] as const)(
    "an edit of an issue that is %s closes or reopens it with its labels",
    async (before) => {
      if (before === "closed") scene.gitlab.as("maya").close(iidOf(key));
      const edit = { type: "edit-issue", addLabels: ["bug"], removeLabels: [] } as const;

      const after = await tracker.editIssue(key, { ...edit, state: before === "closed" ? "reopen" : "close" });

      expect(after).toMatchObject({ state: before === "closed" ? "opened" : "closed", labels: ["bug"] });
      // Once more changes nothing.
      expect(await tracker.editIssue(key, { ...edit, state: before === "closed" ? "reopen" : "close" })).toEqual(after);
    },
  );

  it("an issue whose discussion is locked is unlocked to be opened again, for GitLab would answer 200 and leave it closed", async () => {
    scene.gitlab.as("maya").editIssue(iidOf(key), { discussionLocked: true });
    scene.gitlab.as("maya").close(iidOf(key));

    const edit = { type: "edit-issue", addLabels: [], removeLabels: [], state: "reopen" } as const;
    expect(await tracker.editIssue(key, edit)).toMatchObject({ state: "opened" });
    expect(await tracker.readIssue(key)).not.toHaveProperty("discussionLocked");
  });

  it("an edit that says nothing of the state leaves a closed issue closed", async () => {
    scene.gitlab.as("maya").close(iidOf(key));

    const edit = { type: "edit-issue", addLabels: ["bug"], removeLabels: [] } as const;
    expect(await tracker.editIssue(key, edit)).toMatchObject({ state: "closed" });
  });

  it("a new issue has all that was asked for, and answers as any issue", async () => {
    const mona = (await tracker.members(scene.projectId)).members.get("mona");

    const issue = await tracker.createIssue(scene.projectId, {
      title: "Root cause of Acme's outage",
      description: "What happened\n\n<!-- escalations:rca key=1 -->",
      labels: ["bug"],
      confidential: true,
      assignee: { id: mona?.id ?? 0 },
    });

    expect(issue).toEqual(await tracker.readIssue(issue.key));
    expect(issue).toMatchObject({
      title: "Root cause of Acme's outage",
      labels: ["bug"],
      confidential: true,
      author: { username: "esc_bot" },
      assignees: [{ username: "mona" }],
    });
  });

  it("after a lost answer a new issue is found by what its description holds, not another's or an older one", async () => {
    const description = "Why?\n\n<!-- escalations:rca key=1 -->";
    await tracker.createIssue(scene.projectId, { title: "Older", description, confidential: true });
    scene.pass(10 * 60_000);
    const since = scene.now();
    const find = () => tracker.findCreated(scene.projectId, "<!-- escalations:rca key=1 -->", since);
    scene.gitlab.as("cathy").openIssue({ title: "Copied", description });
    await tracker.createIssue(scene.projectId, { title: "Not it", description: "Why?", confidential: true });
    expect(await find()).toBeUndefined();

    scene.gitlab.faults.once({ method: "POST", fault: { kind: "drop" }, afterWrite: true });
    const create = tracker.createIssue(scene.projectId, { title: "It", description, confidential: true });
    expect(await failure(create)).toMatchObject({ remedy: "look-up" });

    expect(await find()).toMatchObject({ title: "It", author: { username: "esc_bot" } });
  });

  it("linking what is linked already is fine; what is not there is refused", async () => {
    const { iid } = scene.gitlab.as("cathy").openIssue({ title: "Root cause" });
    const other = issueKey({ projectId: scene.projectId, iid });

    await tracker.linkIssues(key, other);
    await tracker.linkIssues(key, other);

    expect(await tracker.linkedIssues(key)).toMatchObject([{ key: other, title: "Root cause", state: "opened" }]);
    const gone = tracker.linkIssues(key, issueKey({ projectId: scene.projectId, iid: 99 }));
    expect(await failure(gone)).toMatchObject({ remedy: "give-up" });
  });

  it("an internal comment is internal, and an edited one is edited in place", async () => {
    const { noteId } = await tracker.postNote(key, "Between us", true);
    expect(await tracker.editNote(key, noteId, "Still between us")).toBe("edited");

    const notes = scene.gitlab.issue(iidOf(key)).notes;
    expect(notes.map(({ id, body, internal }) => ({ id, body, internal }))).toEqual([
      { id: noteId, body: "Still between us", internal: true },
    ]);
  });
});

/** An issue in a project of its own, linked to the escalation by somebody who sees both. */
async function linkedFrom(path: string, title: string, { isMember = true } = {}): Promise<number> {
  const { id } = scene.gitlab.addProject({ path, name: path });
  scene.gitlab.addMember(id, "maya", "maintainer");
  if (isMember) scene.gitlab.addMember(id, "esc_bot", "reporter");
  const { iid } = scene.gitlab.as("maya", id).openIssue({ title });
  const link = { target_project_id: id, target_issue_iid: iid };
  await scene.api("POST", `/projects/${scene.projectId}/issues/${iidOf(key)}/links`, link, tokenOf(scene, "maya"));
  return id;
}

function iidOf(address: IssueKey): number {
  return Number(address.split("#")[1]);
}

async function answering(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address where somebody listened a moment ago. */
async function deadAddress(): Promise<string> {
  const server = await answering(() => {});
  const address = addressOf(server);
  await new Promise((closed) => server.close(closed));
  return address;
}
