import { createServer } from "node:http";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { addressOf } from "../../src/app/http.ts";
import { sealWith } from "../../src/app/seal.ts";
import { readIssueReference } from "../../src/escalation/issue-reference.ts";
import { issueKey } from "../../src/issue-key.ts";
import { BOT } from "../../src/sandbox/company.ts";
import { slackChat } from "../../src/slack/chat.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";
import { anIssue, label, otherProject, project } from "../webhook/payloads.ts";
import { aService, send, signed, signingToken } from "../webhook/support.ts";

const ID = "5b0f2b1c-0000-4000-8000-000000000001";

describe("a delivery's id", () => {
  it("of one issue, used again for another, suppresses nothing", async () => {
    const world = await aService();

    await send(world, anIssue(), { "idempotency-key": ID });
    await send(world, anIssue({ attributes: { iid: 43 } }), { "idempotency-key": ID });

    expect(world.kept.map(({ key }) => key)).toEqual(["7#42", "7#43"]);
  });

  it("of one project, used again for another, suppresses nothing", async () => {
    const world = await aService({ projects: ["7", "8"] });
    const theirs = anIssue({ project: otherProject, attributes: { project_id: 8 } });

    await send(world, theirs, { "idempotency-key": ID });
    await send(world, anIssue(), { "idempotency-key": ID });

    expect(world.kept.map(({ key }) => key)).toEqual(["8#42", "7#42"]);
  });

  it("cannot be made that of an issue which speaks of another", async () => {
    const world = await aService({ watching: async () => ["7#1"] });

    await send(world, anIssue({ labels: [], attributes: { iid: 5 } }), { "idempotency-key": ID });
    await send(world, anIssue({ attributes: { iid: 6 } }), { "idempotency-key": `${ID} for 7#1` });

    expect(new Set(world.kept.map(({ id }) => id)).size).toBe(2);
  });

  it("counts of a signed delivery only where the signature covers it", async () => {
    const world = await aService({ signingToken });
    const body = JSON.stringify(anIssue());

    for (const n of [1, 2, 3])
      await send(world, body, { ...signed(body), "x-gitlab-token": undefined, "idempotency-key": `made up ${n}` });

    expect(world.kept).toHaveLength(1);
    expect(world.outcomes.map(({ result }) => result)).toEqual(["kept", "known", "known"]);
  });
});

describe("ids that are none", () => {
  it.each(["42", -42, 0, 4.2, 1e300, null, [42], { id: 42 }, "42#1", "__proto__"])("%j names no issue", async (iid) => {
    const world = await aService();

    expect((await send(world, anIssue({ attributes: { iid } }))).status).toBe(200);
    expect(world.kept).toEqual([]);
  });

  it.each(["7", -7, 7.5, "7#42", "../7", "acme%2Fescalations"])("%j is none of the service's projects", async (id) => {
    const world = await aService();
    const elsewhere = { ...otherProject, id };

    expect((await send(world, anIssue({ project: elsewhere, attributes: { project_id: id } }))).status).toBe(200);
    expect(world.kept).toEqual([]);
  });

  it("a path that only looks like the project's is another's", async () => {
    const world = await aService();
    const paths = ["acme/escalations/", "evil/acme/escalations", "acme/escalations/x", "acme//escalations", "7"];

    for (const path_with_namespace of paths) await send(world, anIssue({ project: { id: 8, path_with_namespace } }));

    // "7" is the id of a project, and no project's path is a number alone.
    expect(world.kept.filter(({ key }) => key.startsWith("8#"))).toHaveLength(1);
  });

  it("an address of GitLab with a number for a project's path is no project's id", () => {
    const here = { gitlabUrl: "https://gitlab.example.test", project: "acme/escalations" };

    expect(readIssueReference("https://gitlab.example.test/9/-/issues/1", here)).toBeUndefined();
    expect(readIssueReference("https://gitlab.example.test/g/9/-/issues/1", here)).toEqual({ project: "g/9", iid: 1 });
  });
});

describe("what a delivery may hold", () => {
  it("keys that every object has do no harm", async () => {
    const world = await aService();
    const body = JSON.stringify(anIssue()).replace(
      "{",
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );

    expect((await send(world, body)).status).toBe(200);
    expect("polluted" in {}).toBe(false);
  });

  it("a hundred thousand labels are read, and the escalation's among them is seen", async () => {
    const world = await aService();
    const labels = [...Array.from({ length: 100_000 }, (_, n) => label(`label ${n}`)), label("escalation")];

    expect((await send(world, anIssue({ labels }))).status).toBe(200);
    expect(world.kept).toHaveLength(1);
  });

  it("large bodies that come all at once are refused before memory is short, and small ones go on", async () => {
    const world = await aService({ signingToken });
    const large = "x".repeat(24 * 1024 * 1024);
    const unsigned = { ...signed("something else"), "x-gitlab-token": undefined };
    const body = JSON.stringify(anIssue());

    const many = await Promise.all(Array.from({ length: 8 }, () => send(world, large, unsigned)));
    const after = await send(world, body, { ...signed(body), "x-gitlab-token": undefined });

    expect([...new Set(many.map(({ status }) => status))].toSorted()).toEqual(expect.arrayContaining([401]));
    expect(many.every(({ status }) => status === 401 || status === 503)).toBe(true);
    expect(after.status).toBe(200);
  });
});

describe("what the service finds of its own", () => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.stop();
    world = undefined;
  });

  it("a sealed text is believed for its own issue alone", () => {
    const { seal, unseal } = sealWith("glpat-of-the-test");
    const sealed = seal("memory", "7#42");

    expect(unseal(sealed, "7#42")).toBe("memory");
    expect(unseal(sealed, "7#43")).toBeUndefined();
    expect(sealWith("another token").unseal(sealed, "7#42")).toBeUndefined();
    expect(unseal(`${Buffer.from("other").toString("base64")}.${sealed.split(".")[1]}`, "7#42")).toBeUndefined();
  });

  it("a message with its metadata that another app wrote is not its own", async () => {
    const posted: string[] = [];
    const answers: Record<string, object> = {
      "auth.test": { ok: true, user_id: "U0BOT", url: "https://acme.slack.example.test/" },
      "conversations.history": {
        ok: true,
        messages: [
          {
            ts: "1.1",
            user: "U0MALLORY",
            metadata: { event_type: "escalation_event", event_payload: { key: "7#42/opening/1" } },
          },
          {
            ts: "1.2",
            user: "U0MALLORY",
            metadata: { event_type: "escalation", event_payload: { key: "7#42/opening/1" } },
          },
        ],
      },
      "chat.postMessage": { ok: true, channel: "C0ACME", ts: "2.1" },
    };
    const server = createServer((request, response) => {
      const method = request.url?.split("/").at(-1) ?? "";
      if (method === "chat.postMessage") posted.push(method);
      request.resume();
      response
        .setHeader("content-type", "application/json")
        .end(JSON.stringify(answers[method] ?? { ok: false, error: "x" }));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const chat = slackChat({
      ...{ token: "xoxb-test", apiUrl: `http://127.0.0.1:${addressOf(server).port}/`, clock: () => 10_000 },
      announcements: () => "escalated_customers",
      person: () => undefined,
    });

    const message = { heading: "Welcome", paragraphs: [] };
    const { ts } = await chat.postMessage({ to: { channelId: "C0ACME" }, message, key: "7#42/opening/1", since: 0 });

    expect(ts).toBe("2.1");
    expect(posted).toHaveLength(1);
  });

  it("an issue of another project that its token can see is not taken on, whatever a delivery says", async () => {
    world = await startWorld();
    await world.settled();
    const { app, gitlab, projectPath, webhookSecret } = world;
    const { id: other } = gitlab.addProject({ path: "customer-success/elsewhere", name: "Elsewhere" });
    for (const username of ["cathy", BOT]) gitlab.addMember(other, username, 30);
    const description = await filledIn({ severity: ["High"] });
    const { iid } = gitlab.as("cathy", other).openIssue({ title: "Of theirs", description });
    const payload = anIssue({
      user: { id: 424_242 },
      project: { ...project, id: other, path_with_namespace: projectPath },
      attributes: { iid },
    });

    const answer = await fetch(`${app.url}/webhooks/gitlab`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-gitlab-token": webhookSecret },
      body: JSON.stringify(payload),
    });
    await world.settled();

    expect(answer.status).toBe(200);
    expect(await app.store.escalations.knows(issueKey({ projectId: other, iid }))).toBe(false);
    expect(world.logged.map(({ message }) => message)).toContain("an issue of another project is not taken on");
  });
});
