import { WebAPIRateLimitedError } from "@slack/web-api";
import { describe, expect, it } from "vitest";
import { createRateLimiter } from "../../../src/sandbox/slack/rate-limits.ts";
import { startSlack } from "./support.ts";

describe("rate limits", () => {
  it("let a tier-2 method be called twenty times at once, and one more after three seconds", () => {
    let now = 0;
    const limiter = createRateLimiter(() => now, "real");
    const pin = () => limiter.take({ method: "pins.add", tier: 2 });

    expect(Array.from({ length: 21 }, pin)).toEqual([...Array(20).fill(undefined), 3]);
    expect(limiter.take({ method: "bookmarks.add", tier: 2 })).toBe(undefined);
    now += 3000;
    expect([pin(), pin()]).toEqual([undefined, 3]);
  });

  it("let one message a second into a channel, after a burst of five", () => {
    let now = 0;
    const limiter = createRateLimiter(() => now, "real");
    const post = (channel: string) => limiter.take({ method: "chat.postMessage", tier: 5, channel });

    expect(Array.from({ length: 6 }, () => post("C1"))).toEqual([...Array(5).fill(undefined), 1]);
    expect(post("C2")).toBe(undefined);
    now += 1000;
    expect([post("C1"), post("C1")]).toEqual([undefined, 1]);
  });

  it("count a call that has to wait as none", () => {
    let now = 0;
    const limiter = createRateLimiter(() => now, { methods: { "conversations.history": 1 } });
    const read = () => limiter.take({ method: "conversations.history", tier: 3 });

    expect([read(), read(), read()]).toEqual([undefined, 60, 60]);
    now += 60_000;
    expect(read()).toBe(undefined);
  });

  it("are answered with 429 and the seconds to wait, for that method alone", async () => {
    const { slack, client, pass } = await startSlack({ limits: "real" });
    const channel = slack.addChannel({ name: "esc_acme", members: [slack.botUserId] });
    const post = () => client.chat.postMessage({ channel, text: "hi" });
    for (let i = 0; i < 5; i++) await post();

    await expect(post()).rejects.toMatchObject({ retryAfter: 1, constructor: WebAPIRateLimitedError });
    await expect(client.auth.test()).resolves.toMatchObject({ ok: true });
    expect(slack.requests.calls.at(-2)).toMatchObject({ status: 429, error: "ratelimited" });
    pass(1);
    await expect(post()).resolves.toMatchObject({ ok: true });
  });

  it("are off at the start, and can be changed", async () => {
    const { slack, client } = await startSlack();
    for (let i = 0; i < 30; i++) await client.conversations.list();

    slack.limits.set({ methods: { "conversations.list": 1 } });
    await client.conversations.list();

    await expect(client.conversations.list()).rejects.toMatchObject({ retryAfter: 60 });
  });
});
