import { describe, expect, it } from "vitest";
import { bodyLimit } from "../../src/webhook/router.ts";
import { anIssue } from "./payloads.ts";
import { aService, dial, head, headers, secret, send, signed, signingToken, storeDown } from "./support.ts";

describe("each check has its own answer", () => {
  it("keeps a proper delivery as it came and answers 200", async () => {
    const world = await aService();
    const body = `${JSON.stringify(anIssue({ attributes: { title: "Größe 🎉" } }), undefined, 1)}\n`;

    const { status, text } = await send(world, body);

    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ result: "kept", message: "kept" });
    expect(world.kept).toEqual([
      {
        id: "5b0f2b1c-0000-4000-8000-000000000001 for 7#42",
        key: "7#42",
        event: "Issue Hook",
        body,
        receivedAt: Date.parse("2026-11-24T12:00:00Z"),
      },
    ]);
  });

  it.each(["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])("405 with Allow for %s", async (method) => {
    const world = await aService();

    const response = await fetch(world.url, { method });

    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  it.each([
    { "content-type": "text/plain" },
    { "content-type": "application/x-www-form-urlencoded" },
    { "content-type": "application/jsonp" },
    { "content-encoding": "gzip" },
  ])("415 for %o", async (changes) => {
    const world = await aService();

    const { status } = await send(world, anIssue(), changes);

    expect(status).toBe(415);
    expect(world.kept).toEqual([]);
  });

  it("415 for no content type at all", async () => {
    const world = await aService();

    const response = await fetch(world.url, { method: "POST", headers: { "x-gitlab-token": secret } });

    expect(response.status).toBe(415);
  });

  it("takes a content type in any case and with parameters", async () => {
    const world = await aService();

    const { status } = await send(world, anIssue(), { "content-type": "Application/JSON; charset=utf-8" });

    expect(status).toBe(200);
    expect(world.kept).toHaveLength(1);
  });

  it.each([
    { body: "", because: "nothing" },
    { body: "{", because: "cut off" },
    { body: "payload=%7B%7D", because: "a form" },
    { body: "[]", because: "a list" },
    { body: '[{"object_kind":"issue"}]', because: "a list of webhooks" },
    { body: "null", because: "null" },
    { body: '"issue"', because: "a text" },
    { body: "{}", because: "an empty object" },
    { body: '{"object_kind":7}', because: "no kind that could be one" },
    { body: '{"__proto__":{"object_kind":"issue"}}', because: "a kind only by inheritance" },
    { body: Buffer.from('{"object_kind":"issue\xff"}', "latin1"), because: "not UTF-8" },
    { body: Buffer.from(JSON.stringify(anIssue()), "utf16le"), because: "UTF-16" },
  ])("400 for $because", async ({ body }) => {
    const world = await aService();

    const { status, text } = await send(world, body);

    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ result: "refused" });
    expect(world.kept).toEqual([]);
  });

  it("400 for JSON with a hundred thousand open brackets, 200 when they are closed", async () => {
    const world = await aService();
    const deep = 100_000;
    const body = JSON.stringify(anIssue({ nested: "HERE" }));

    const open = await send(world, "[".repeat(deep));
    const closed = await send(world, body.replace('"HERE"', "[".repeat(deep) + "]".repeat(deep)));

    expect(open.status).toBe(400);
    expect(closed.status).toBe(200);
    expect(world.kept).toHaveLength(1);
  });

  it("503 with Retry-After while the store is down, and 200 for the same delivery afterwards", async () => {
    const world = await aService();

    world.store.broken = storeDown;
    const during = await send(world, anIssue());
    world.store.broken = undefined;
    const after = await send(world, anIssue());

    expect(during.status).toBe(503);
    expect(Number(during.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(world.logged).toContainEqual({ level: "error", text: expect.stringContaining("could not be stored") });
    expect(after.status).toBe(200);
    expect(world.kept).toHaveLength(1);
  });

  it("503 also when the store cannot say whether it knows an issue", async () => {
    const world = await aService();
    world.store.broken = storeDown;

    const { status } = await send(world, anIssue({ labels: [] }));

    expect(status).toBe(503);
  });

  it("500 with a short JSON message for a fault of ours, logged, without a stack", async () => {
    const world = await aService();
    world.store.broken = new TypeError("oops at /srv/somewhere");

    const { status, text, headers } = await send(world, anIssue());

    expect(status).toBe(500);
    expect(headers.get("content-type")).toContain("application/json");
    expect(text).not.toMatch(/oops|srv|\bat\b/);
    expect(world.logged.map(({ level }) => level)).toEqual(["error"]);
  });

  it("tells the metrics of every answer", async () => {
    const world = await aService();

    await send(world, anIssue());
    await send(world, anIssue());
    await send(world, { object_kind: "push" });
    await send(world, anIssue(), { "x-gitlab-token": "wrong" });

    expect(world.outcomes.map(({ status, result }) => ({ status, result }))).toEqual([
      { status: 200, result: "kept" },
      { status: 200, result: "known" },
      { status: 200, result: "irrelevant" },
      { status: 401, result: "refused" },
    ]);
  });
});

describe("earlier checks win", () => {
  it.each([
    { wins: 405, method: "PUT", changes: { "content-type": "text/plain", "x-gitlab-token": "wrong" } },
    { wins: 415, method: "POST", changes: { "content-type": "text/plain", "x-gitlab-token": "wrong" } },
    { wins: 401, method: "POST", changes: { "x-gitlab-token": "wrong" } },
    { wins: 400, method: "POST", changes: {} },
  ])("$wins", async ({ wins, method, changes }) => {
    const world = await aService();

    const response = await fetch(world.url, { method, headers: headers(changes), body: "no JSON" });

    expect(response.status).toBe(wins);
  });

  it("401 before the body is there at all, where the token decides", async () => {
    const world = await aService();

    const answer = await firstBytes(dial(world, head({ "content-length": "1000", "x-gitlab-token": "wrong" })));

    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  it("413 before the signature is looked at", async () => {
    const world = await aService({ signingToken });

    const { status } = await send(world, "x".repeat(bodyLimit + 1), signed("something else"));

    expect(status).toBe(413);
  });

  it("401 for a wrong signature over what is no JSON", async () => {
    const world = await aService({ signingToken });

    const { status } = await send(world, "no JSON", signed("something else"));

    expect(status).toBe(401);
  });
});

describe("the size of a body", () => {
  it("may be 25 MB, and not a byte more", async () => {
    const world = await aService();
    const text = JSON.stringify(anIssue({ filler: "" }));
    const body = text.replace('"filler":""', `"filler":"${"x".repeat(bodyLimit - text.length)}"`);

    const fits = await send(world, body);
    const over = await send(world, `${body} `);

    expect(Buffer.byteLength(body)).toBe(bodyLimit);
    expect(fits.status).toBe(200);
    expect(over.status).toBe(413);
    expect(world.kept.map(({ body }) => body.length)).toEqual([bodyLimit]);
  });

  it("is refused by its Content-Length before anything of it came", async () => {
    const world = await aService();

    const answer = await firstBytes(dial(world, head({ "content-length": `${bodyLimit + 1}` })));

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("is counted while it streams where there is no Content-Length", async () => {
    const world = await aService();
    const chunk = Buffer.alloc(1024 * 1024, "x");
    const socket = dial(world, head({ "transfer-encoding": "chunked" }));

    for (let sent = 0; sent <= bodyLimit; sent += chunk.length) socket.write(asChunk(chunk));
    const answer = await firstBytes(socket);

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(world.kept).toEqual([]);
  });

  it("closes the connection on a sender that does not stop", async () => {
    const world = await aService();
    const chunk = asChunk(Buffer.alloc(1024 * 1024, "x"));
    const closed = world.nextClose();
    const socket = dial(world, head({ "transfer-encoding": "chunked" }));
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };

    socket.on("drain", more);
    more();
    await closed;

    expect(world.outcomes.map(({ status }) => status)).toEqual([413]);
  });

  it("may come in chunks", async () => {
    const world = await aService();
    const body = Buffer.from(JSON.stringify(anIssue()));
    const socket = dial(world, head({ "transfer-encoding": "chunked" }));

    for (let at = 0; at < body.length; at += 100) socket.write(asChunk(body.subarray(at, at + 100)));
    socket.write("0\r\n\r\n");
    const answer = await firstBytes(socket);

    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(world.kept.map(({ body }) => body)).toEqual([body.toString()]);
  });
});

describe("a sender that goes away", () => {
  it.each(["content-length", "transfer-encoding"])("in the middle of a body (%s) does no harm", async (framing) => {
    const world = await aService();
    const closed = world.nextClose();
    const socket = dial(world, head({ [framing]: framing === "content-length" ? "1000" : "chunked" }));

    socket.write("3e8\r\nhalf", () => socket.destroy());
    await closed;
    const { status } = await send(world, anIssue());

    expect(status).toBe(200);
    expect(world.kept).toHaveLength(1);
    expect(world.logged.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("before the answer has its delivery kept all the same", async () => {
    const waiting = Promise.withResolvers<void>();
    const taken = Promise.withResolvers<void>();
    const kept: string[] = [];
    const world = await aService({
      accept: async ({ key }) => {
        taken.resolve();
        await waiting.promise;
        kept.push(key);
        return "kept";
      },
    });
    const body = JSON.stringify(anIssue());
    const closed = world.nextClose();
    const socket = dial(world, `${head({ "content-length": `${Buffer.byteLength(body)}` })}${body}`);

    await taken.promise;
    socket.destroy();
    await closed;
    waiting.resolve();
    const { status } = await send(world, anIssue());

    expect(status).toBe(200);
    expect(kept).toEqual(["7#42", "7#42"]);
    expect(world.logged).toEqual([]);
  });
});

function asChunk(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from("\r\n")]);
}

async function firstBytes(socket: ReturnType<typeof dial>): Promise<string> {
  const text = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString())));
  socket.destroy();
  return text;
}
