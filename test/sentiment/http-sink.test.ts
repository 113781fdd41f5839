import { describe, expect, it, type TestContext } from "vitest";
import { OutsideError } from "../../src/act/outside-error.ts";
import type { SentimentReport } from "../../src/decide/action.ts";
import { httpSink } from "../../src/sentiment/http-sink.ts";
import { signature, signingKey } from "../../src/standard-webhooks.ts";
import { type Mishap, type Receiver, SECRET, startReceiver } from "./receiver.ts";

const NOW = Date.parse("2026-11-24T09:00:00.700Z");
const ID = "7-42-sentiment-at-risk-1";
const REPORT: SentimentReport = {
  event: "at-risk",
  at: NOW,
  customer: "Zoë & Söhne",
  severity: "high",
  escalation: {
    projectId: 7,
    iid: 42,
    title: "Pipelines stand still",
    url: "https://gitlab.example.test/e/-/issues/42",
  },
  dri: { username: "cathy", name: "Cathy Summers" },
  csm: null,
};

async function sinkTo(context: TestContext, { timeoutMs = 5_000 } = {}) {
  const receiver = await startReceiver(context);
  const calls: (number | undefined)[] = [];
  let now = NOW;
  const sink = httpSink({
    ...{ url: receiver.url, secret: SECRET, timeoutMs, clock: () => now },
    onRequest: ({ status }) => calls.push(status),
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { receiver, sink, calls, pass };
}

async function failureOf(context: TestContext, mishap: Mishap, timeoutMs?: number): Promise<OutsideError> {
  const { receiver, sink } = await sinkTo(context, timeoutMs === undefined ? {} : { timeoutMs });
  receiver.always = mishap;
  const error = await sink.report(REPORT, ID).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutsideError)) throw new Error(`not failed as the outside does: ${String(error)}`);
  expect(receiver.received.length).toBeLessThanOrEqual(1);
  expectNothingSecret(error, receiver);
  return error;
}

function expectNothingSecret(error: Error, { url }: Receiver): void {
  const told = JSON.stringify([error.message, String(error.cause), error.stack]);
  for (const secret of [SECRET, SECRET.slice(6), "in-the-query", new URL(url).pathname])
    expect(told).not.toContain(secret);
}

describe("a report", () => {
  it("has the fields of the reference, signed, under its id", async (context) => {
    const { receiver, sink, calls } = await sinkTo(context);

    await sink.report(REPORT, ID);

    expect(receiver.received).toEqual([
      {
        ...{ id: ID, timestamp: Math.floor(NOW / 1000), isSigned: true, path: "/hooks/sentiment?token=in-the-query" },
        headers: expect.objectContaining({ "content-type": "application/json" }),
        body: {
          id: ID,
          event: "at-risk",
          at: "2026-11-24T09:00:00.700Z",
          customer: "Zoë & Söhne",
          severity: "high",
          escalation: {
            project_id: 7,
            iid: 42,
            title: "Pipelines stand still",
            url: "https://gitlab.example.test/e/-/issues/42",
          },
          dri: { username: "cathy", name: "Cathy Summers" },
          csm: null,
        },
      },
    ]);
    expect(calls).toEqual([204]);
  });

  it("repeated later has the same id and body, and is signed anew for its time", async (context) => {
    const { receiver, sink, pass } = await sinkTo(context);
    receiver.mishaps.push({ status: 500 });
    await expect(sink.report(REPORT, ID)).rejects.toThrow(OutsideError);

    pass(3_600_000);
    await sink.report(REPORT, ID);

    const [first, second] = receiver.received;
    expect(second).toMatchObject({ id: first?.id, body: first?.body, isSigned: true });
    expect((second?.timestamp ?? 0) - (first?.timestamp ?? 0)).toBe(3600);
  });

  it("is signed as the example of Standard Webhooks is", () => {
    const key = signingKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") ?? Buffer.alloc(0);

    expect(
      signature(key, { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330" }, '{"test": 2432232314}'),
    ).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });
});

describe.concurrent("what comes of a failure, said without address or secret", () => {
  it.for<[string, Mishap, Partial<OutsideError>]>([
    [
      "429 with seconds",
      { status: 429, headers: { "retry-after": "120" } },
      { remedy: "repeat", retryAfterMs: 120_000 },
    ],
    [
      "503 with a date",
      { status: 503, headers: { "retry-after": "Tue, 24 Nov 2026 09:05:00 GMT" } },
      { remedy: "look-up", retryAfterMs: 299_300 },
    ],
    [
      "429 with nonsense",
      { status: 429, headers: { "retry-after": "soon" } },
      { remedy: "repeat", retryAfterMs: 60_000 },
    ],
    ["408", { status: 408 }, { remedy: "repeat", retryAfterMs: 60_000 }],
    ["500", { status: 500 }, { remedy: "look-up", retryAfterMs: 60_000 }],
    ["a dropped connection", "drop", { remedy: "look-up", retryAfterMs: 60_000 }],
  ])("%s is tried again", async ([, mishap, error], context) => {
    expect(await failureOf(context, mishap)).toMatchObject(error);
  });

  it("no answer in time is tried again, and so is an address where nobody listens", async (context) => {
    const late = await failureOf(context, "hang", 200);
    expect(late).toMatchObject({ remedy: "look-up", message: expect.stringContaining("TimeoutError") });

    const sink = httpSink({ url: "http://127.0.0.1:1/", secret: SECRET, clock: () => NOW });
    await expect(sink.report(REPORT, ID)).rejects.toMatchObject({
      remedy: "look-up",
      message: expect.stringMatching(/no answer.*SENTIMENT_URL/),
    });
  });

  it.for<[number, RegExp]>([
    [400, /answered 400: the receiver does not take the report, and its log says why/],
    [401, /answered 401: is SENTIMENT_SECRET the one/],
    [403, /SENTIMENT_SECRET/],
    [404, /answered 404: is SENTIMENT_URL still right/],
    [410, /SENTIMENT_URL/],
    [422, /the receiver does not take the report/],
  ])("%d is given up, and the operator told what to see to", async ([status, message], context) => {
    expect(await failureOf(context, { status })).toMatchObject({
      remedy: "give-up",
      message: expect.stringMatching(message),
    });
  });

  it("a redirect is not followed: the signature is not for somebody else", async (context) => {
    const elsewhere = await startReceiver(context);

    const error = await failureOf(context, { status: 307, headers: { location: elsewhere.url } });

    expect(error).toMatchObject({ remedy: "give-up", message: expect.stringMatching(/307.*SENTIMENT_URL/) });
    expect(elsewhere.received).toEqual([]);
  });
});
