import { isPlanner } from "./access.ts";
import type { Issue, Label, Project, User } from "./model.ts";
import { labelById, type World } from "./world.ts";

const defaultColor = "#428BCA";

export interface LabelInput {
  name: string;
  color?: string | undefined;
  description?: string | null | undefined;
  priority?: number | null | undefined;
}

export function createLabel(world: World, project: Project, input: LabelInput): Label {
  const now = world.clock();
  const label: Label = {
    id: world.nextId("label"),
    name: input.name,
    color: input.color ?? defaultColor,
    description: input.description ?? null,
    priority: input.priority ?? null,
    createdAt: now,
    updatedAt: now,
  };
  project.labels.push(label);
  return label;
}

export function labelNamed(project: Project, name: string): Label | undefined {
  return project.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

/** Names given to the issue API. An unknown one becomes a new project label if the user may make labels: typos make labels, as in GitLab. */
export function labelIdsFor(world: World, project: Project, user: User, names: readonly string[]): number[] {
  return names.flatMap((name) => {
    const label =
      labelNamed(project, name) ?? (isPlanner(project, user) ? createLabel(world, project, { name }) : undefined);
    return label ? [label.id] : [];
  });
}

/** Names to be taken off: an unknown one is nothing, and makes no label. */
export function knownLabelIds(project: Project, names: readonly string[]): number[] {
  return names.flatMap((name) => labelNamed(project, name)?.id ?? []);
}

export interface LabelChange {
  /** Replaces the whole set first. */
  set?: readonly number[] | undefined;
  add?: readonly number[] | undefined;
  remove?: readonly number[] | undefined;
}

/**
 * The label ids after a change. Premium keeps one label per scope (`a::b` has scope `a`): what is set now drives out what was there,
 * and of two set at once the last stays. Free lets them pile up.
 */
export function changedLabelIds(world: World, project: Project, issue: Issue, change: LabelChange): number[] {
  const kept = (change.set ?? issue.labelIds).filter((id) => !change.remove?.includes(id));
  const added = change.add?.filter((id) => !kept.includes(id)) ?? [];
  const ids = [...new Set([...kept, ...added])];
  return world.tier === "premium" ? oncePerScope(project, ids) : ids;
}

function oncePerScope(project: Project, ids: readonly number[]): number[] {
  const scopes = ids.map((id) => labelScope(labelById(project, id)?.name ?? ""));
  return ids.filter((_, index) => scopes[index] === undefined || scopes.lastIndexOf(scopes[index]) === index);
}

/** Everything before the last `::`, so `a::b::c` has the scope `a::b`. */
export function labelScope(name: string): string | undefined {
  const end = name.lastIndexOf("::");
  return end > 0 ? name.slice(0, end).toLowerCase() : undefined;
}

/** Sets the labels and writes one resource label event per label added or removed; label changes leave no notes. */
export function applyLabels(world: World, issue: Issue, user: User, ids: readonly number[]): void {
  const events = [
    ...ids.filter((id) => !issue.labelIds.includes(id)).map((labelId) => ({ labelId, action: "add" as const })),
    ...issue.labelIds.filter((id) => !ids.includes(id)).map((labelId) => ({ labelId, action: "remove" as const })),
  ];
  for (const event of events) {
    issue.labelEvents.push({ ...event, id: world.nextId("label event"), userId: user.id, createdAt: world.clock() });
  }
  issue.labelIds = [...ids];
}
