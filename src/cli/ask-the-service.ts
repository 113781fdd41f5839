import type { Settings } from "../settings.ts";
import { StoreInUse } from "../store/store.ts";

const TIMEOUT_MS = 60_000;

/**
 * Asks the running service's API, for a command that needs the store which the service holds. Throws `StoreInUse`, in words
 * for the operator, where it cannot be asked.
 */
export async function askTheService(
  { host, port, apiToken }: Pick<Settings, "host" | "port" | "apiToken">,
  path: string,
): Promise<Response> {
  if (apiToken === undefined) {
    throw new StoreInUse(
      "The running service holds the store. Set API_TOKEN (for the service too), so that it can be asked; or stop it first.",
    );
  }
  const at = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const answer = await fetch(`${at}${path}`, {
    headers: { authorization: `Bearer ${apiToken}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    const message = `The running service holds the store and does not answer at ${at}: see to HOST and PORT.`;
    throw new StoreInUse(message, { cause });
  });
  if (!answer.ok) throw new StoreInUse(`The running service answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
