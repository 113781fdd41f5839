import { conflict } from "./gitlab-error.ts";
import type { Issue, IssueLink, LinkType, User } from "./model.ts";
import { addSystemNote } from "./system-notes.ts";
import type { World } from "./world.ts";

/** Links two issues; both sides show it. Links fire no webhook. */
export function linkIssues(
  world: World,
  actor: User,
  { source, target, type }: { source: Issue; target: Issue; type: LinkType },
): IssueLink {
  if (linksOf(world, source).some(({ otherId }) => otherId === target.id)) throw conflict("Issue(s) already assigned");

  const link: IssueLink = {
    id: world.nextId("link"),
    sourceId: source.id,
    targetId: target.id,
    type,
    createdAt: world.clock(),
  };
  world.links.push(link);
  addSystemNote(world, source, actor, `marked this issue as related to #${target.iid}`);
  addSystemNote(world, target, actor, `marked this issue as related to #${source.iid}`);
  return link;
}

const reverse: Record<LinkType, LinkType> = {
  relates_to: "relates_to",
  blocks: "is_blocked_by",
  is_blocked_by: "blocks",
};

/** The links of an issue as seen from it. */
export function linksOf(world: World, issue: Issue): { link: IssueLink; otherId: number; type: LinkType }[] {
  return world.links.flatMap((link) => {
    if (link.sourceId === issue.id) return [{ link, otherId: link.targetId, type: link.type }];
    if (link.targetId === issue.id) return [{ link, otherId: link.sourceId, type: reverse[link.type] }];
    return [];
  });
}
