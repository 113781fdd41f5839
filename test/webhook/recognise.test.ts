import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recognise } from "../../src/webhook/recognise.ts";
import { readWebhook } from "../../src/webhook/webhook.ts";
import { aNote, anIssue, cathy, label, otherProject, project } from "./payloads.ts";
import { aService, bot, send } from "./support.ts";

const ourBot = { id: bot, name: "Escalations", username: "project_7_bot_0f" };
const hidden = "Hello\r\n\r\n<!-- escalation -->\r\n## Customer\r\n";
const noLabels = { labels: undefined, attributes: { labels: undefined } };
const lost = { labels: { previous: [label("bug"), label("escalation")], current: [label("bug")] } };
const epic = { project: null, repository: null, object_kind: "work_item", event_type: "work_item" };

describe("a webhook about an escalation is kept", () => {
  it.each([
    { payload: anIssue(), because: "its issue carries the label" },
    { payload: anIssue({ labels: [label("bug"), label("Escalation")] }), because: "in any case, among others" },
    { payload: anIssue({ attributes: { labels: undefined } }), because: "labels stand only at the top" },
    {
      payload: anIssue({ attributes: { labels: [label("escalation")] }, labels: [] }),
      because: "or only on the issue",
    },
    { payload: anIssue({ labels: [label("bug")], changes: lost }), because: "the label was just taken off" },
    { payload: anIssue({ labels: [], attributes: { description: hidden } }), because: "it came from the template" },
    {
      payload: anIssue({ labels: [], attributes: { description: "<!--\tESCALATION-->" } }),
      because: "the hidden line may be touched up",
    },
    { payload: anIssue({ event_type: "confidential_issue" }), because: "it is confidential" },
    { payload: anIssue({ object_kind: "work_item" }), because: "newer versions may call issues work items" },
    {
      payload: anIssue({ object_kind: "work_item", attributes: { type: "Incident" } }),
      because: "it was promoted to an incident",
    },
    { payload: anIssue({ attributes: { type: undefined, action: undefined }, changes: undefined }), because: "old" },
    { payload: anIssue({ user: { name: "Cathy Summers", username: "cathy" } }), because: "old, no user id" },
    { payload: anIssue({ user: undefined }), because: "no user at all" },
    { payload: anIssue({ project: { ...project, id: undefined } }), because: "old, the project's id on the issue" },
    { payload: anIssue({ project: { id: 7 }, attributes: { project_id: undefined } }), because: "known by id" },
    { payload: anIssue({ project: { ...project, path_with_namespace: "ACME/Escalations" } }), because: "or by path" },
    { payload: aNote(), because: "a comment on it" },
    { payload: aNote({ event_type: "confidential_note", attributes: { internal: true } }), because: "internal too" },
    { payload: aNote({ labels: [], issue: { description: hidden } }), because: "a comment on one from the template" },
    { payload: aNote({ issue: { type: "Incident" } }), because: "a comment on an incident" },
    { payload: aNote({ attributes: { action: undefined } }), because: "a comment, before 16.11" },
    { payload: aNote({ user: ourBot }), because: "a comment's author decides, not the user beside it" },
  ])("$because", async ({ payload }) => {
    const world = await aService();

    const { status } = await send(world, payload);

    expect(status).toBe(200);
    expect(world.kept.map(({ key, body }) => ({ key, body }))).toEqual([
      { key: "7#42", body: JSON.stringify(payload) },
    ]);
    expect(world.asked).toEqual([]);
  });

  it.each(["Issue Hook", "Confidential Issue Hook", "System Hook", undefined])("under the header %s", async (event) => {
    const world = await aService();

    const { status } = await send(world, anIssue(), { "x-gitlab-event": event });

    expect(status).toBe(200);
    expect(world.kept.map(({ event }) => event)).toEqual([event ?? "issue"]);
  });

  it.each([
    { payload: anIssue({ labels: [label("bug")] }), because: "its label is gone" },
    { payload: anIssue(noLabels), because: "old payloads tell no labels" },
    { payload: anIssue({ object_kind: "work_item", attributes: { type: "Task" } }), because: "it was made a task" },
    { payload: aNote({ labels: [] }), because: "a comment, the label is gone" },
    { payload: aNote({ labels: undefined }), because: "a comment, labels are not told" },
  ])("if the service has taken its issue on: $because", async ({ payload }) => {
    const world = await aService({ escalations: ["7#42"] });

    const { status } = await send(world, payload);

    expect(status).toBe(200);
    expect(world.kept.map(({ key }) => key)).toEqual(["7#42"]);
  });
});

describe("a webhook of no use is answered 200 and nothing is stored", () => {
  it.each([
    { payload: anIssue({ project: otherProject }), why: "other project" },
    { payload: aNote({ project: otherProject, project_id: 8 }), why: "other project" },
    { payload: anIssue({ ...epic, attributes: { type: "Epic", project_id: null } }), why: "other project" },
    { payload: { object_kind: "issue" }, why: "other project" },
    {
      payload: aNote({ attributes: { noteable_type: "MergeRequest" }, merge_request: { iid: 42 } }),
      why: "other event",
    },
    { payload: aNote({ attributes: { noteable_type: "Epic" }, project: null }), why: "other event" },
    { payload: anIssue({ object_kind: "merge_request" }), why: "other event" },
    { payload: { object_kind: "emoji", project, user: cathy, issue: anIssue().object_attributes }, why: "other event" },
    { payload: { object_kind: "push", project_id: 7, project, commits: [] }, why: "other event" },
    { payload: { event_name: "project_create", project_id: 7 }, why: "other event" },
    { payload: anIssue({ user: ourBot }), why: "own echo" },
    { payload: aNote({ user: ourBot, attributes: { author_id: bot } }), why: "own echo" },
    { payload: aNote({ attributes: { author_id: bot } }), why: "own echo" },
    { payload: aNote({ user: ourBot, attributes: { author_id: undefined } }), why: "own echo" },
    { payload: anIssue({ attributes: { iid: "forty-two" } }), why: "unreadable" },
    { payload: aNote({ issue: { iid: null } }), why: "unreadable" },
  ])("$why", async ({ payload, why }) => {
    const world = await aService({ escalations: ["7#42"] });

    const { status, text } = await send(world, payload);

    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ result: "irrelevant", message: why });
    expect(world.kept).toEqual([]);
    expect(world.asked).toEqual([]);
  });

  it.each([
    { payload: anIssue({ labels: [label("escalation::maybe"), label("de-escalation")] }), because: "no such label" },
    { payload: anIssue({ labels: ["escalation", 7, null] }), because: "no label that GitLab would send" },
    { payload: anIssue({ labels: [], attributes: { description: "an escalation" } }), because: "no hidden line" },
    { payload: anIssue({ labels: [], attributes: { description: null } }), because: "no description" },
    {
      payload: aNote({ labels: [], attributes: { description: hidden, note: hidden } }),
      because: "the hidden line in a comment makes no escalation",
    },
    {
      payload: anIssue({ object_kind: "work_item", attributes: { type: "Task" } }),
      because: "a task with the label is no issue",
    },
  ])("no escalation, nor known as one: $because", async ({ payload }) => {
    const world = await aService({ escalations: ["7#43"] });

    const { status, text } = await send(world, payload);

    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ result: "irrelevant", message: "no escalation" });
    expect(world.kept).toEqual([]);
    expect(world.asked).toEqual(["7#42"]);
  });

  it("warns the operator where a custom template hides the issue", async () => {
    const world = await aService();

    await send(world, { object_kind: "issue", project });
    await send(world, { object_kind: "note", project, object_attributes: { noteable_type: "Issue" }, issue: null });

    expect(world.logged.slice(1)).toEqual(world.logged.slice(0, 1));
    expect(world.logged.slice(0, 1)).toEqual([{ level: "warn", text: expect.stringContaining("custom template") }]);
  });
});

describe("a delivery is known again", () => {
  const unnamed = { "idempotency-key": undefined };

  it.each([
    { first: {}, again: {}, because: "by its Idempotency-Key" },
    { first: { "webhook-id": "a" }, again: { "webhook-id": "b" }, because: "by it before the webhook-id" },
    {
      first: { ...unnamed, "webhook-id": "a" },
      again: { ...unnamed, "webhook-id": "a" },
      because: "else by its webhook-id",
    },
    { first: unnamed, again: unnamed, because: "else by what it says" },
    {
      first: { "idempotency-key": "x".repeat(5000) },
      again: { "idempotency-key": "y".repeat(5000) },
      because: "also where the key is too long to be one",
    },
  ])("$because", async ({ first, again }) => {
    const world = await aService();

    const answers = [await send(world, anIssue(), first), await send(world, anIssue(), again)];

    expect(answers.map(({ status, text }) => ({ status, ...JSON.parse(text) }))).toEqual([
      { status: 200, result: "kept", message: "kept" },
      { status: 200, result: "known", message: "known already" },
    ]);
    expect(world.kept).toHaveLength(1);
  });

  it("and is not mistaken for another with another key, body or event", async () => {
    const world = await aService();

    await send(world, anIssue(), unnamed);
    await send(world, anIssue({ labels: [label("escalation"), label("bug")] }), unnamed);
    await send(world, anIssue(), { ...unnamed, "x-gitlab-event": "System Hook" });
    await send(world, anIssue(), { "idempotency-key": "one" });
    await send(world, anIssue(), { "idempotency-key": "two" });

    expect(world.kept).toHaveLength(5);
    expect(world.kept.every(({ id }) => id.length <= 200)).toBe(true);
  });
});

/** Webhooks with any value in any of the places that are read. */
const something = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constant(7),
  fc.constant("Issue"),
  fc.constant("escalation"),
);
const labels = fc.oneof(something, fc.array(fc.oneof(something, fc.record({ title: something }))));
const issue = fc.record(
  { iid: something, project_id: something, type: something, description: something, labels, noteable_type: something },
  { requiredKeys: [] },
);
const nearlyAWebhook = fc.record(
  {
    object_kind: fc.constantFrom("issue", "work_item", "note", "push"),
    user: fc.oneof(something, fc.record({ id: something })),
    project: fc.oneof(something, fc.record({ id: something, path_with_namespace: something }), fc.constant(project)),
    project_id: something,
    object_attributes: fc.oneof(something, issue),
    issue: fc.oneof(something, issue),
    labels,
    changes: fc.oneof(something, fc.record({ labels: fc.oneof(something, fc.record({ previous: labels })) })),
  },
  { requiredKeys: ["object_kind"] },
);

describe("whatever JSON comes", () => {
  it("is answered, and never as a fault of ours", async () => {
    const world = await aService();

    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          nearlyAWebhook.map((value) => JSON.stringify(value)),
        ),
        async (body) => {
          const { status } = await send(world, body);
          expect(status === 200 || status === 400).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
    expect(world.logged.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("is an object with a kind, or no webhook; and only an issue of ours gets a key", () => {
    const surroundings = { projects: new Set(["7"]), ownUserIds: new Set([bot]) };

    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), nearlyAWebhook), (payload) => {
        const webhook = readWebhook(payload);
        if (!webhook) return;
        const found = recognise(webhook, surroundings);
        expect("irrelevant" in found || /^7#[1-9]\d*$/.test(found.key)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
