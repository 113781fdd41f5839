import { describe, expect, it } from "vitest";
import { webhookSignature } from "../../../src/sandbox/gitlab/webhooks/headers.ts";
import { aGitLab, type Received, type Scene, tokenOf } from "./a-gitlab.ts";

const flags = {
  issues_events: false,
  confidential_issues_events: false,
  note_events: false,
  confidential_note_events: false,
};

/** Event and action of what arrived, in the order of making, which is not the order of arrival. */
function told({ gitlab }: Scene): string[] {
  return gitlab.state().deliveries.map(({ event, body }) => `${event}: ${JSON.parse(body).object_attributes.action}`);
}

function only<T>(list: readonly T[]): T {
  const [one] = list;
  if (!one || list.length > 1) throw new Error(`expected exactly one, not ${list.length}`);
  return one;
}

async function last(scene: Scene, act: () => unknown): Promise<Received> {
  await scene.gitlab.settled();
  const before = scene.received.length;
  act();
  await scene.gitlab.settled();
  return only(scene.received.slice(before));
}

describe("which hook is told", () => {
  it.each([
    { flag: "issues_events", event: "Issue Hook", act: "open" },
    { flag: "confidential_issues_events", event: "Confidential Issue Hook", act: "open confidential" },
    { flag: "note_events", event: "Note Hook", act: "comment" },
    { flag: "confidential_note_events", event: "Confidential Note Hook", act: "comment internally" },
  ] as const)("$flag alone hears $event", async ({ flag, event }) => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.addHook(scene.projectId, { url: scene.hookUrl, ...flags, [flag]: true });
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "Open" });
    cathy.openIssue({ title: "Secret", confidential: true });
    cathy.comment(1, "seen by all");
    cathy.comment(1, "between us", { internal: true });
    await scene.gitlab.settled();

    expect(scene.received.map(({ headers }) => headers["x-gitlab-event"])).toEqual([event]);
  });

  it("an issue that becomes confidential is told to the confidential scope only", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    const update = await last(scene, () => scene.gitlab.as("cathy").setConfidential(1, true));

    expect(update.headers["x-gitlab-event"]).toBe("Confidential Issue Hook");
    expect(update.body).toMatchObject({
      event_type: "confidential_issue",
      object_kind: "issue",
      changes: { confidential: { previous: false, current: true } },
    });
  });

  it("an internal note on a public issue is a confidential note of an issue that is not", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    const note = await last(scene, () => scene.gitlab.as("cathy").comment(1, "hush", { internal: true }));

    expect(note.body).toMatchObject({
      event_type: "confidential_note",
      object_attributes: { internal: true, action: "create" },
      issue: { confidential: false },
    });
  });
});

describe("what is told", () => {
  it("opening: columns in changes, but no labels and assignees there", async () => {
    await using scene = await aGitLab();
    const opened = await last(scene, () =>
      scene.gitlab.as("cathy").openIssue({ title: "T", description: "D", labels: ["bug"] }),
    );

    expect(opened.body).toMatchObject({
      object_attributes: { action: "open", iid: 1, state: "opened", type: "Issue" },
      labels: [{ title: "bug", type: "ProjectLabel" }],
      changes: { title: { previous: null, current: "T" }, description: { previous: null, current: "D" } },
      user: { username: "cathy", email: "[REDACTED]" },
    });
    expect(opened.body.changes).not.toHaveProperty("labels");
    expect(opened.body).not.toHaveProperty("assignees");
  });

  it("labels: the full arrays, and one event for adding and removing at once", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T", labels: ["escalation", "severity::high"] });
    await scene.gitlab.settled();
    scene.received.length = 0;
    const change = { add_labels: "severity::critical", remove_labels: "severity::high" };
    await scene.api("PUT", `/projects/${scene.projectId}/issues/1`, change);
    await scene.gitlab.settled();

    expect(only(scene.received).body["changes"]).toMatchObject({
      labels: {
        previous: [{ title: "escalation" }, { title: "severity::high" }],
        current: [{ title: "escalation" }, { title: "severity::critical" }],
      },
      updated_by_id: { previous: null },
    });
  });

  it("an update without any effect comes all the same, with empty changes", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    const update = await last(scene, () => scene.gitlab.as("cathy").editIssue(1, { title: "T" }));

    expect(update.body).toMatchObject({ object_attributes: { action: "update" }, changes: {} });
  });

  it("closing by API or quick action gives two events, by the button one", async () => {
    await using scene = await aGitLab();
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "T" });
    cathy.close(1);
    cathy.reopen(1);
    cathy.comment(1, "/close");
    await scene.api("PUT", `/projects/${scene.projectId}/issues/1`, { state_event: "reopen" });
    await scene.gitlab.settled();

    expect(told(scene)).toEqual(
      ["open", "close", "reopen", "close", "update", "reopen", "update"].map((action) => `Issue Hook: ${action}`),
    );
    const second = JSON.parse(scene.gitlab.state().deliveries[4]?.body ?? "{}");
    expect(second.changes).toMatchObject({ state_id: { previous: 1, current: 2 }, updated_by_id: { previous: null } });
    expect(second.object_attributes.state).toBe("closed");
  });

  it("an edited comment names its author as user and its editor in updated_by_id", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    const { noteId = 0 } = scene.gitlab.as("cathy").comment(1, "mine");
    const edited = await last(scene, () => scene.gitlab.as("maya").editComment(1, noteId, "hers"));
    const maya = await scene.api("GET", "/users?username=maya");

    expect(edited.body).toMatchObject({
      user: { username: "cathy" },
      object_attributes: { action: "update", note: "hers", updated_by_id: maya.json[0].id },
    });
  });

  it("neither system notes, deletions, links nor an edit that changes nothing", async () => {
    await using scene = await aGitLab();
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "T" });
    cathy.openIssue({ title: "Other" });
    const { noteId = 0 } = cathy.comment(1, "word");
    await scene.gitlab.settled();
    scene.received.length = 0;

    cathy.editComment(1, noteId, "word");
    cathy.deleteComment(1, noteId);
    cathy.link(1, 2);
    cathy.react(1, "eyes");
    scene.gitlab.as("mona").deleteIssue(2);
    await scene.gitlab.settled();

    expect(scene.received).toEqual([]);
  });

  it("the bot's own doings as everybody else's", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    await scene.gitlab.settled();
    scene.received.length = 0;
    await scene.api("POST", `/projects/${scene.projectId}/issues/1/notes`, { body: "status" });
    await scene.gitlab.settled();

    expect(only(scene.received).body).toMatchObject({ user: { username: "esc_bot" } });
  });

  it("a comment's event is built later: its issue block may be newer than the comment", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "Old" });
    scene.gitlab.as("cathy").comment(1, "word");
    scene.gitlab.as("cathy").editIssue(1, { title: "New" });
    await scene.gitlab.settled();

    const note = scene.received.find(({ headers }) => headers["x-gitlab-event"] === "Note Hook");
    expect(note?.body).toMatchObject({ issue: { title: "New" } });
  });
});

describe("how it is sent", () => {
  it("with the headers of GitLab 19, and the secret", async () => {
    await using scene = await aGitLab();
    const { headers } = await last(scene, () => scene.gitlab.as("cathy").openIssue({ title: "T" }));

    expect(headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": "GitLab/19.5.0",
      "x-gitlab-event": "Issue Hook",
      "x-gitlab-instance": scene.gitlab.baseUrl,
      "x-gitlab-token": "hush",
      "x-gitlab-event-uuid": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "x-gitlab-webhook-uuid": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "webhook-timestamp": String(scene.now() / 1000),
    });
    expect(headers["webhook-id"]).toBe(headers["idempotency-key"]);
    expect(headers).not.toHaveProperty("webhook-signature");
  });

  it("signed over the raw bytes when there is a signing token, with & < > as escapes in them", async () => {
    await using scene = await aGitLab({ hook: false });
    const signingToken = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
    scene.gitlab.addHook(scene.projectId, {
      url: scene.hookUrl,
      signing_token: signingToken,
      ...flags,
      issues_events: true,
    });
    const { headers, raw } = await last(scene, () => scene.gitlab.as("cathy").openIssue({ title: "a < b & c" }));

    expect(raw).toContain("a \\u003c b \\u0026 c");
    const id = headers["webhook-id"] ?? "";
    const timestamp = headers["webhook-timestamp"] ?? "";
    expect(headers["webhook-signature"]).toBe(webhookSignature(signingToken, { id, timestamp, body: raw }));
    expect(headers).not.toHaveProperty("x-gitlab-token");
  });

  it("once: a failure is not tried again, and four in a row pause the hook for a minute", async () => {
    await using scene = await aGitLab();
    scene.answerWith(500);
    const cathy = scene.gitlab.as("cathy");
    const open = async () => {
      cathy.openIssue({ title: "T" });
      await scene.gitlab.settled();
    };
    const hook = () => only(scene.gitlab.state().projects[0]?.hooks ?? []);
    for (let n = 0; n < 3; n += 1) await open();
    expect(hook().alertStatus).toBe("executable");

    await open();
    expect(hook().alertStatus).toBe("temporarily_disabled");
    await open();
    expect(scene.received).toHaveLength(4);
    expect(scene.gitlab.state().deliveries.map(({ state }) => state)).toEqual([
      "failed",
      "failed",
      "failed",
      "failed",
      "dropped",
    ]);

    scene.pass(60_000);
    scene.answerWith(200);
    await open();
    expect(hook()).toMatchObject({ alertStatus: "executable", recentFailures: 0 });
  });

  it("for good never again after forty failures, until a test gets a 2xx", async () => {
    await using scene = await aGitLab();
    scene.answerWith(500);
    for (let n = 0; n < 40; n += 1) {
      scene.gitlab.as("cathy").openIssue({ title: "T" });
      await scene.gitlab.settled();
      scene.pass(25 * 60 * 60_000);
    }
    const maya = tokenOf(scene, "maya");
    const hooks = `/projects/${scene.projectId}/hooks`;
    const [{ id }] = (await scene.api("GET", hooks, undefined, maya)).json;
    expect((await scene.api("GET", `${hooks}/${id}`, undefined, maya)).json.alert_status).toBe("disabled");

    scene.answerWith(200);
    expect((await scene.api("POST", `${hooks}/${id}/test/issues_events`, {}, maya)).status).toBe(201);
    expect((await scene.api("GET", `${hooks}/${id}`, undefined, maya)).json.alert_status).toBe("executable");
  });

  it("again on demand with the same body and key, several at once", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    await scene.gitlab.settled();
    const delivery = only(scene.gitlab.state().deliveries);
    await scene.gitlab.deliveries.redeliver(delivery.id, 3);

    expect(scene.received).toHaveLength(4);
    expect(new Set(scene.received.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(new Set(scene.received.map(({ raw }) => raw)).size).toBe(1);
    expect(new Set(scene.received.map(({ headers }) => headers["x-gitlab-webhook-uuid"])).size).toBe(4);
  });

  it("late, lost and out of order where a test holds deliveries back", async () => {
    await using scene = await aGitLab();
    scene.gitlab.deliveries.hold();
    for (const title of ["one", "two", "three"]) scene.gitlab.as("cathy").openIssue({ title });
    await scene.gitlab.settled();
    expect(scene.received).toEqual([]);

    const [first, , third] = scene.gitlab.state().deliveries;
    await scene.gitlab.deliveries.release([third?.id ?? 0, first?.id ?? 0]);

    expect(scene.received.map(({ body }) => body.object_attributes["title"])).toEqual(["three", "one"]);
    expect(scene.gitlab.state().deliveries[1]?.state).toBe("held");
  });

  it("to two hooks of one address twice, with different keys", async () => {
    await using scene = await aGitLab();
    scene.gitlab.addHook(scene.projectId, { url: scene.hookUrl, ...flags, issues_events: true });
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    await scene.gitlab.settled();

    expect(new Set(scene.received.map(({ headers }) => headers["idempotency-key"])).size).toBe(2);
  });

  it("to an address where nobody listens: noted as failed, with the reason", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.addHook(scene.projectId, { url: "http://127.0.0.1:9/hook", ...flags, issues_events: true });
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    await scene.gitlab.settled();

    expect(only(scene.gitlab.state().deliveries)).toMatchObject({
      state: "failed",
      attempts: [{ status: null, error: expect.any(String) }],
    });
  });
});
