import { context, DiagLogLevel, diag, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Log } from "../reconcile/log.ts";
import type { Tracing } from "../tracing.ts";

/** For one batch with all its tries; the SDK's own ten seconds would hold up every stop while the collector is away. */
const TIMEOUT_MS = 3_000;
const SAY_EVERY_MS = 60_000;

/**
 * Traces by OTLP over HTTP, as the environment says: `OTEL_EXPORTER_OTLP_*`, `OTEL_SERVICE_NAME`,
 * `OTEL_RESOURCE_ATTRIBUTES`. Loaded only where somebody wants them: the SDK takes its time to start. `hasTimeout` says
 * whether the environment sets one.
 */
export function openTelemetry(log: Log, hasTimeout: boolean): Tracing {
  let saidAt = Number.NEGATIVE_INFINITY;
  const notSent = (said: string) => {
    if (performance.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = performance.now();
    log.warn({ reason: reasonOf(said) }, "traces could not be sent");
  };
  const nothing = () => undefined;
  diag.setLogger(
    { error: notSent, warn: notSent, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  // Tried again for so long; a stop waits for it.
  const exporter = new OTLPTraceExporter(hasTimeout ? {} : { timeoutMillis: TIMEOUT_MS });
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "gitlab-escalations" }))
      .merge(
        detectResources({
          detectors: [serviceInstanceIdDetector, resourceAttributesEnvDetector, serviceNameEnvDetector],
        }),
      ),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("gitlab-escalations");

  return {
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, async (span) => {
        try {
          return await work();
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          span.setStatus({ code: SpanStatusCode.ERROR, message });
          throw error;
        } finally {
          span.end();
        }
      }),
    ended(name, attributes, ms) {
      const now = performance.now();
      tracer.startSpan(name, { attributes, kind: SpanKind.CLIENT, startTime: now - ms }).end(now);
    },
    current() {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
    },
    async close() {
      await provider.shutdown().catch((error: unknown) => notSent(String(error)));
      context.disable();
      diag.disable();
    },
  };
}

/** The SDK writes errors as JSON, with a stack. */
function reasonOf(said: string): string {
  return /"message":"((?:[^"\\]|\\.)*)"/.exec(said)?.[1] ?? said;
}
