import type { ProjectFacts } from "../act/project-setup.ts";
import type { Webhook } from "../act/webhooks.ts";
import { judgeWebhooks, leadsTo, type WebhookFinding } from "../watch/judge-webhooks.ts";
import type { Obstacle, Plan, ProjectStep } from "./steps.ts";

/** Which secrets the settings have. */
export interface OwnSecrets {
  token: boolean;
  signingToken: boolean;
}

export interface WantedWebhook {
  url: string;
  secrets: OwnSecrets;
  /** Its secrets are given again, though it has some: GitLab never tells which. */
  renew?: boolean;
  /** Path or id of the project that has policy and directory: its webhook has to tell of pushes too. */
  configProject?: string | undefined;
}

/** Whether the project's webhook has to tell of pushes: they change policy and directory. */
export function wantsPushes(
  { id, path }: Pick<ProjectFacts, "id" | "path">,
  configProject: string | undefined,
): boolean {
  return configProject === `${id}` || configProject?.toLowerCase() === path.toLowerCase();
}

/** What the watch would mend of itself is mended here too, and a first webhook made. */
export function planWebhook(
  hooks: readonly Webhook[] | undefined,
  { url, secrets, renew = false, pushes = false }: Omit<WantedWebhook, "configProject"> & { pushes?: boolean },
): Plan<ProjectStep> {
  if (!hooks) return { steps: [], obstacles: [unseen] };
  // As if one had been there: a missing one is then put back.
  const history = { heardAt: null, absentSince: 0, seenAs: url };
  const { findings, repairs } = judgeWebhooks(hooks, { url, history, now: 1 });

  const ours = hooks.filter((hook) => leadsTo(hook, url));
  const removed = repairs.flatMap((repair) => (repair.type === "remove" ? [repair] : []));
  const kept = ours.filter((hook) => !removed.some((repair) => repair.hook.id === hook.id));
  const steps: ProjectStep[] = [
    ...(repairs.some(({ type }) => type === "create") ? [{ type: "create-webhook" as const, url }] : []),
    ...kept.flatMap((hook, index): ProjectStep[] => {
      const adds = index === 0 && repairs.some(({ type }) => type === "add-events");
      const what = [
        ...(adds ? missingEvents(kept) : []),
        ...(pushes && index === 0 && !kept.some(({ tellsOfPushes }) => tellsOfPushes) ? ["tells of pushes"] : []),
        ...lacks(hook, secrets),
        ...(renew ? ["gets its secrets again"] : []),
      ];
      return what.length === 0 ? [] : [{ type: "complete-webhook", hook, what }];
    }),
    ...removed.map(({ hook, keep }): ProjectStep => ({ type: "remove-webhook", hook, keep })),
    ...kept.flatMap((hook): ProjectStep[] => (hook.health === "executable" ? [] : [{ type: "test-webhook", hook }])),
  ];
  const isLeft = (finding: WebhookFinding) =>
    finding.problem === "template" || (finding.problem === "doubled" && kept.length > 1);
  return { steps, obstacles: findings.filter(isLeft) };
}

const unseen: Obstacle = {
  what: "the webhooks cannot be seen with this token",
  remedy:
    "give the token's user the role Maintainer, or run this once with a Maintainer's token: GITLAB_TOKEN=… escalations provision",
};

function missingEvents(ours: readonly Webhook[]): string[] {
  const names = { issues_events: "issues", confidential_issues_events: "confidential issues" } as const;
  const more = { note_events: "comments", confidential_note_events: "confidential comments" } as const;
  return Object.entries({ ...names, ...more }).flatMap(([event, name]) =>
    ours.some(({ events }) => events.some((one) => one === event)) ? [] : [`tells of ${name}`],
  );
}

/** What GitLab does not tell of (before 19.0) is taken to be there: it could not be left alone otherwise. */
function lacks(hook: Webhook, secrets: OwnSecrets): string[] {
  return [
    ...(hook.url.startsWith("https:") && !hook.sslVerification ? ["checks the certificate"] : []),
    ...(secrets.token && hook.hasToken === false ? ["gets its secret token"] : []),
    ...(secrets.signingToken && hook.hasSigningToken === false ? ["gets its signing token"] : []),
  ];
}
