import type { Issue, Project } from "../model.ts";
import { labelsOf, type World } from "../world.ts";
import { assigneeHookAttributes, issueColumns, labelHookAttributes } from "./hook-attributes.ts";

export type Changes = Record<string, { previous: unknown; current: unknown }>;

export interface IssueSnapshot {
  columns: Record<string, unknown>;
  labels: ReturnType<typeof labelHookAttributes>[];
  assignees: ReturnType<typeof assigneeHookAttributes>;
}

export function issueSnapshot(world: World, project: Project, issue: Issue): IssueSnapshot {
  return {
    columns: issueColumns(issue),
    labels: labelsOf(project, issue).map((label) => labelHookAttributes(project, label)),
    assignees: assigneeHookAttributes(world, issue),
  };
}

/** `changes` of an update: only what differs, with the full arrays where labels or assignees changed. */
export function changesBetween(before: IssueSnapshot, after: IssueSnapshot): Changes {
  return {
    ...columnChanges(before.columns, after.columns),
    ...(sameIds(before.labels, after.labels) ? {} : { labels: { previous: before.labels, current: after.labels } }),
    ...(sameIds(before.assignees, after.assignees)
      ? {}
      : { assignees: { previous: before.assignees, current: after.assignees } }),
  };
}

/** `changes` of a new issue: the columns it was created with, but neither labels nor assignees, even when it has some. */
export function changesOfCreation(created: IssueSnapshot): Changes {
  const empty = Object.fromEntries(Object.keys(created.columns).map((column) => [column, null]));
  return columnChanges({ ...empty, confidential: false, state_id: 1, time_estimate: 0 }, created.columns);
}

function columnChanges(before: Record<string, unknown>, after: Record<string, unknown>): Changes {
  return Object.fromEntries(
    Object.keys(after)
      .filter((column) => before[column] !== after[column])
      .map((column) => [column, { previous: before[column], current: after[column] }]),
  );
}

function sameIds(a: readonly { id: number }[], b: readonly { id: number }[]): boolean {
  return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);
}
