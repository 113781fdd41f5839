import type { Log } from "../reconcile/log.ts";
import { NO_TRACING, type Tracing } from "../tracing.ts";

/** Whether OpenTelemetry's usual variables ask for traces. */
export function wantsTraces(env: NodeJS.ProcessEnv): boolean {
  if (env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true" || env["OTEL_TRACES_EXPORTER"] === "none") return false;
  return Boolean(env["OTEL_EXPORTER_OTLP_ENDPOINT"] || env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]);
}

/** Where traces go; the SDK is loaded only where they go somewhere. */
export async function tracingFor(env: NodeJS.ProcessEnv, log: Log): Promise<Tracing> {
  if (!wantsTraces(env)) return NO_TRACING;
  const { openTelemetry } = await import("../app/open-telemetry.ts");
  const timeouts = [env["OTEL_EXPORTER_OTLP_TIMEOUT"], env["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"]];
  return openTelemetry(log, timeouts.some(Boolean));
}
