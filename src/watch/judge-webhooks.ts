import { WEBHOOK_EVENTS, type Webhook, type WebhookEvent } from "../act/webhooks.ts";
import type { Finding } from "./findings.ts";

export const WEBHOOK_PROBLEMS = [
  "unseen",
  "missing",
  "doubled",
  "disabled",
  "events",
  "unsigned",
  "template",
  "ssl",
] as const;

export interface WebhookFinding extends Omit<Finding, "subject"> {
  problem: (typeof WEBHOOK_PROBLEMS)[number];
}

export type Repair = { problem: WebhookFinding["problem"] } & (
  | { type: "create" }
  | { type: "add-events"; hook: Webhook; events: readonly WebhookEvent[] }
  | { type: "set-secrets"; hook: Webhook }
  | { type: "test"; hook: Webhook }
  /** `keep` is set up the same and stays. */
  | { type: "remove"; hook: Webhook; keep: Webhook }
);

/** What is known of a project's webhook besides how GitLab shows it now; times in milliseconds. */
export interface WebhookHistory {
  /** When an authentic delivery of the project came last, whatever it was about. */
  heardAt: number | null;
  /** Since when no webhook with our address is there; null: there is one, or nobody could look. */
  absentSince: number | null;
  /** The address under which one was seen last. */
  seenAs: string | null;
}

/** A project is quiet for a while without being unheard. */
const HEARD_LATELY_MS = 7 * 24 * 60 * 60_000;
/** A delivery under way while the webhook was taken off. */
const STRAGGLER_MS = 60_000;

/** Whether a webhook leads to this address: a slash at the end does not count, nor the case of the host. */
export function leadsTo(webhook: Pick<Webhook, "url">, url: string): boolean {
  return plain(webhook.url) === plain(url);
}

function plain(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}

/**
 * What is wrong with the webhooks of a project that lead to `url`, and what the service can do about it itself. `hooks`
 * undefined: it may not see them. Deliveries may also come by a group's webhook or under another address, so what was
 * heard since speaks against a webhook that is missing.
 */
export function judgeWebhooks(
  hooks: readonly Webhook[] | undefined,
  { url, history, now }: { url: string; history: WebhookHistory; now: number },
): { findings: WebhookFinding[]; repairs: Repair[] } {
  const heardSince = (time: number) => (history.heardAt ?? 0) > Math.max(time, now - HEARD_LATELY_MS);
  if (!hooks) return heardSince(0) ? { findings: [], repairs: [] } : { findings: [unseen], repairs: [] };

  const ours = hooks.filter((hook) => leadsTo(hook, url));
  if (ours.length === 0) {
    const { absentSince, seenAs } = history;
    if (absentSince !== null && heardSince(absentSince + STRAGGLER_MS)) return { findings: [], repairs: [] };
    // One that was there is put back; a first one is for a person to make. Not at once: somebody may be at it just now.
    const isPutBack = absentSince !== null && absentSince < now && seenAs !== null && leadsTo({ url: seenAs }, url);
    return { findings: [missing(url)], repairs: isPutBack ? [{ type: "create", problem: "missing" }] : [] };
  }
  const judged = [doubled(ours), lacking(ours), ...ours.flatMap((hook) => [disabled(hook), unsigned(hook)])];
  const said = ours.flatMap((hook) => [...template(hook), ...unverified(hook)]);
  return {
    findings: onePerProblem([...judged.flatMap(({ findings }) => findings), ...said]),
    repairs: judged.flatMap(({ repairs }) => repairs),
  };
}

interface Judged {
  findings: WebhookFinding[];
  repairs: Repair[];
}

const nothing: Judged = { findings: [], repairs: [] };

const unseen: WebhookFinding = {
  problem: "unseen",
  what: "the service cannot see the project's webhooks, and has heard nothing of the project lately",
  remedy:
    "look in the project's Settings > Webhooks whether there is one; to have them watched, give the service's user the role Maintainer",
  isMinor: true,
};

function missing(url: string): WebhookFinding {
  return {
    problem: "missing",
    what: `no webhook of the project leads to ${url}, and nothing was heard of the project since`,
    remedy:
      "make one in the project's Settings > Webhooks with the four triggers for issues and comments, also confidential; or set PUBLIC_URL to the address that it has",
  };
}

/** Two for the same event: everything comes twice. Which is the wrong one is plain only where both are set up the same. */
function doubled(ours: readonly Webhook[]): Judged {
  const overlaps = WEBHOOK_EVENTS.some((event) => ours.filter(({ events }) => events.includes(event)).length > 1);
  if (!overlaps) return nothing;
  const [keep, ...others] = [...ours].sort((a, b) => rank(a) - rank(b) || a.id - b.id);
  const same = others.filter(({ setUp }) => setUp === keep?.setUp);
  return {
    findings: [
      {
        problem: "doubled",
        what: `webhooks ${ours.map(({ id }) => id).join(" and ")} lead here for the same events`,
        remedy: "remove all but one in the project's Settings > Webhooks",
      },
    ],
    repairs: keep ? same.map((hook) => ({ type: "remove", problem: "doubled", hook, keep })) : [],
  };
}

/** The one that works stays. */
function rank({ health }: Webhook): number {
  return health === "executable" ? 0 : 1;
}

function lacking(ours: readonly Webhook[]): Judged {
  const events = WEBHOOK_EVENTS.filter((event) => !ours.some((hook) => hook.events.includes(event)));
  const [hook] = ours;
  if (!hook || events.length === 0) return nothing;
  return {
    findings: [
      {
        problem: "events",
        what: `webhook ${hook.id} does not tell of ${events.join(", ")}`,
        remedy: "tick them in the project's Settings > Webhooks",
      },
    ],
    repairs: [{ type: "add-events", problem: "events", hook, events }],
  };
}

function disabled(hook: Webhook): Judged {
  if (hook.health === "executable") return nothing;
  const forHow = hook.health === "disabled" ? "until a test gets through" : "for a while";
  return {
    findings: [
      {
        problem: "disabled",
        what: `GitLab has disabled webhook ${hook.id} ${forHow}, because deliveries failed: nothing is told meanwhile`,
        remedy:
          "see to it that GitLab reaches PUBLIC_URL (proxy, certificate, and whether the webhook's secret is GITLAB_WEBHOOK_SECRET); a test then brings it back",
      },
    ],
    repairs: [{ type: "test", problem: "disabled", hook }],
  };
}

function unsigned(hook: Webhook): Judged {
  if (hook.isSigned !== false) return nothing;
  return {
    findings: [
      {
        problem: "unsigned",
        what: `webhook ${hook.id} has neither a secret token nor a signing token, so its deliveries are refused`,
        remedy: "give it GITLAB_WEBHOOK_SECRET or GITLAB_SIGNING_TOKEN in the project's Settings > Webhooks",
      },
    ],
    repairs: [{ type: "set-secrets", problem: "unsigned", hook }],
  };
}

function template({ id, hasTemplate }: Webhook): WebhookFinding[] {
  if (!hasTemplate) return [];
  return [
    {
      problem: "template",
      what: `webhook ${id} has a custom template, so its deliveries cannot be read`,
      remedy: "take the template off in the project's Settings > Webhooks",
    },
  ];
}

/** Not mended: where the certificate is home-made, nothing would come any more. */
function unverified({ id, url, sslVerification }: Webhook): WebhookFinding[] {
  if (sslVerification || !url.startsWith("https:")) return [];
  return [
    {
      problem: "ssl",
      what: `webhook ${id} does not check the certificate of PUBLIC_URL`,
      remedy: "switch on its SSL verification in the project's Settings > Webhooks",
      isMinor: true,
    },
  ];
}

function onePerProblem(findings: readonly WebhookFinding[]): WebhookFinding[] {
  return findings.filter(({ problem }, index) => findings.findIndex((one) => one.problem === problem) === index);
}
