import { OutsideError } from "../act/outside-error.ts";
import type { Account, ProjectFacts, ProjectSetup } from "../act/project-setup.ts";
import type { Webhooks } from "../act/webhooks.ts";
import { leadsTo } from "../watch/judge-webhooks.ts";
import { type Check, failed, ok, warning } from "./check.ts";
import { optional, roleIn } from "./check-answers.ts";
import { judgeProject, judgeRole, judgeToken } from "./judge-access.ts";
import { judgeHooks, judgeLabels, judgeTemplates } from "./judge-project.ts";
import { judgeClock, judgeMembers } from "./judge-surroundings.ts";
import { matchLabels } from "./match-labels.ts";
import { wantsPushes } from "./plan-webhook.ts";
import { readTemplates, type Wanted } from "./provision.ts";

/** More than these are told of as "no member" without asking GitLab for each of them. */
const MOST_ASKED_ABOUT = 20;

export interface GitLabExamined {
  url: string;
  projects: readonly string[];
  wanted: Wanted;
  /** Whom the directory names; undefined where it cannot be read, which is told elsewhere. */
  people: readonly string[] | undefined;
  setup: ProjectSetup;
  webhooks: Webhooks;
  now: number;
}

/** Looks at GitLab, the token and every project. Nothing is changed. */
export async function examineGitLab(options: GitLabExamined): Promise<Check[]> {
  const { url, setup, now } = options;
  let account: Account;
  try {
    account = await setup.account();
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const remedy = `check GITLAB_URL (${url}) and GITLAB_TOKEN, and that this machine reaches GitLab`;
    return [failed("GitLab", error.message, remedy), ...judgeClock("GitLab", setup.clocks())];
  }
  const version = await optional(setup.version());
  const token = await optional(setup.token());
  const projects = await examineProjects(account, version, options);
  return [
    ok("GitLab", `${version === undefined ? "" : `${version} `}at ${url}, as @${account.username}`),
    ...judgeToken(token, now),
    ...judgeClock("GitLab", setup.clocks()),
    ...projects,
  ];
}

async function examineProjects(
  account: Account,
  version: string | undefined,
  options: GitLabExamined,
): Promise<Check[]> {
  const found = await Promise.all(
    options.projects.map(async (name) => ({ name, project: await checks(name, () => options.setup.project(name)) })),
  );
  const examined = new Set<number>();
  const all = found.map(({ name, project }): Check[] | Promise<Check[]> => {
    if (Array.isArray(project)) return project;
    if (!project) {
      const remedy = "check GITLAB_PROJECT, and add the token's user to the project with the role Planner or Developer";
      return [failed(name, `GitLab shows @${account.username} no such project`, remedy)];
    }
    if (examined.has(project.id)) {
      const what = "GITLAB_PROJECT names it twice, by path and by id or in other letters";
      return [warning(name, what, `leave one of them: ${project.path}`)];
    }
    examined.add(project.id);
    return examineProject(project, account, version, options);
  });
  return (await Promise.all(all)).flat();
}

async function examineProject(
  project: ProjectFacts,
  account: Account,
  version: string | undefined,
  options: GitLabExamined,
): Promise<Check[]> {
  const { setup, webhooks, wanted, people } = options;
  const id = String(project.id);
  const { secrets, url, configProject } = wanted.webhook;
  const parts = await Promise.all([
    judgeProject(project),
    checks(`${project.path}: role`, async () => judgeRole(project, account, await roleIn(project, account, setup))),
    checks(`${project.path}: labels`, async () =>
      judgeLabels(project, matchLabels(wanted.labels, await setup.labels(id))),
    ),
    checks(`${project.path}: issue templates`, async () =>
      judgeTemplates(project, wanted.templates, await readTemplates(project, wanted.templates, setup)),
    ),
    checks(`${project.path}: webhook`, async () => {
      const hooks = await webhooks.list(id);
      const ours = hooks?.find((hook) => leadsTo(hook, url));
      const lastStatus = ours && (await optional(webhooks.lastStatus(id, ours)));
      const pushes = wantsPushes(project, configProject);
      return judgeHooks(project, hooks, { url, signing: { ...secrets, version }, lastStatus, pushes });
    }),
    checks(`${project.path}: people`, () => (people ? examinePeople(project, people, setup) : Promise.resolve([]))),
  ]);
  return parts.flat();
}

async function examinePeople(project: ProjectFacts, people: readonly string[], setup: ProjectSetup): Promise<Check[]> {
  const members = await setup.members(String(project.id));
  const name = `${project.path}: people`;
  if (people.length === 0) {
    const remedy =
      "put customers and people into the directory file (DIRECTORY_FILE): without them the service asks for a DRI each time";
    return [warning("directory", "it names nobody", remedy)];
  }
  if (!members) {
    const remedy = "see that everybody in the directory is a member of the project with the role Planner or higher";
    return [warning(name, "the members cannot be seen", remedy)];
  }
  const known = new Set(members.map((one) => one.toLowerCase()));
  const missing = people.filter((one) => !known.has(one.toLowerCase()));
  const asked = await Promise.all(
    missing.slice(0, MOST_ASKED_ABOUT).map(async (one) => ({ one, user: await setup.findUser(one) })),
  );
  const strangers = asked.flatMap(({ one, user }) => (user === "nobody" ? [one] : []));
  return judgeMembers(project.path, { missing, strangers });
}

/** What GitLab does not answer is a check of its own, so that the others are told all the same. */
async function checks<Value>(name: string, look: () => Promise<Value>): Promise<Value | Check[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return [failed(name, error.message, "see what GitLab has against it; a missing role is the usual reason")];
  }
}
