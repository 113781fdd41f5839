import { z } from "zod";
import { badParameter, notFound } from "../gitlab-error.ts";
import { createIssue, deleteIssue, updateIssue } from "../issues.ts";
import type { Issue, Project } from "../model.ts";
import { moveIssue } from "../move-issue.ts";
import { projectOf, type World } from "../world.ts";
import { issueEntity, issueLabelDetails, labelEventEntity, stateEventEntity } from "./entities.ts";
import { IssueQuery, listIssues } from "./issue-list.ts";
import { locatedIssue, locatedProject } from "./located.ts";
import { paged } from "./page.ts";
import {
  type Call,
  created,
  flag,
  ids,
  integer,
  names,
  noContent,
  numberInPath,
  ok,
  type Route,
  readInput,
  time,
} from "./route.ts";

const fields = {
  title: z.string(),
  description: z.string().nullable(),
  labels: names,
  add_labels: names,
  remove_labels: names,
  assignee_ids: ids,
  assignee_id: ids,
  confidential: flag,
  discussion_locked: flag,
  due_date: z.union([z.literal("").transform(() => null), z.iso.date(), z.null()]),
  weight: integer.nullable(),
  issue_type: z.enum(["issue", "incident", "test_case", "requirement", "task", "ticket"]),
};

const NewIssue = z
  .object({ ...fields, created_at: time })
  .partial()
  .extend({ title: z.string() });
const IssuePatch = z.object({ ...fields, state_event: z.enum(["close", "reopen"]) }).partial();

export function issueRoutes(world: World): Route[] {
  const entity = (project: Project, issue: Issue, call: Call) => issueEntity(world, project, issue, call.user);
  return [
    {
      method: "get",
      path: "/projects/:id/issues",
      handle(call) {
        const project = locatedProject(world, call);
        const query = readInput(call, IssueQuery);
        return paged(call, listIssues(world, project, call.user, query), (issue) => ({
          ...entity(project, issue, call),
          ...(query.with_labels_details ? { labels: issueLabelDetails(project, issue) } : {}),
        }));
      },
    },
    {
      method: "post",
      path: "/projects/:id/issues",
      handle(call) {
        const project = locatedProject(world, call);
        const input = readInput(call, NewIssue);
        const given = { ...issueInput(input), title: input.title, createdAt: input.created_at };
        return created(entity(project, createIssue(world, project, call.user, given), call));
      },
    },
    {
      method: "get",
      path: "/projects/:id/issues/:iid",
      handle(call) {
        const { project, issue } = locatedIssue(world, call);
        return ok(entity(project, issue, call));
      },
    },
    {
      method: "put",
      path: "/projects/:id/issues/:iid",
      handle(call) {
        const { project, issue } = locatedIssue(world, call);
        const input = readInput(call, IssuePatch);
        if (Object.keys(input).length === 0) {
          throw badParameter(
            `${Object.keys(IssuePatch.shape).join(", ")} are missing, at least one parameter must be provided`,
          );
        }
        updateIssue(world, project, issue, call.user, { ...issueInput(input), stateEvent: input.state_event });
        return ok(entity(project, issue, call));
      },
    },
    {
      method: "delete",
      path: "/projects/:id/issues/:iid",
      handle(call) {
        const { project, issue } = locatedIssue(world, call);
        deleteIssue(world, project, issue, call.user);
        return noContent;
      },
    },
    {
      method: "post",
      path: "/projects/:id/issues/:iid/move",
      handle(call) {
        const { project, issue } = locatedIssue(world, call);
        const target = projectOf(world, readInput(call, z.object({ to_project_id: integer })).to_project_id);
        return created(entity(target, moveIssue(world, project, issue, call.user, target), call));
      },
    },
    {
      method: "get",
      path: "/projects/:id/issues/:iid/resource_label_events",
      handle(call) {
        const { project, issue } = locatedIssue(world, call);
        return paged(call, issue.labelEvents, (event) => labelEventEntity(world, project, issue, event));
      },
    },
    {
      method: "get",
      path: "/projects/:id/issues/:iid/resource_state_events",
      handle(call) {
        const { issue } = locatedIssue(world, call);
        return paged(call, issue.stateEvents, (event) => stateEventEntity(world, issue, event));
      },
    },
    {
      method: "get",
      path: "/projects/:id/issues/:iid/resource_state_events/:event_id",
      handle(call) {
        const { issue } = locatedIssue(world, call);
        const event = issue.stateEvents.find(({ id }) => id === numberInPath(call, "event_id"));
        if (!event) throw notFound("ResourceStateEvent");
        return ok(stateEventEntity(world, issue, event));
      },
    },
  ];
}

function issueInput(input: z.infer<typeof IssuePatch>) {
  return {
    title: input.title,
    description: input.description,
    labels: input.labels,
    addLabels: input.add_labels,
    removeLabels: input.remove_labels,
    assigneeIds: input.assignee_ids ?? input.assignee_id,
    confidential: input.confidential,
    discussionLocked: input.discussion_locked,
    dueDate: input.due_date,
    weight: input.weight,
    issueType: input.issue_type,
  };
}
