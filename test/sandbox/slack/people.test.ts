import { beforeEach, describe, expect, it } from "vitest";
import { refusal, startSlack, type TestSlack } from "./support.ts";

let test: TestSlack;
beforeEach(async () => {
  test = await startSlack();
});

describe("tokens", () => {
  it("say who calls, with the scopes in a header", async () => {
    const answer = await test.client.auth.test();

    expect(answer).toMatchObject({
      ok: true,
      user_id: test.slack.botUserId,
      bot_id: expect.stringMatching(/^B/),
      team: "Sandbox",
    });
    expect(answer.response_metadata?.scopes).toContain("chat:write");
  });

  it("are needed, and known ones", async () => {
    expect(await refusal(test.clientWith(undefined).auth.test())).toBe("not_authed");
    expect(await refusal(test.clientWith("xoxb-unknown").auth.test())).toBe("invalid_auth");
  });

  it("may come as a parameter", async () => {
    const response = await fetch(`${test.url}auth.test`, {
      method: "POST",
      body: new URLSearchParams({ token: test.slack.botToken }),
    });

    expect(await response.json()).toMatchObject({ ok: true, user_id: test.slack.botUserId });
  });

  it("without a scope are refused, naming what is needed and what is there", async () => {
    const { client, slack } = await startSlack({ scopes: ["chat:write"] });

    const failure = await client.pins.list({ channel: "C1" }).catch((error) => error.data);

    expect(failure).toMatchObject({ error: "missing_scope", needed: "pins:read", provided: "chat:write" });
    expect(slack.requests.count()).toBe(1);
  });
});

describe("bodies", () => {
  const call = (method: string, body: string, type: string) =>
    fetch(`${test.url}${method}`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${test.slack.botToken}`, "content-type": type },
    }).then((response) => response.json());

  it("may be JSON where the method takes it, and are ignored where it does not", async () => {
    const channel = test.slack.addChannel({ name: "esc_acme", members: [test.slack.botUserId] });
    test.slack.addUser({ name: "cathy", email: "cathy@example.test" });
    const blocks = [{ type: "divider" }];

    expect(
      await call("chat.postMessage", JSON.stringify({ channel, text: "hi", blocks }), "application/json"),
    ).toMatchObject({ ok: true });
    expect(
      await call("users.lookupByEmail", '{"email":"cathy@example.test"}', "application/json; charset=utf-8"),
    ).toEqual({
      ok: false,
      error: "invalid_arguments",
      response_metadata: { messages: ["[ERROR] missing required field: email"] },
    });
    expect(test.slack.state().channels[0]?.messages).toMatchObject([{ text: "hi", blocks }]);
  });

  it("that cannot be read are refused in Slack's words", async () => {
    expect(await call("auth.test", "{", "application/json")).toEqual({ ok: false, error: "invalid_json" });
    expect(await call("auth.test", "<a/>", "application/xml")).toEqual({ ok: false, error: "invalid_post_type" });
    expect(await call("no.such", "", "application/x-www-form-urlencoded")).toEqual({
      ok: false,
      error: "unknown_method",
    });
  });
});

describe("people", () => {
  it("are found by address, whatever its case, unless they are deactivated", async () => {
    const cathy = test.slack.addUser({ name: "cathy", realName: "Cathy Summers", email: "cathy@example.test" });
    test.slack.addUser({ name: "gone", email: "gone@example.test", deactivated: true });

    await expect(test.client.users.lookupByEmail({ email: "Cathy@Example.test" })).resolves.toMatchObject({
      user: { id: cathy, real_name: "Cathy Summers" },
    });
    expect(await refusal(test.client.users.lookupByEmail({ email: "gone@example.test" }))).toBe("users_not_found");
    expect(await refusal(test.client.users.lookupByEmail({ email: "nobody@example.test" }))).toBe("users_not_found");
  });

  it("are found by id, and listed", async () => {
    const mona = test.slack.addUser({ id: "U0MONA", name: "mona", restricted: true });

    await expect(test.client.users.info({ user: mona })).resolves.toMatchObject({
      user: { id: "U0MONA", is_restricted: true, is_bot: false },
    });
    expect(await refusal(test.client.users.info({ user: "U404" }))).toBe("user_not_found");
    await expect(test.client.users.list({})).resolves.toMatchObject({ members: [{ is_bot: true }, { name: "mona" }] });
  });

  it("act by hand under the same rules", () => {
    const cathy = test.slack.addUser({ name: "cathy" });
    const mona = test.slack.addUser({ name: "mona" });
    const channel = test.slack.as(cathy).createChannel("esc_acme");
    const ts = test.slack.as(cathy).post(channel, "hello");

    test.slack.as(cathy).invite(channel, mona, test.slack.botUserId);
    test.slack.as(mona).react(channel, ts, "eyes");
    test.slack.as(mona).post(channel, "hi", { threadTs: ts });
    test.slack.as(mona).leave(channel);
    test.slack.as(cathy).edit(channel, ts, "hello!");
    test.slack.as(cathy).pin(channel, ts);
    test.slack.as(cathy).archive(channel);

    expect(() => test.slack.as(mona).post(channel, "late")).toThrow("is_archived");
    expect(test.slack.state().channels[0]).toMatchObject({
      isArchived: true,
      members: [cathy, test.slack.botUserId],
      pins: [ts],
    });
    expect(test.slack.state().channels[0]?.messages.find((message) => message.ts === ts)).toMatchObject({
      text: "hello!",
      reactions: [{ name: "eyes", users: [mona] }],
    });
  });
});
