import type { FileToCommit, FoundLabel, LabelLook } from "../act/project-setup.ts";
import type { Webhook } from "../act/webhooks.ts";

/** One thing that provisioning would change in a project. */
export type ProjectStep =
  | { type: "create-label"; label: LabelLook }
  /** `what` says in words which of its parts change. */
  | { type: "change-label"; found: FoundLabel; label: LabelLook; what: readonly string[] }
  | { type: "commit-templates"; branch: string; files: readonly FileToCommit[] }
  | { type: "create-webhook"; url: string }
  | { type: "complete-webhook"; hook: Webhook; what: readonly string[] }
  | { type: "test-webhook"; hook: Webhook }
  /** `keep` is set up the same and stays. */
  | { type: "remove-webhook"; hook: Webhook; keep: Webhook }
  /** `id` undefined: the board is made first. */
  | { type: "complete-board"; id: number | undefined; name: string; labels: readonly string[] };

export type Step = ProjectStep | { type: "join-channel"; channelId: string; name: string };

/** What stands in the way, or is left to a person. */
export interface Obstacle {
  what: string;
  remedy: string;
  /** The rest works without it. */
  isMinor?: boolean;
}

export interface Plan<S extends Step = Step> {
  steps: readonly S[];
  obstacles: readonly Obstacle[];
}

/** One line for the operator; sentences for what is to be done. */
export function describeStep(step: Step): string {
  switch (step.type) {
    case "create-label":
      return `make the label "${step.label.name}"`;
    case "change-label":
      return `change the label "${step.found.name}": ${step.what.join(", ")}`;
    case "commit-templates":
      return `commit to ${step.branch}: ${step.files.map(({ action, path }) => `${action} ${path}`).join(", ")}`;
    case "create-webhook":
      return `make a webhook to ${step.url}: issues and comments, also confidential, with its secret`;
    case "complete-webhook":
      return `change webhook ${step.hook.id}: ${step.what.join(", ")}`;
    case "test-webhook":
      return `have GitLab test webhook ${step.hook.id}, which it has disabled`;
    case "remove-webhook":
      return `remove webhook ${step.hook.id}, which doubles webhook ${step.keep.id}`;
    case "complete-board": {
      const lists = `${step.labels.length === 1 ? "a list" : "lists"} for ${step.labels.map((name) => `"${name}"`).join(", ")}`;
      return step.id === undefined
        ? `make the board "${step.name}" with ${lists}`
        : `give the board "${step.name}" ${lists}`;
    }
    case "join-channel":
      return `join #${step.name} in Slack`;
  }
}
