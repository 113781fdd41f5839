import type { Settings } from "../settings.ts";
import { StoreInUse } from "../store/store.ts";

/**
 * Asks the service that holds the embedded store, over its API; with `body` (JSON) by POST. Throws `StoreInUse` where
 * that cannot be: without API_TOKEN, or where nobody answers within `timeoutMs`.
 */
export async function askRunningService(
  path: string,
  { host, port, apiToken }: Settings,
  timeoutMs: number,
  body?: unknown,
): Promise<{ ok: boolean; status: number; text: string }> {
  if (apiToken === undefined) {
    throw new StoreInUse(
      "The running service holds the store. Set API_TOKEN (for the service too), so that it can be asked; or stop it first.",
    );
  }
  try {
    const answer = await fetch(`http://${host}:${port}${path}`, {
      headers: {
        authorization: `Bearer ${apiToken}`,
        accept: "text/plain, application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreInUse(
      `Something holds the store, and no service answers on ${host}:${port} (${why}). Do HOST and PORT say where it listens?`,
      { cause },
    );
  }
}
