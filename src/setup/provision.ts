import { OutsideError } from "../act/outside-error.ts";
import type { FoundFile, ProjectFacts, ProjectSetup } from "../act/project-setup.ts";
import type { Webhooks } from "../act/webhooks.ts";
import type { WorkspaceSetup } from "../act/workspace-setup.ts";
import { matchLabels, type WantedLabel } from "./match-labels.ts";
import { planAnnouncements } from "./plan-announcements.ts";
import { planBoard } from "./plan-board.ts";
import { planLabels } from "./plan-labels.ts";
import { planTemplates, templatePath, type WantedTemplate } from "./plan-templates.ts";
import { planWebhook, type WantedWebhook, wantsPushes } from "./plan-webhook.ts";
import type { Obstacle, Plan, ProjectStep, Step } from "./steps.ts";

/** What a project should have. */
export interface Wanted {
  labels: readonly WantedLabel[];
  templates: readonly WantedTemplate[];
  severityLabels: readonly string[];
  webhook: WantedWebhook;
}

/** Reads a project and says what it lacks; changes nothing. Throws `OutsideError` where GitLab does not answer. */
export async function planProject(
  project: ProjectFacts,
  wanted: Wanted,
  { setup, webhooks }: { setup: ProjectSetup; webhooks: Webhooks },
): Promise<Plan<ProjectStep>> {
  const id = String(project.id);
  const [labels, templates, hooks, boards] = await Promise.all([
    setup.labels(id),
    readTemplates(project, wanted.templates, setup),
    webhooks.list(id),
    setup.boards(id),
  ]);
  const states = matchLabels(wanted.labels, labels);
  // A list of a label that gets its name back is that label's.
  const renamed = new Map(
    states.flatMap((one) => (one.state === "renamed" ? [[one.found.name, one.wanted.name] as const] : [])),
  );
  const afterwards = boards?.map((board) => ({
    ...board,
    labels: board.labels.map((name) => renamed.get(name) ?? name),
  }));
  const plans = [
    planLabels(states),
    planTemplates(wanted.templates, templates, project.defaultBranch),
    planWebhook(hooks, { ...wanted.webhook, pushes: wantsPushes(project, wanted.webhook.configProject) }),
    planBoard(afterwards, wanted.severityLabels),
  ];
  return { steps: plans.flatMap(({ steps }) => steps), obstacles: plans.flatMap(({ obstacles }) => obstacles) };
}

/** Those that are there, by path; undefined where they may not be seen. */
export async function readTemplates(
  { id, defaultBranch }: ProjectFacts,
  templates: readonly WantedTemplate[],
  setup: ProjectSetup,
): Promise<ReadonlyMap<string, FoundFile> | undefined> {
  const found = await Promise.all(
    templates.map(async (template) => {
      const path = templatePath(template);
      return [path, await setup.file(String(id), path, defaultBranch)] as const;
    }),
  );
  if (found.some(([, file]) => file === "hidden")) return undefined;
  return new Map(found.flatMap(([path, file]) => (file && file !== "hidden" ? [[path, file] as const] : [])));
}

export async function planSlack(channel: string, slack: WorkspaceSetup): Promise<Plan> {
  return planAnnouncements(channel, await slack.channel(channel));
}

/** Does one step in a project. Throws `OutsideError`. */
export async function performStep(
  step: ProjectStep,
  project: string,
  { setup, webhooks }: { setup: ProjectSetup; webhooks: Webhooks },
): Promise<void> {
  switch (step.type) {
    case "create-label":
      return setup.createLabel(project, step.label);
    case "change-label": {
      const { name, color, description } = step.label;
      const newName = step.found.name === name ? {} : { newName: name };
      return setup.changeLabel(project, step.found.id, { color, description, ...newName });
    }
    case "commit-templates": {
      const { branch, files } = step;
      return setup.commit(project, { branch, message: "Issue templates for escalations", files });
    }
    case "create-webhook":
      return webhooks.create(project, step.url);
    case "complete-webhook":
      return webhooks.complete(project, step.hook);
    case "test-webhook":
      return webhooks.test(project, step.hook);
    case "remove-webhook":
      // Which of the two has the right secret GitLab does not tell.
      await webhooks.complete(project, step.keep);
      return webhooks.remove(project, step.hook);
    case "complete-board": {
      // Labels of this same plan are there by now.
      const ids = new Map((await setup.labels(project)).map(({ id, name }) => [name, id]));
      const boardId = step.id ?? (await setup.createBoard(project, step.name)).id;
      for (const name of step.labels) {
        const labelId = ids.get(name);
        if (labelId !== undefined) await setup.addBoardList(project, boardId, labelId);
      }
    }
  }
}

/** What a step that failed means for the operator. Others' errors are thrown on. */
export function stepObstacle(step: Step, error: unknown): Obstacle {
  if (!(error instanceof OutsideError)) throw error;
  return {
    what: error.message,
    remedy: REMEDIES[step.type] ?? "put it right and run this again",
    isMinor: step.type === "complete-board",
  };
}

const REMEDIES: Readonly<Partial<Record<Step["type"], string>>> = {
  "create-label": "the token's user needs the role Planner, Reporter or higher",
  "change-label": "the token's user needs the role Planner, Reporter or higher",
  "commit-templates":
    "the token's user must be allowed to push to the default branch (usually Maintainer); or put the files of issue_templates/ there by hand",
  "create-webhook":
    "the token's user needs the role Maintainer; and GitLab must be allowed to call PUBLIC_URL (Admin > Network > Outbound requests)",
  "complete-webhook": "the token's user needs the role Maintainer",
  "test-webhook":
    "start the service (escalations serve), see to it that GitLab reaches PUBLIC_URL, then run this again",
  "complete-board": "make a board with a list for each severity by hand, if you want one; the service does without",
  "join-channel": "invite the bot to the channel in Slack",
};
