import type { FoundFile, ProjectFacts } from "../act/project-setup.ts";
import type { Webhook } from "../act/webhooks.ts";
import { judgeWebhooks, leadsTo } from "../watch/judge-webhooks.ts";
import { type Check, failed, listed, ok, warning } from "./check.ts";
import type { LabelState } from "./match-labels.ts";
import { isSameTemplate, templatePath, type WantedTemplate } from "./plan-templates.ts";
import type { OwnSecrets } from "./plan-webhook.ts";

const PROVISION = "run escalations provision";

export function judgeLabels(project: ProjectFacts, states: readonly LabelState[]): Check[] {
  const name = `${project.path}: labels`;
  const missing = states.flatMap((one) => (one.state === "missing" ? [`"${one.wanted.name}"`] : []));
  const wrong = states.flatMap((one) =>
    one.state === "wrong" ? [`"${one.wanted.name}" (${one.what.join(", ")})`] : [],
  );
  const checks = states.flatMap((one): Check[] => {
    if (one.state !== "renamed") return [];
    const { found, wanted, by } = one;
    if (by === "us") {
      const what = `"${found.name}" is called "${wanted.name}" now`;
      return [failed(name, what, `${PROVISION}: it renames it, and the issues keep it`)];
    }
    const what = `"${wanted.name}" is missing; it seems to have been renamed to "${found.name}"`;
    return [
      failed(name, what, `${PROVISION}: it gives it its name back; or rename it in the project's Manage > Labels`),
    ];
  });
  if (missing.length > 0) checks.push(failed(name, `missing: ${listed(missing)}`, PROVISION));
  if (wrong.length > 0) checks.push(warning(name, `not as they should look: ${listed(wrong, 4)}`, PROVISION));
  return checks.length > 0 ? checks : [ok(name, `all ${states.length} are there`)];
}

export function judgeTemplates(
  project: ProjectFacts,
  wanted: readonly WantedTemplate[],
  found: ReadonlyMap<string, FoundFile> | undefined,
): Check[] {
  const name = `${project.path}: issue templates`;
  if (!found) {
    const remedy = `look whether ${listed(wanted.map(templatePath))} are on ${project.defaultBranch}; the service does not need to read them`;
    return [warning(name, "the bot's role may not read the repository", remedy)];
  }
  const missing = wanted.filter((one) => !found.has(templatePath(one)));
  const other = wanted.filter((one) => {
    const there = found.get(templatePath(one));
    return there !== undefined && !isSameTemplate(one, there);
  });
  const names = (templates: readonly WantedTemplate[]) => listed(templates.map((one) => `"${one.name}"`));
  const checks = [
    ...(missing.length > 0 ? [failed(name, `missing on ${project.defaultBranch}: ${names(missing)}`, PROVISION)] : []),
    ...(other.length > 0
      ? [
          warning(
            name,
            `other than shipped: ${names(other)}`,
            `${PROVISION} for the shipped one, or leave yours if it has the same headings`,
          ),
        ]
      : []),
  ];
  return checks.length > 0 ? checks : [ok(name, "installed as shipped")];
}

/** The settings' secrets, and GitLab's version where it is known. */
export interface Signing extends OwnSecrets {
  version: string | undefined;
}

export function judgeHooks(
  project: ProjectFacts,
  hooks: readonly Webhook[] | undefined,
  {
    url,
    signing,
    lastStatus,
    pushes = false,
  }: { url: string; signing: Signing; lastStatus?: number | undefined; pushes?: boolean },
): Check[] {
  const name = `${project.path}: webhook`;
  const page = `${project.webUrl}/-/hooks`;
  if (!hooks) {
    const remedy = `look at ${page} whether one leads to ${url} with the four events of issues and comments; with the role Maintainer it is checked and mended by itself`;
    return [warning(name, "not visible to the bot, which takes the role Maintainer", remedy)];
  }
  const history = { heardAt: null, absentSince: null, seenAs: null };
  const { findings } = judgeWebhooks(hooks, { url, history, now: 0 });
  const checks = findings.map(({ problem, what, remedy, isMinor }) => {
    const said = problem === "missing" ? `none of the project's leads to ${url}` : what;
    const how = MENDED.includes(problem) ? `${PROVISION}; or ${remedy}` : remedy;
    return (isMinor ? warning : failed)(name, said, how);
  });
  const ours = hooks.filter((hook) => leadsTo(hook, url));
  const unsigned = ours.filter(
    ({ hasToken, hasSigningToken, isSigned }) =>
      isSigned !== false && signing.signingToken && !signing.token && hasToken === true && hasSigningToken !== true,
  );
  for (const { id } of unsigned)
    checks.push(
      failed(name, `webhook ${id} has a secret token, and the settings have only GITLAB_SIGNING_TOKEN`, PROVISION),
    );
  if (pushes && ours.length > 0 && !ours.some(({ tellsOfPushes }) => tellsOfPushes)) {
    const what = `webhook ${ours[0]?.id} does not tell of pushes: a changed policy or directory is read at the next full look only`;
    checks.push(warning(name, what, `${PROVISION}; or tick push events at ${page}`));
  }
  checks.push(...judgeSigning(name, signing), ...judgeLast(name, lastStatus));
  if (checks.length > 0 || ours.length === 0) return checks;
  return [ok(name, `webhook ${ours.map(({ id }) => id).join(", ")} leads to ${url}${secretHint(ours)}`)];
}

/** What provisioning puts right. */
const MENDED: readonly string[] = ["missing", "events", "unsigned", "ssl"];

function judgeSigning(name: string, { token, signingToken, version }: Signing): Check[] {
  const major = Number(version?.split(".")[0] ?? Number.NaN);
  if (token || !signingToken || Number.isNaN(major) || major >= 19) return [];
  return [
    failed(
      name,
      `GitLab ${version} does not sign deliveries yet (19.0 does), and there is no GITLAB_WEBHOOK_SECRET`,
      "set GITLAB_WEBHOOK_SECRET to something long and random, then run escalations provision",
    ),
  ];
}

/** `status` of the newest delivery; what was put right since shows with the next one. */
function judgeLast(name: string, status: number | undefined): Check[] {
  if (status === undefined || (status >= 200 && status < 400)) return [];
  if (status === 401) {
    const what = "the service refused the newest delivery (401): the webhook's secret is another than the settings'";
    const remedy = "run escalations provision --renew-secret; the next delivery then gets through";
    return [warning(name, what, remedy)];
  }
  const what = `the newest delivery ${Number.isNaN(status) ? "was not answered" : `was answered ${status}`}`;
  const remedy = "see that the service runs, and that GitLab reaches PUBLIC_URL; the next delivery then gets through";
  return [warning(name, what, remedy)];
}

function secretHint(ours: readonly Webhook[]): string {
  const has = ours.every(({ isSigned }) => isSigned === true)
    ? "has a secret"
    : "GitLab does not tell whether it has a secret";
  return `; ${has}, which cannot be compared: if deliveries are refused (401), escalations provision --renew-secret`;
}
