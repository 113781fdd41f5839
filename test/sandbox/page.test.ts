import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sandbox } from "../../src/cli/sandbox.ts";
import { visitor } from "../web/sign-in/visitor.ts";
import { type RunningSandbox, startSandboxPage, viewOf } from "./page-support.ts";

let running: RunningSandbox;
beforeAll(async () => {
  running = await startSandboxPage();
});
afterAll(() => running.stop());

/** What was done, or why not. */
const Answer = z.object({
  message: z.string().default(""),
  iid: z.number().default(0),
  said: z.array(z.string()).default([]),
});

const json = { "content-type": "application/json" };

async function post(
  action: string,
  body: unknown,
  headers: Record<string, string> = json,
): Promise<z.infer<typeof Answer> & { status: number }> {
  const response = await fetch(`${running.url}/sandbox/api/${action}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  return { status: response.status, ...Answer.parse(await response.json()) };
}

const view = (as: string, issue?: number) => viewOf(running, as, issue);

/** An issue that is no escalation, so that the service leaves it alone. */
async function plainIssue(description = "nothing"): Promise<number> {
  return (await post("open", { as: "cathy", title: "A question", description })).iid;
}

describe("starting", () => {
  it("says what runs where, that nothing leaves the machine, where the log is and how to stop", () => {
    expect(running.banner).toContain(`${running.url}/sandbox`);
    expect(running.banner).toMatch(/Nothing leaves this machine[\s\S]*service\.log[\s\S]*Ctrl-C/);
  });

  it("leads to the service's overview, as the person that one is, without asking for a password", async () => {
    const overview = await visitor().visit(`${running.url}/sandbox/overview?as=mona`);

    expect(overview.text).toContain("Open escalations");
    expect(overview.text).toContain("Mona Okafor");
    expect(running.banner).toContain(`${running.url}/sandbox/overview`);
  });

  it("says so where the port is taken", async () => {
    const { port } = new URL(running.url);
    const lines: string[] = [];

    const code = await sandbox(["--port", port], {
      write: (line) => void lines.push(line),
      stopped: () => Promise.resolve(),
    });

    expect(code).toBe(1);
    expect(lines.join()).toContain(`Port ${port} is taken`);
  });

  it("answers GitLab's and Slack's links with the page", async () => {
    const issue = await fetch(`${running.url}/gitlab/customer-success/escalations/-/issues/7`, { redirect: "manual" });
    const message = await fetch(`${running.url}/slack/archives/C1/p123`, { redirect: "manual" });

    expect(issue.headers.get("location")).toBe("/sandbox#issue=7");
    expect(message.headers.get("location")).toBe("/sandbox#channel=C1");
  });
});

describe("who may drive it", () => {
  const open = { as: "cathy", title: "From elsewhere", description: "" };

  it.each([
    { headers: { ...json, origin: "http://evil.example.test" }, because: "another origin" },
    { headers: { ...json, origin: "null" }, because: "a sandboxed frame" },
    { headers: { ...json, "sec-fetch-site": "cross-site" }, because: "the browser says cross-site" },
    { headers: { ...json, "sec-fetch-site": "same-site" }, because: "another port of this machine" },
    { headers: { "content-type": "text/plain" }, because: "a form of another page can send it unasked" },
  ])("nobody else: $because", async ({ headers }) => {
    expect((await post("open", open, headers)).status).toBe(403);
    expect((await view("mona")).gitlab.issues.map(({ title }) => title)).not.toContain(open.title);
  });

  it("no name that was made to point here", async () => {
    const asked = request(`${running.url}/sandbox/api/view`, { headers: { host: "evil.example.test" } }).end();
    const [response] = await once(asked, "response");
    response.resume();

    expect(response.statusCode).toBe(403);
  });

  it("scripts and styles come from the sandbox alone, none from within the page", async () => {
    const response = await fetch(`${running.url}/sandbox`);
    const policy = response.headers.get("content-security-policy") ?? "";

    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(await response.text()).not.toMatch(/<script>|<style| style=| on[a-z]+=/);
  });
});

describe("what the app says to somebody alone", () => {
  it("is seen by that person and by nobody else", async () => {
    const call = async (method: string, args: Record<string, string>) => {
      const response = await fetch(`${running.url}/slack/api/${method}`, {
        method: "POST",
        headers: { authorization: "Bearer xoxb-sandbox-bot" },
        body: new URLSearchParams(args),
      });
      return z
        .object({ user: z.object({ id: z.string() }).optional(), channel: z.unknown().optional() })
        .parse(await response.json());
    };
    const { user } = await call("users.lookupByEmail", { email: "mona@example.test" });
    const { channel } = await call("conversations.open", { users: user?.id ?? "" });
    const { id } = z.object({ id: z.string() }).parse(channel);
    await call("chat.postMessage", { channel: id, text: "Good morning" });

    const seen = await fetch(`${running.url}/sandbox/api/view?as=mona&channel=${id}`);
    const direct = { id, name: "Escalation Bot", isDirect: true, said: 1 };
    expect(await seen.json()).toMatchObject({ slack: { channel: { ...direct, messages: [{ isApp: true }] } } });
    expect((await view("mona")).slack.channels).toContainEqual(expect.objectContaining(direct));
    expect((await view("cathy")).slack.channels.filter(({ isDirect }) => isDirect)).toEqual([]);
  });
});

describe("acting as a person", () => {
  it("labels, assignee, comment, box, description, confidentiality and state change as in GitLab", async () => {
    const iid = await plainIssue("- [ ] one\n- [ ] two");
    const as = "cathy";

    await post("labels", { as, iid, add: ["product-related"] });
    await post("assignees", { as, iid, usernames: ["sam"] });
    await post("comment", { as, iid, body: 'Hello\n/label ~"platform-related"' });
    await post("tick", { as, iid, line: 2, source: "- [ ] two", checked: true });
    await post("confidential", { as, iid, confidential: true });
    await post("state", { as, iid, state: "closed" });

    const { issue } = (await view(as, iid)).gitlab;
    expect(issue).toMatchObject({
      state: "closed",
      confidential: true,
      assignees: ["sam"],
      source: "- [ ] one\n- [x] two",
    });
    expect(issue?.labels.map(({ name }) => name).toSorted()).toEqual(["platform-related", "product-related"]);
    expect(issue?.notes.filter(({ system }) => !system).map(({ body }) => JSON.stringify(body))).toEqual([
      expect.stringContaining("Hello"),
    ]);
  });

  it("a guest hears GitLab's refusal", async () => {
    const iid = await plainIssue();

    expect(await post("state", { as: "gus", iid, state: "closed" })).toMatchObject({
      status: 403,
      message: "GitLab refuses: 403 Forbidden",
    });
  });

  it("a merge request closes an issue, in the name of who merges it and may close it", async () => {
    const iid = await plainIssue();

    const asGus = await post("merge", { as: "gus", iid });
    expect(asGus.said).toEqual([
      expect.stringMatching(/^!\d+, which says “Closes #\d+”, is merged; .*gus close nothing/),
    ]);
    const asMona = await post("merge", { as: "mona", iid });

    const { issue } = (await view("cathy", iid)).gitlab;
    expect(issue?.state).toBe("closed");
    const [mergeRequest] = asMona.said[0]?.split(",") ?? [];
    expect(issue?.notes.at(-1)).toMatchObject({ author: "mona", body: [`closed via merge request ${mergeRequest}`] });
  });

  it("where a closed issue went is shown, until it is reopened", async () => {
    const [iid, original] = [await plainIssue(), await plainIssue()];
    await post("comment", { as: "cathy", iid, body: `/duplicate #${original}` });
    expect((await view("cathy", iid)).gitlab.issue?.went).toEqual([`duplicate of #${original}`]);

    await post("state", { as: "cathy", iid, state: "opened" });
    expect((await view("cathy", iid)).gitlab.issue?.went).toEqual([]);
  });

  it("a channel that must stay is not archived, and Slack's word for why is said", async () => {
    const general = (await view("cathy")).slack.channels.find(({ name }) => name === "general");

    expect(await post("archive", { as: "cathy", channel: general?.id, archived: true })).toMatchObject({
      status: 409,
      message: "Slack refuses: cant_archive_general",
    });
  });

  it("a guest is told what GitLab leaves out without a word", async () => {
    const { iid } = await post("open", { as: "gus", title: "Mine", description: "" });

    const { status, said } = await post("labels", { as: "gus", iid, add: ["severity::high"] });

    expect(status).toBe(200);
    expect(said.join()).toContain("Gus Tanaka's role, guest, may not change them");
  });

  it("a guest does not see a colleague's confidential issue", async () => {
    const iid = await plainIssue();
    await post("confidential", { as: "cathy", iid, confidential: true });

    const { gitlab } = await view("gus", iid);

    expect(gitlab.issue).toBeNull();
    expect(gitlab.issues.map((issue) => issue.iid)).not.toContain(iid);
  });

  it("a box of a description that changed meanwhile is not ticked", async () => {
    const iid = await plainIssue("- [ ] one");
    await post("describe", { as: "cathy", iid, description: "Look:\n\n- [ ] one" });

    const { status, message } = await post("tick", { as: "cathy", iid, line: 1, source: "- [ ] one", checked: true });

    expect([status, message]).toEqual([409, "The description has changed meanwhile; look again."]);
  });

  it.each([
    {
      action: "open",
      body: { as: "cathy", title: "  ", description: "" },
      status: 400,
      message: "title can't be blank",
    },
    { action: "open", body: { as: "nobody", title: "x", description: "" }, status: 400, message: "as" },
    { action: "labels", body: { as: "cathy", iid: 0 }, status: 400, message: "iid" },
    { action: "labels", body: { as: "cathy", iid: 1, extra: true }, status: 400, message: "extra" },
    { action: "comment", body: { as: "cathy", iid: 9999, body: "x" }, status: 404, message: "404" },
  ])("$action with $body is refused with the reason", async ({ action, body, status, message }) => {
    const answer = await post(action, body);

    expect(answer.status).toBe(status);
    expect(answer.message).toContain(message);
  });

  it("what is no JSON is refused", async () => {
    const response = await fetch(`${running.url}/sandbox/api/open`, { method: "POST", headers: json, body: "{" });

    expect(response.status).toBe(400);
  });
});

describe("trouble", () => {
  it("either side fails while its switch says so, and the page shows it", async () => {
    await post("trouble", { gitlab: "down", slack: "limited" });
    const gitlab = await fetch(`${running.url}/gitlab/api/v4/user`);
    const slack = await fetch(`${running.url}/slack/api/auth.test`, { method: "POST" });
    const shown = (await view("cathy")).trouble;
    await post("trouble", { gitlab: "ok", slack: "ok" });

    expect([gitlab.status, slack.status, slack.headers.get("retry-after")]).toEqual([503, 429, "5"]);
    expect(shown).toEqual({ gitlab: "down", slack: "limited" });
    expect((await fetch(`${running.url}/slack/api/auth.test`, { method: "POST" })).status).toBe(200);
  });

  it("a redelivered webhook is listed with each answer", async () => {
    await plainIssue();

    await post("redeliver", { copies: 3 });

    const [last] = (await view("cathy")).deliveries;
    expect(last).toMatchObject({ state: "delivered", answers: expect.arrayContaining(["200", "200", "200"]) });
  });
});
