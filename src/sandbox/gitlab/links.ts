import { conflict } from "./gitlab-error.ts";
import type { Issue, IssueLink, LinkType, User } from "./model.ts";
import { addSystemNote } from "./system-notes.ts";
import { issueById, issueReferenceFrom, type World } from "./world.ts";

/** In the words of GitLab 19, which speaks of items; older ones say "marked this issue as related to". */
const told: Record<LinkType, string> = {
  relates_to: "marked as related to",
  blocks: "marked this item as blocking",
  is_blocked_by: "marked this item as blocked by",
};

/** Links two issues; both sides show it, and both get a system note. Links fire no webhook. */
export function linkIssues(
  world: World,
  actor: User,
  { source, target, type }: { source: Issue; target: Issue; type: LinkType },
): IssueLink {
  if (linkBetween(world, source, target)) throw conflict("Issue(s) already assigned");

  const link: IssueLink = {
    id: world.nextId("link"),
    sourceId: source.id,
    targetId: target.id,
    type,
    createdAt: world.clock(),
  };
  world.links.push(link);
  addSystemNote(world, source, actor, `${told[type]} ${issueReferenceFrom(world, source, target)}`);
  addSystemNote(world, target, actor, `${told[reverse[type]]} ${issueReferenceFrom(world, target, source)}`);
  return link;
}

/** Takes a link off; both sides get a system note of it. */
export function unlinkIssues(world: World, actor: User, link: IssueLink): void {
  world.links = world.links.filter((other) => other !== link);
  const source = issueById(world, link.sourceId);
  const target = issueById(world, link.targetId);
  if (!source || !target) return;
  addSystemNote(world, source, actor, `removed the relation with ${issueReferenceFrom(world, source, target)}`);
  addSystemNote(world, target, actor, `removed the relation with ${issueReferenceFrom(world, target, source)}`);
}

/** The link between two issues, whichever of them it was made from. */
export function linkBetween(world: World, issue: Issue, other: Issue): IssueLink | undefined {
  return linksOf(world, issue).find(({ otherId }) => otherId === other.id)?.link;
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
