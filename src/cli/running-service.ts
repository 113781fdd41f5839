import { z } from "zod";
import type { Settings } from "../settings.ts";
import { StoreInUse } from "../store/store.ts";

/**
 * Asks the service that holds the embedded store, over its API; with `body` (JSON) by POST. Throws `StoreInUse` where
 * that cannot be: without API_TOKEN, where nobody answers within `timeoutMs`, or where the answer is a refusal.
 */
export async function askRunningService(
  path: string,
  { host, port, apiToken }: Settings,
  timeoutMs: number,
  body?: unknown,
): Promise<string> {
  if (apiToken === undefined) {
    throw new StoreInUse(
      "The running service holds the store. Set API_TOKEN (for the service too), so that it can be asked; or stop it first.",
    );
  }
  const { ok, status, text } = await answerTo(`http://${reachable(host)}:${port}${path}`, {
    headers: {
      authorization: `Bearer ${apiToken}`,
      accept: "text/plain, application/json",
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!ok) throw new StoreInUse(`The running service answered ${status}: ${saidIn(text)}`);
  return text;
}

async function answerTo(url: string, request: RequestInit): Promise<{ ok: boolean; status: number; text: string }> {
  try {
    const answer = await fetch(url, request);
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreInUse(
      `Something holds the store, and no service answers at ${new URL(url).origin} (${why}). Do HOST and PORT say where it listens?`,
      { cause },
    );
  }
}

/** Who listens on every address is reached on this machine's own. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
}

const Refusal = z.object({ message: z.string() });

/** The words of a refusal, which is JSON where it is the service's own. */
function saidIn(text: string): string {
  try {
    return Refusal.safeParse(JSON.parse(text)).data?.message ?? text;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
