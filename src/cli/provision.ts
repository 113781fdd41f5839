import { OutsideError } from "../act/outside-error.ts";
import type { ProjectFacts } from "../act/project-setup.ts";
import { readSettings, type Settings } from "../settings.ts";
import { performStep, planProject, planSlack, stepObstacle, type Wanted } from "../setup/provision.ts";
import { describeStep, type Obstacle, type Plan, type ProjectStep, type Step } from "../setup/steps.ts";
import { flags } from "./flags.ts";
import { isForTheOperator } from "./for-the-operator.ts";
import { newestConfiguration } from "./newest-configuration.ts";
import { type SetUpPorts, setUpPorts, wantedBy } from "./set-up.ts";

const USAGE = `escalations provision [--dry-run] [--renew-secret]

Makes labels, issue templates, webhook and board of every project in GITLAB_PROJECT as they should be, and joins the
announcements channel. Shows first what it would do. Nothing is deleted but a webhook that doubles another.

  --dry-run        only shows it
  --renew-secret   gives webhooks their secrets again, after GITLAB_WEBHOOK_SECRET was changed`;

/** One part of the plan: a project's, or Slack's. */
interface Part {
  title: string;
  plan: Plan;
  perform(step: Step): Promise<void>;
}

/** Answers 0 where everything is as it should be (with `--dry-run`: could be made so), 1 where something stands in the way. */
export async function provision(args: readonly string[], env: NodeJS.ProcessEnv, clock: () => number): Promise<number> {
  const given = flags(
    args,
    {
      "dry-run": { type: "boolean", default: false },
      "renew-secret": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
    USAGE,
  );
  if (given.help) {
    console.log(USAGE);
    return 0;
  }
  try {
    const settings = await readSettings(env);
    const ports = setUpPorts(settings, clock);
    const { policy } = await newestConfiguration(settings, ports.files);
    const wanted = await wantedBy(settings, { renew: given["renew-secret"] });
    const parts = await plan(settings, wanted, policy.announcements.channel, ports);
    for (const line of shown(parts)) console.log(line);
    const steps = parts.reduce((sum, one) => sum + one.plan.steps.length, 0);
    const isHindered = parts.some((one) => one.plan.obstacles.some(({ isMinor }) => !isMinor));
    if (steps === 0) {
      console.log(isHindered ? "Nothing to change, but see above." : "Nothing to change: all is as it should be.");
      return isHindered ? 1 : 0;
    }
    if (given["dry-run"]) {
      console.log(`${counted(steps)} to make. Nothing was changed (--dry-run).`);
      return isHindered ? 1 : 0;
    }
    console.log(`${counted(steps)} to make …`);
    const failed = await perform(parts);
    for (const one of failed) console.error(`! ${one.what}\n  ${one.remedy}`);
    console.log(`${counted(steps - failed.length)} made${failed.length > 0 ? `, ${failed.length} not` : ""}.`);
    return isHindered || failed.some(({ isMinor }) => !isMinor) ? 1 : 0;
  } catch (error) {
    if (!isForTheOperator(error) && !(error instanceof OutsideError)) throw error;
    console.error(error.message);
    if (error instanceof OutsideError) console.error("escalations doctor says what to do about it.");
    return 1;
  }
}

async function plan(settings: Settings, wanted: Wanted, channel: string, ports: SetUpPorts): Promise<Part[]> {
  const { setup, slack } = ports;
  const projects: Part[] = [];
  const seen = new Set<number>();
  for (const name of settings.gitlabProjects) {
    try {
      const project = await setup.project(name);
      // By its path and its id it is the same one, and wants its webhook once.
      if (project && seen.has(project.id)) continue;
      if (project) seen.add(project.id);
      projects.push(project ? await projectPart(project, wanted, ports) : unknownProject(name, settings));
    } catch (error) {
      projects.push({ title: name, plan: unanswered(error), perform: async () => {} });
    }
  }
  if (!slack) return projects;
  const slackPlan = await planSlack(channel, slack).catch(unanswered);
  return [
    ...projects,
    {
      title: "Slack",
      plan: slackPlan,
      perform: async (step) => {
        if (step.type === "join-channel") await slack.join(step.channelId);
      },
    },
  ];
}

/** Whoever does not answer holds up nobody else. */
function unanswered(error: unknown): Plan {
  if (!(error instanceof OutsideError)) throw error;
  const remedy = "put it right and run this again; escalations doctor says more";
  return { steps: [], obstacles: [{ what: error.message, remedy }] };
}

async function projectPart(project: ProjectFacts, wanted: Wanted, ports: SetUpPorts): Promise<Part> {
  return {
    title: project.path,
    plan: await planProject(project, wanted, ports),
    perform: async (step) => {
      if (step.type !== "join-channel") await performStep(step satisfies ProjectStep, String(project.id), ports);
    },
  };
}

function unknownProject(title: string, { gitlabUrl }: Settings): Part {
  const obstacle: Obstacle = {
    what: `GitLab shows no project "${title}" to this token`,
    remedy: `check GITLAB_PROJECT, and that the token's user is a member of it: ${gitlabUrl}`,
  };
  return { title, plan: { steps: [], obstacles: [obstacle] }, perform: async () => {} };
}

function shown(parts: readonly Part[]): string[] {
  return parts.flatMap(({ title, plan: { steps, obstacles } }) => [
    title,
    ...steps.map((step) => `  + ${describeStep(step)}`),
    ...obstacles.flatMap(({ what, remedy, isMinor }) => [`  ${isMinor ? "~" : "!"} ${what}`, `    ${remedy}`]),
    ...(steps.length + obstacles.length === 0 ? ["  nothing to change"] : []),
  ]);
}

/** One after the other, as the board needs the labels; what fails holds nothing else up. Answers what failed. */
async function perform(parts: readonly Part[]): Promise<Obstacle[]> {
  const failed: Obstacle[] = [];
  for (const part of parts) {
    for (const step of part.plan.steps) {
      try {
        await part.perform(step);
      } catch (error) {
        failed.push(stepObstacle(step, error));
      }
    }
  }
  return failed;
}

function counted(changes: number): string {
  return changes === 1 ? "1 change" : `${changes} changes`;
}
