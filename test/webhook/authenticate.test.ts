import { describe, expect, it } from "vitest";
import { webhookRouter } from "../../src/webhook/router.ts";
import { anIssue } from "./payloads.ts";
import { aService, now, secret, send, signed, signingToken } from "./support.ts";

const body = JSON.stringify(anIssue());
const minutes = 60_000;
const otherToken = `whsec_${Buffer.from("another key, also of 32 bytes ..").toString("base64")}`;
const without = { "x-gitlab-token": undefined };
const hex = (text: string) => Buffer.from(text, "base64").toString("hex");

describe("a delivery without a signature", () => {
  it.each([
    { token: "s3cr3t-of-another-hook", because: "another secret" },
    { token: secret.slice(0, -1), because: "a beginning of it" },
    { token: `${secret}x`, because: "more than it" },
    { token: secret.toUpperCase(), because: "another case" },
    { token: "", because: "an empty one" },
    { token: `${secret}, ${secret}`, because: "two of them" },
    { token: undefined, because: "none" },
  ])("is refused with $because, and the operator is warned without the values", async ({ token }) => {
    const world = await aService();

    const { status, text } = await send(world, body, { "x-gitlab-token": token });

    expect(status).toBe(401);
    expect(world.kept).toEqual([]);
    expect(world.logged).toEqual([{ level: "warn", text: expect.stringContaining("GITLAB_WEBHOOK_SECRET") }]);
    expect(`${world.logged[0]?.text} ${text}`).not.toContain(token || secret);
  });

  it("may have a secret beyond ASCII, which GitLab sends as UTF-8", async () => {
    const world = await aService({ secret: "Schlüssel" });

    const { status } = await send(world, body, { "x-gitlab-token": Buffer.from("Schlüssel").toString("latin1") });

    expect(status).toBe(200);
  });

  it("is judged by the secret also where a signing token is set and GitLab sends an id and a time", async () => {
    const world = await aService({ signingToken });
    const { "webhook-signature": _, ...unsigned } = signed(body);

    const right = await send(world, body, unsigned);
    const wrong = await send(world, body, { ...unsigned, "x-gitlab-token": "wrong" });

    expect([right.status, wrong.status]).toEqual([200, 401]);
  });

  it("is refused where only a signing token is set", async () => {
    const world = await aService({ secret: undefined, signingToken });

    const statuses = [await send(world, body), await send(world, body, without)].map(({ status }) => status);

    expect(statuses).toEqual([401, 401]);
    expect(world.logged[0]).toEqual({ level: "warn", text: expect.stringContaining("GITLAB_SIGNING_TOKEN") });
  });
});

describe("a delivery with a signature", () => {
  it.each([
    { changes: signed(body), because: "the signature is right" },
    { changes: { ...signed(body), ...without }, because: "it needs no secret" },
    { changes: { ...signed(body), "x-gitlab-token": "wrong" }, because: "the secret is not looked at" },
    { changes: signed(body, { at: now - 5 * minutes }), because: "five minutes old is young enough" },
    { changes: signed(body, { at: now + 5 * minutes }), because: "a clock may be five minutes ahead" },
    { changes: several(signed(body, { token: otherToken }), signed(body)), because: "one of several is right" },
    {
      changes: several({ ...signed(body), "webhook-signature": "v1a,abc v2,def" }, signed(body)),
      because: "kinds of signature not known here may stand beside it",
    },
  ])("is taken: $because", async ({ changes }) => {
    const world = await aService({ signingToken });

    const { status } = await send(world, body, changes);

    expect(status).toBe(200);
    expect(world.kept).toHaveLength(1);
  });

  it.each([
    { changes: signed(`${body} `), because: "the body is another" },
    { changes: signed(body, { token: otherToken }), because: "the key is another" },
    { changes: { ...signed(body), "webhook-id": "delivery-2" }, because: "the id is another" },
    { changes: { ...signed(body), "webhook-timestamp": `${now / 1000 + 1}` }, because: "the time is another" },
    { changes: { ...signed(body), "webhook-id": undefined }, because: "there is no id" },
    { changes: { ...signed(body), "webhook-timestamp": undefined }, because: "there is no time" },
    { changes: { ...signed(body), "webhook-timestamp": "now" }, because: "the time is none" },
    { changes: signed(body, { at: now - 5 * minutes - 1000 }), because: "it is a replay" },
    { changes: signed(body, { at: now + 5 * minutes + 1000 }), because: "it is from the future" },
    { changes: { ...signed(body), "webhook-signature": "" }, because: "the signature is empty" },
    { changes: { ...signed(body), "webhook-signature": "v1," }, because: "the signature has no value" },
    {
      changes: { ...signed(body), "webhook-signature": signed(body)["webhook-signature"].slice(3) },
      because: "the signature has no version",
    },
    {
      changes: { ...signed(body), "webhook-signature": signed(body)["webhook-signature"].replace("v1,", "v2,") },
      because: "the version is another",
    },
    {
      changes: { ...signed(body), "webhook-signature": `v1,${hex(signed(body)["webhook-signature"].slice(3))}` },
      because: "the encoding is another",
    },
  ])("is refused, right secret or not: $because", async ({ changes }) => {
    const world = await aService({ signingToken });

    const { status } = await send(world, body, changes);

    expect(status).toBe(401);
    expect(world.kept).toEqual([]);
    expect(world.logged.map(({ level }) => level)).toEqual(["warn"]);
  });

  it("covers the raw bytes, not what they mean", async () => {
    const world = await aService({ signingToken });

    const { status } = await send(world, JSON.stringify(anIssue(), undefined, 2), signed(body));

    expect(status).toBe(401);
  });

  it("is refused where no signing token is set, and the operator is told to set it", async () => {
    const world = await aService();

    const { status } = await send(world, body, signed(body));

    expect(status).toBe(401);
    expect(world.logged).toEqual([{ level: "warn", text: expect.stringContaining("set GITLAB_SIGNING_TOKEN") }]);
  });
});

describe("the router", () => {
  const rest = {
    projects: ["7"],
    ownUserIds: () => new Set<number>(),
    accept: async () => "kept" as const,
    knows: async () => false,
    watching: async () => [],
    clock: () => now,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };

  it("does not start with nothing to check deliveries against", () => {
    expect(() => webhookRouter(rest)).toThrow("GITLAB_WEBHOOK_SECRET or GITLAB_SIGNING_TOKEN");
    expect(() => webhookRouter({ ...rest, secret: "", signingToken: "" })).toThrow("GITLAB_WEBHOOK_SECRET");
  });

  it.each(["secret", "whsec_", "whsec_!!!!"])("does not start with the malformed signing token %s", (malformed) => {
    expect(() => webhookRouter({ ...rest, signingToken: malformed })).toThrow("whsec_ followed by base64");
  });
});

function several(...all: ReturnType<typeof signed>[]) {
  return { ...signed(body), "webhook-signature": all.map((one) => one["webhook-signature"]).join(" ") };
}
