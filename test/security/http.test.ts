import { createConnection } from "node:net";
import { Router } from "express";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { addressOf, httpApp, listen } from "../../src/app/http.ts";
import { failedAttempts } from "../../src/failed-attempts.ts";
import { startWorld, type World } from "../support/world.ts";

const BEARER = { authorization: "Bearer api-token-of-the-test" };
const QUIET = { info() {}, warn() {}, error() {} };

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.settled();
});
afterAll(() => world.stop());

const ask = (path: string, init?: RequestInit) => fetch(`${world.app.url}${path}`, init);

/** Writes bytes as they are and answers all that comes back until the service closes, or until that is enough. */
async function raw(url: string, bytes: string, isEnough: (heard: string) => boolean = () => false): Promise<string> {
  const { port, hostname } = new URL(url);
  const socket = createConnection({ port: Number(port), host: hostname });
  socket.on("error", () => {}); // a reset is what some of these are answered with
  let heard = "";
  return new Promise((resolve) => {
    socket.on("close", () => resolve(heard));
    socket.on("data", (data) => {
      heard += data;
      if (isEnough(heard)) socket.destroy();
    });
    socket.write(bytes);
  });
}

/** What is there is what the server gives up on after this (ms). */
async function impatient(): Promise<string> {
  const patience = { keepAliveTimeout: 100, headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
  const server = await listen(httpApp([], QUIET), { host: "127.0.0.1", port: 0 }, patience);
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${addressOf(server).port}`;
}

describe("senders that take their time", () => {
  it.each([
    { what: "say nothing", bytes: "" },
    { what: "never finish the head", bytes: "POST /webhooks/gitlab HTTP/1.1\r\nhost: x\r\nx-a: " },
    { what: "never send the body", bytes: "POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf" },
    {
      what: "never end the chunks",
      bytes: "POST /x HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    },
  ])("and $what are cut off", async ({ bytes }) => {
    const answer = await raw(await impatient(), bytes);

    expect(answer.replace(/^HTTP\/1\.1 404[\s\S]*?here"\}/, "")).toMatch(/^$|^HTTP\/1\.1 408/);
  });
});

describe("requests that no proper client sends", () => {
  it.each([
    { what: "two lengths", head: "content-length: 3\r\ncontent-length: 4", status: 400 },
    { what: "a length and chunks", head: "content-length: 3\r\ntransfer-encoding: chunked", status: 400 },
    { what: "a length that is none", head: "content-length: -1", status: 400 },
    { what: "a header without a name", head: ": x", status: 400 },
    { what: "a line break in a header", head: "x-a: b\rx-c: d", status: 400 },
    { what: "more headers than fit", head: `x-a: ${"b".repeat(20_000)}`, status: 431 },
    {
      what: "ten thousand headers",
      head: Array.from({ length: 10_000 }, (_, n) => `x-${n}: 1`).join("\r\n"),
      status: 431,
    },
  ])("with $what are refused ($status), and the service lives on", async ({ head, status }) => {
    const answer = await raw(world.app.url, `POST /webhooks/gitlab HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n`, (heard) =>
      /^HTTP\/1\.1 \d+/.test(heard),
    );

    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await ask("/healthz")).status).toBe(200);
  });

  it("compressed bodies are not unpacked: a bomb stays a few bytes", async () => {
    const headers = { "content-type": "application/json", "content-encoding": "gzip", "x-gitlab-token": "x" };

    expect((await ask("/webhooks/gitlab", { method: "POST", headers, body: "x" })).status).toBe(415);
  });

  it("a hundred requests in one go are answered in their order", async () => {
    const gets = Array.from(
      { length: 100 },
      (_, n) => `GET /${n % 2 ? "healthz" : "nowhere"} HTTP/1.1\r\nhost: x\r\n\r\n`,
    );

    const answers = await raw(world.app.url, gets.join(""), (heard) => heard.split("HTTP/1.1 ").length > 100);

    const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual(gets.map((_, n) => (n % 2 ? "200" : "404")));
  });

  it.each([
    "/api/escalations/%2e%2e/1/timeline",
    "/api/escalations/0x47/1/timeline",
    "/api/escalations/7e1/1/timeline",
    "/api/escalations/%E0%A4%A/1/timeline",
    "/calendar/..%2f..%2fetc.ics",
    "/calendar/%00.ics",
  ])("%s names nothing", async (path) => {
    expect([400, 404]).toContain((await ask(path, { headers: BEARER })).status);
  });
});

describe("answers", () => {
  it.each(["/healthz", "/readyz", "/metrics", "/nowhere", "/api/escalations", "/webhooks/gitlab"])(
    "of %s cannot be taken for a page",
    async (path) => {
      const { headers } = await ask(path, { headers: BEARER });

      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    },
  );

  it("of the API are kept by no proxy", async () => {
    expect((await ask("/api/escalations", { headers: BEARER })).headers.get("cache-control")).toBe("no-store");
  });

  it("about the store's state cost it one question however many ask at a time", async () => {
    const { store } = world.app;
    const ping = store.ping;
    let asked = 0;
    store.ping = () => {
      asked += 1;
      return ping();
    };
    onTestFinished(() => {
      store.ping = ping;
    });

    const answers = await Promise.all(Array.from({ length: 50 }, () => ask("/readyz")));

    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(asked).toBeLessThan(25);
  });
});

describe("failed attempts, by source", () => {
  const delivery = (token: string) =>
    ask("/webhooks/gitlab", {
      method: "POST",
      headers: { "content-type": "application/json", "x-gitlab-token": token },
      body: '{"object_kind":"push"}',
    });

  it("wrong secrets are told 429 after a while and logged no more; GitLab from the same source is heard all the same", async () => {
    const before = world.logged.length;
    const statuses: number[] = [];
    for (let n = 0; n < 100; n += 1) statuses.push((await delivery(`wrong ${n}`)).status);
    const right = await delivery(world.webhookSecret);

    expect(statuses.slice(0, 40)).toEqual(Array(40).fill(401));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(20);
    expect(right.status).toBe(200);
    expect(world.logged.slice(before).filter(({ level }) => level === "warn").length).toBeLessThan(75);
    expect(world.logged.map(({ message }) => message)).toContain(
      "too many failed deliveries from one source; further ones are not logged",
    );
  });

  it("whoever guesses at the API has to wait, and has not found the token by then", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 100; n += 1)
      statuses.push((await ask("/api/escalations", { headers: { authorization: `Bearer ${n}` } })).status);
    const right = await ask("/api/escalations", { headers: BEARER });
    world.pass(120_000);
    const later = await ask("/api/escalations", { headers: BEARER });

    expect(statuses.slice(0, 60)).toEqual(Array(60).fill(401));
    expect(right.status).toBe(429);
    expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(later.status).toBe(200);
  });

  it("whoever guesses at calendars has to wait", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 100; n += 1) statuses.push((await ask(`/calendar/${`${n}`.padStart(43, "a")}.ics`)).status);

    expect(statuses.slice(0, 60)).toEqual(Array(60).fill(404));
    expect(statuses.at(-1)).toBe(429);
  });

  it("one source's failures are not another's, and time heals them", () => {
    const attempts = failedAttempts(3);
    for (let n = 0; n < 10; n += 1) attempts.failed("192.0.2.1", 0);

    expect(attempts.secondsToWait("192.0.2.1", 0)).toBe(1);
    expect(attempts.secondsToWait("::ffff:192.0.2.1", 0)).toBe(1);
    expect(attempts.secondsToWait("192.0.2.2", 0)).toBe(0);
    expect(attempts.secondsToWait("192.0.2.1", 1_000)).toBe(0);
  });

  it("a subscriber's whole network of IPv6 is one source", () => {
    const attempts = failedAttempts(1);
    attempts.failed("2001:db8:1:2::1", 0);

    expect(attempts.secondsToWait("2001:0db8:0001:0002:ffff::9", 0)).toBe(1);
    expect(attempts.secondsToWait("2001:db8:1:3::1", 0)).toBe(0);
  });

  it("a million sources do not fill the memory", () => {
    const attempts = failedAttempts(1);
    attempts.failed("192.0.2.1", 0);
    for (let n = 0; n < 20_000; n += 1) attempts.failed(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, 0);

    expect(attempts.secondsToWait("192.0.2.1", 0)).toBe(0);
  });

  it.each([
    { proxies: [] as string[], limited: true, because: "anybody can write such a header" },
    { proxies: ["loopback"], limited: false, because: "the proxy says whom it speaks for" },
  ])("X-Forwarded-For counts only from TRUSTED_PROXIES: $because", async ({ proxies, limited }) => {
    const seen: (string | undefined)[] = [];
    const router = Router().use((request, _response, next) => {
      seen.push(request.ip);
      next();
    });
    const app = httpApp([router], QUIET, proxies);
    const server = await listen(app, { host: "127.0.0.1", port: 0 });
    onTestFinished(() => void server.close());

    for (const source of ["192.0.2.1", "192.0.2.2"])
      await fetch(`http://127.0.0.1:${addressOf(server).port}/`, { headers: { "x-forwarded-for": source } });

    expect(new Set(seen).size).toBe(limited ? 1 : 2);
  });
});
