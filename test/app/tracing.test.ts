import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { tracingFor, wantsTraces } from "../../src/cli/tracing.ts";
import { NO_TRACING, type Tracing } from "../../src/tracing.ts";
import { opened } from "../opening/support.ts";
import { filledIn, startWorld } from "../support/world.ts";

const Value = z.object({ stringValue: z.string().optional(), intValue: z.number().optional() });
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, value.stringValue ?? value.intValue])));
const Span = z.object({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  attributes: Attributes,
  status: z.object({ code: z.number().optional() }),
});
const Sent = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
});
type Sent = z.infer<typeof Sent>;

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe("traces", () => {
  it.each([
    { env: {}, wanted: false },
    { env: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.example.test:4318" }, wanted: true },
    { env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector.example.test/v1/traces" }, wanted: true },
    { env: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://x.example.test", OTEL_SDK_DISABLED: "true" }, wanted: false },
    { env: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://x.example.test", OTEL_TRACES_EXPORTER: "none" }, wanted: false },
  ])("with $env: $wanted", ({ env, wanted }) => {
    expect(wantsTraces(env)).toBe(wanted);
  });

  it("cost nothing where nobody asks for them: no SDK is loaded", async () => {
    expect(await tracingFor({}, log)).toBe(NO_TRACING);
  });
});

describe("an opening, traced", () => {
  const received: { path: string | undefined; sent: Sent }[] = [];
  const collector = createServer(async (request, response) => {
    received.push({ path: request.url, sent: Sent.parse(JSON.parse(await text(request))) });
    response.end("{}");
  });
  const seen: { ids: object; thrown: unknown } = { ids: {}, thrown: undefined };
  const spans = () =>
    received.flatMap(({ sent }) => sent.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)));

  beforeAll(async () => {
    collector.listen(0, "127.0.0.1");
    await once(collector, "listening");
    const { port }: Pick<AddressInfo, "port"> = z.object({ port: z.number() }).parse(collector.address());
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${port}`);
    vi.stubEnv("OTEL_SERVICE_NAME", "escalations-of-the-test");
    const tracing: Tracing = await tracingFor(process.env, log);
    seen.thrown = await tracing
      .span("fails", { issue: "7#1" }, async () => {
        seen.ids = tracing.current();
        throw new Error("as it should");
      })
      .catch((error: unknown) => error);
    const world = await startWorld({ tracing });
    await opened(world, { description: await filledIn({ severity: ["High"] }) });
    await world.settled();
    await world.stop();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    collector.close();
    collector.closeAllConnections();
  });

  it("is sent as OTLP under the service's name", () => {
    expect(received.map(({ path }) => path)).toEqual(received.map(() => "/v1/traces"));
    expect(received[0]?.sent.resourceSpans[0]?.resource.attributes).toMatchObject({
      "service.name": "escalations-of-the-test",
    });
  });

  it("shows deliveries, runs, effects within their run, and calls within their effect", () => {
    const parentOf = (child: z.infer<typeof Span>) => spans().find(({ spanId }) => spanId === child.parentSpanId);
    const declared = spans().find(({ attributes }) => attributes["effect"] === "declaration/1");
    const posted = spans().find((span) => span.name === "slack chat.postMessage" && parentOf(span) === declared);

    expect(spans().map(({ name }) => name)).toEqual(expect.arrayContaining(["delivery", "run", "effect"]));
    expect(declared && parentOf(declared)?.name).toBe("run");
    expect(declared?.attributes).toMatchObject({ took_action: "post-message" });
    expect(posted?.attributes).toMatchObject({ system: "slack", outcome: "ok" });
  });

  it("fails a span with what its work throws, which is thrown on; a log line can name the span", () => {
    const failed = spans().find(({ name }) => name === "fails");

    expect(seen.thrown).toEqual(new Error("as it should"));
    expect(failed?.status.code).toBe(2);
    expect(seen.ids).toEqual({ trace_id: failed?.traceId, span_id: failed?.spanId });
  });
});
