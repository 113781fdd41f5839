import { setTimeout as sleep } from "node:timers/promises";
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { beforeEach, describe, expect, it } from "vitest";
import { type FaultRule, faultRule, outages, saidIn } from "../../../src/sandbox/slack/index.ts";
import { refusal, startSlack, type TestSlack } from "./support.ts";

let test: TestSlack;
let channel: string;
beforeEach(async () => {
  test = await startSlack();
  channel = test.slack.addChannel({ name: "esc_acme", members: [test.slack.botUserId] });
});

const post = (text = "hi") => test.client.chat.postMessage({ channel, text });
const texts = () =>
  test.slack
    .state()
    .channels.flatMap(saidIn)
    .map((message) => message.text);
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "it went well",
    (reason: unknown) => reason,
  );

describe("faults", () => {
  it("answer 5xx, and nothing was done", async () => {
    test.slack.faults.add(outages.down);

    expect(await failure(post())).toBeInstanceOf(WebAPIHTTPError);
    expect(texts()).toEqual([]);
  });

  it("break the connection off", async () => {
    test.slack.faults.add(outages.dropping);

    expect(await failure(post())).toBeInstanceOf(WebAPIRequestError);
    expect(texts()).toEqual([]);
  });

  it("lose the answer to what was done", async () => {
    test.slack.faults.add({ ...outages.forgetful, times: 1 });

    expect(await failure(post("once"))).toBeInstanceOf(WebAPIRequestError);
    expect(texts()).toEqual(["once"]);
    await expect(post("again")).resolves.toMatchObject({ ok: true });
  });

  it("answer 5xx to what was done", async () => {
    test.slack.faults.add({ fault: { kind: "status", status: 500 }, afterCommit: true });

    expect(await failure(post("done"))).toBeInstanceOf(WebAPIHTTPError);
    expect(texts()).toEqual(["done"]);
  });

  it("never answer, until they are cleared", async () => {
    test.slack.faults.add(outages.silent);
    const call = failure(post());
    expect(await Promise.race([call, sleep(50, "still waiting")])).toBe("still waiting");

    test.slack.faults.clear();

    expect(await call).toBeInstanceOf(WebAPIRequestError);
    await expect(post()).resolves.toMatchObject({ ok: true });
  });

  it("answer with a page of HTML and status 200, which the client takes for an error code", async () => {
    test.slack.faults.add(outages.proxy);

    expect(await refusal(post())).toContain("<!doctype html>");
  });

  it("answer 429 with the seconds to wait, or without", async () => {
    const remove = test.slack.faults.add(outages.busy);
    expect(await failure(post())).toMatchObject({ retryAfter: 30, constructor: WebAPIRateLimitedError });
    remove();

    test.slack.faults.add({ fault: { kind: "ratelimited" } });
    expect(await failure(post())).not.toBeInstanceOf(WebAPIRateLimitedError);
  });

  it("answer an error of Slack's own", async () => {
    test.slack.faults.add(outages.revoked);

    expect(await failure(test.client.auth.test())).toBeInstanceOf(WebAPIPlatformError);
    expect(await refusal(test.client.auth.test())).toBe("token_revoked");
  });

  it("answer late what was done at once", async () => {
    test.slack.faults.add({ fault: { kind: "slow", ms: 60_000 } });
    const impatient = test.clientWith(test.slack.botToken, { timeout: 50 });

    expect(await failure(impatient.chat.postMessage({ channel, text: "slow" }))).toBeInstanceOf(WebAPIRequestError);
    expect(texts()).toEqual(["slow"]);
  });

  it("befall the methods and the channel they are for, after some calls that go well, a number of times", async () => {
    const error = (code: string): FaultRule["fault"] => ({ kind: "error", error: code });
    test.slack.faults.add({ fault: error("internal_error"), methods: ["chat.*"], channel, skip: 1, times: 1 });

    await expect(test.client.auth.test()).resolves.toMatchObject({ ok: true });
    await expect(test.client.chat.postMessage({ channel: "#esc_acme", text: "1" })).resolves.toMatchObject({
      ok: true,
    });
    await expect(post("2")).resolves.toMatchObject({ ok: true });
    expect(await refusal(post("3"))).toBe("internal_error");
    await expect(post("4")).resolves.toMatchObject({ ok: true });
    expect(test.slack.faults.rules()).toEqual([]);
  });

  it("are plain data that a page can send", () => {
    for (const rule of Object.values(outages)) expect(faultRule.parse(JSON.parse(JSON.stringify(rule)))).toEqual(rule);
    expect(faultRule.safeParse({ fault: { kind: "earthquake" } }).success).toBe(false);
  });
});

describe("the request log", () => {
  it("holds every call with what was answered, and never the token", async () => {
    test.slack.faults.add({ fault: { kind: "drop" }, methods: ["pins.add"] });
    await post();
    await failure(test.client.pins.add({ channel, timestamp: "1.1" }));
    await refusal(test.client.conversations.join({ channel: "C404" }));
    await refusal(test.clientWith("xoxb-secret").auth.test());

    expect(test.slack.requests.calls).toEqual([
      { at: expect.any(Number), method: "chat.postMessage", args: { channel, text: "hi" }, status: 200 },
      { at: expect.any(Number), method: "pins.add", args: { channel, timestamp: "1.1" }, status: 0, fault: "drop" },
      {
        at: expect.any(Number),
        method: "conversations.join",
        args: { channel: "C404" },
        status: 200,
        error: "channel_not_found",
      },
      { at: expect.any(Number), method: "auth.test", args: {}, status: 200, error: "invalid_auth" },
    ]);
    expect(test.slack.requests.count("chat.postMessage")).toBe(1);
    test.slack.requests.reset();
    expect(test.slack.requests.count()).toBe(0);
  });
});
