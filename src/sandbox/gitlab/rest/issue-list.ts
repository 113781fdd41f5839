import { z } from "zod";
import { canReadIssue } from "../access.ts";
import type { Issue, Project, User } from "../model.ts";
import { labelNames, userNamed, type World } from "../world.ts";
import { flag, ids, integer, names, time } from "./route.ts";

export const IssueQuery = z.object({
  state: z.enum(["opened", "closed", "all"]).default("all"),
  labels: names.optional(),
  "not[labels]": names.optional(),
  iids: ids.optional(),
  search: z.string().optional(),
  in: z.string().default("title,description"),
  scope: z.string().default("all"),
  author_id: integer.optional(),
  author_username: z.string().optional(),
  assignee_id: z.union([integer, z.enum(["None", "Any"])]).optional(),
  assignee_username: names.optional(),
  confidential: flag.optional(),
  issue_type: z.string().optional(),
  created_after: time.optional(),
  created_before: time.optional(),
  updated_after: time.optional(),
  updated_before: time.optional(),
  order_by: z.enum(["created_at", "updated_at", "title"]).catch("created_at"),
  sort: z.enum(["asc", "desc"]).default("desc"),
  with_labels_details: flag.default(false),
});

export type IssueQuery = z.infer<typeof IssueQuery>;

/** The issues that a user may see and a query asks for, in its order; ties by id. */
export function listIssues(world: World, project: Project, reader: User, query: IssueQuery): Issue[] {
  const found = project.issues.filter(
    (issue) =>
      // What costs least first: there may be thousands.
      matchesTimes(issue, query) &&
      matchesState(issue, query) &&
      canReadIssue(project, issue, reader) &&
      matchesLabels(project, issue, query) &&
      matchesPeople(world, issue, reader, query) &&
      matchesText(issue, query),
  );
  const direction = query.sort === "asc" ? 1 : -1;
  return found.sort((a, b) => direction * (compare(a, b, query.order_by) || a.id - b.id));
}

function compare(a: Issue, b: Issue, order: IssueQuery["order_by"]): number {
  if (order === "title") return a.title.localeCompare(b.title);
  return order === "updated_at" ? a.updatedAt - b.updatedAt : a.createdAt - b.createdAt;
}

function matchesState(issue: Issue, { state, iids, confidential, issue_type }: IssueQuery): boolean {
  return (
    (state === "all" || issue.state === state) &&
    (iids === undefined || iids.includes(issue.iid)) &&
    (confidential === undefined || issue.confidential === confidential) &&
    (issue_type === undefined || issue.issueType === issue_type)
  );
}

/** Several labels mean all of them; `Any` and `None` are words of their own. */
function matchesLabels(project: Project, issue: Issue, query: IssueQuery): boolean {
  const present = labelNames(project, issue).map((name) => name.toLowerCase());
  const has = (name: string) => present.includes(name.toLowerCase());
  const unwanted = query["not[labels]"] ?? [];
  if (unwanted.some(has)) return false;
  if (query.labels?.length === 1 && query.labels[0] === "None") return present.length === 0;
  if (query.labels?.length === 1 && query.labels[0] === "Any") return present.length > 0;
  return query.labels?.every(has) ?? true;
}

function matchesPeople(world: World, issue: Issue, reader: User, query: IssueQuery): boolean {
  const scope = query.scope.replaceAll("-", "_");
  if (scope === "created_by_me" && issue.authorId !== reader.id) return false;
  if (scope === "assigned_to_me" && !issue.assigneeIds.includes(reader.id)) return false;
  if (query.author_id !== undefined && issue.authorId !== query.author_id) return false;
  if (query.author_username !== undefined && userNamed(world, query.author_username)?.id !== issue.authorId)
    return false;
  if (query.assignee_id === "None" && issue.assigneeIds.length > 0) return false;
  if (query.assignee_id === "Any" && issue.assigneeIds.length === 0) return false;
  if (typeof query.assignee_id === "number" && !issue.assigneeIds.includes(query.assignee_id)) return false;
  return query.assignee_username?.every((name) => issue.assigneeIds.includes(userNamed(world, name)?.id ?? 0)) ?? true;
}

function matchesTimes(issue: Issue, query: IssueQuery): boolean {
  return (
    issue.createdAt >= (query.created_after ?? Number.NEGATIVE_INFINITY) &&
    issue.createdAt <= (query.created_before ?? Number.POSITIVE_INFINITY) &&
    issue.updatedAt >= (query.updated_after ?? Number.NEGATIVE_INFINITY) &&
    issue.updatedAt <= (query.updated_before ?? Number.POSITIVE_INFINITY)
  );
}

function matchesText(issue: Issue, { search, in: places }: IssueQuery): boolean {
  if (search === undefined || search === "") return true;
  const text = [
    ...(places.includes("title") ? [issue.title] : []),
    ...(places.includes("description") ? [issue.description ?? ""] : []),
  ];
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.join("\n").toLowerCase().includes(word));
}
