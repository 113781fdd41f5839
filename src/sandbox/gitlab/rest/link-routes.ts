import { z } from "zod";
import { assertMay, canReadIssue, isPlanner } from "../access.ts";
import { badRequest, notFound } from "../gitlab-error.ts";
import { linkIssues, linksOf, unlinkIssues } from "../links.ts";
import type { Issue, Project } from "../model.ts";
import { issueById, projectOf, type World } from "../world.ts";
import { iso, issueEntity } from "./entities.ts";
import { locatedIssue } from "./located.ts";
import { type Call, created, integer, numberInPath, ok, type Route, readInput } from "./route.ts";

const NewLink = z.object({
  target_project_id: z.union([z.string(), z.number()]),
  target_issue_iid: integer,
  link_type: z.enum(["relates_to", "blocks", "is_blocked_by"]).default("relates_to"),
});

export function linkRoutes(world: World): Route[] {
  const links = "/projects/:id/issues/:iid/links";
  return [
    {
      method: "get",
      path: links,
      handle(call) {
        const { issue } = locatedIssue(world, call);
        // Not paged, and without those that the caller may not see.
        return ok(
          linksOf(world, issue).flatMap(({ link, otherId, type }) => {
            const other = visible(world, call, otherId);
            if (!other) return [];
            const times = { link_created_at: iso(link.createdAt), link_updated_at: iso(link.createdAt) };
            return [
              {
                ...issueEntity(world, other.project, other.issue, call.user),
                issue_link_id: link.id,
                link_type: type,
                ...times,
              },
            ];
          }),
        );
      },
    },
    {
      method: "post",
      path: links,
      handle(call) {
        const { project, issue } = locatedIssue(world, call);
        const { target_project_id, target_issue_iid, link_type } = readInput(call, NewLink);
        const home = projectOf(world, target_project_id);
        const target = home.issues.find(({ iid }) => iid === target_issue_iid);
        if (!target || !canReadIssue(home, target, call.user)) throw notFound();
        // Blocking links are a Premium matter.
        if (link_type !== "relates_to" && world.tier === "free")
          throw badRequest("Blocked issues are not available for current license");
        assertMay(isPlanner(project, call.user) || issue.authorId === call.user.id);
        linkIssues(world, call.user, { source: issue, target, type: link_type });
        return created({
          source_issue: issueEntity(world, project, issue, call.user),
          target_issue: issueEntity(world, home, target, call.user),
          link_type,
        });
      },
    },
    {
      method: "delete",
      path: `${links}/:link_id`,
      handle(call) {
        const { project, issue } = locatedIssue(world, call);
        assertMay(isPlanner(project, call.user));
        const gone = linksOf(world, issue).find(({ link }) => link.id === numberInPath(call, "link_id"))?.link;
        if (!gone) throw notFound();
        unlinkIssues(world, call.user, gone);
        return ok({ source_issue: issueEntity(world, project, issue, call.user), link_type: gone.type });
      },
    },
  ];
}

function visible(world: World, call: Call, issueId: number): { project: Project; issue: Issue } | undefined {
  const issue = issueById(world, issueId);
  const project = world.projects.find(({ id }) => id === issue?.projectId);
  return issue && project && canReadIssue(project, issue, call.user) ? { project, issue } : undefined;
}
