import { z } from "zod";
import type { Webhooks } from "../act/webhooks.ts";
import { pause } from "../reconcile/background.ts";
import type { Log } from "../reconcile/log.ts";
import type { Store } from "../store/store.ts";
import type { Findings } from "./findings.ts";
import { judgeWebhooks, leadsTo, type Repair, type WebhookHistory } from "./judge-webhooks.ts";

export interface WebhooksWatch {
  webhooks: Webhooks;
  store: Pick<Store, "facts">;
  /** Paths or ids. */
  projects: readonly string[];
  /** Where the service takes deliveries. */
  url(): string;
  /** When an authentic delivery of a project came last to this process (ms). */
  heardAt(project: string): number | undefined;
  findings: Findings;
  /** Events may have been lost: what they would have told is to be looked for. */
  onHearingAgain(): void;
  clock: () => number;
  log: Log;
}

const History = z.object({
  heardAt: z.number().nullable(),
  absentSince: z.number().nullable(),
  seenAs: z.string().nullable(),
});
const NEW: WebhookHistory = { heardAt: null, absentSince: null, seenAs: null };
/** While they last, nothing is heard, or not everything. */
const DEAFENING = ["missing", "disabled", "events", "unsigned"];

/** Looks at the webhooks of all projects now and every so often, until `signal` ends it. */
export async function keepWebhooks(
  watch: WebhooksWatch,
  { everyMs, signal }: { everyMs: number; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await Promise.all(
      watch.projects.map((project) =>
        lookAtWebhooks(project, watch).catch((error: unknown) => {
          if (!signal.aborted)
            watch.log.warn({ project, reason: String(error) }, "webhooks could not be looked at; it is tried again");
        }),
      ),
    );
    await pause(everyMs, signal);
  }
}

/** One look at a project's webhooks; what can be repaired is. Throws `OutsideError`. */
export async function lookAtWebhooks(project: string, watch: WebhooksWatch): Promise<void> {
  const { repairs } = await judge(project, watch);
  let repaired = 0;
  for (const repair of repairs) if (await isRepaired(repair, project, watch)) repaired += 1;
  if (repaired > 0) await judge(project, watch);
}

async function judge(project: string, watch: WebhooksWatch): Promise<{ repairs: Repair[] }> {
  const { webhooks, findings, clock } = watch;
  const url = watch.url();
  const hooks = await webhooks.list(project);
  const now = clock();
  const before = await historyOf(project, watch);
  const isThere = hooks?.some((hook) => leadsTo(hook, url)) ?? false;
  const history: WebhookHistory = {
    heardAt: Math.max(before.heardAt ?? 0, watch.heardAt(project) ?? 0) || null,
    absentSince: hooks && !isThere ? (before.absentSince ?? now) : null,
    seenAs: isThere ? url : before.seenAs,
  };
  if (JSON.stringify(history) !== JSON.stringify(before))
    await watch.store.facts.set(nameOf(project), JSON.stringify(history), now);
  const judged = judgeWebhooks(hooks, { url, history, now });
  const gone = findings.report(project, judged.findings);
  if (gone.some(({ problem }) => DEAFENING.includes(problem))) watch.onHearingAgain();
  return judged;
}

async function historyOf(project: string, { store }: WebhooksWatch): Promise<WebhookHistory> {
  const kept = await store.facts.get(nameOf(project));
  return History.catch(NEW).parse(JSON.parse(kept ?? "null"));
}

function nameOf(project: string): string {
  return `webhook/${project}`;
}

async function isRepaired(repair: Repair, project: string, watch: WebhooksWatch): Promise<boolean> {
  const { log } = watch;
  const fields = { project, problem: repair.problem, ...("hook" in repair && { hook: repair.hook.id }) };
  try {
    await make(repair, project, watch);
    log.info(fields, "webhook repaired");
    return true;
  } catch (error) {
    log.warn({ ...fields, reason: String(error) }, "webhook could not be repaired; it is tried again");
    return false;
  }
}

async function make(repair: Repair, project: string, { webhooks, url }: WebhooksWatch): Promise<void> {
  switch (repair.type) {
    case "create":
      return webhooks.create(project, url());
    case "add-events":
      return webhooks.addEvents(project, repair.hook, repair.events);
    case "set-secrets":
      return webhooks.setSecrets(project, repair.hook);
    case "test":
      return webhooks.test(project, repair.hook);
    case "remove":
      // Which of the two has the right secret GitLab does not tell.
      await webhooks.setSecrets(project, repair.keep);
      return webhooks.remove(project, repair.hook);
  }
}
