import type { AssigneeChange, BoxChange, Discussion, Note } from "../escalation/issue.ts";

/** A username as GitLab writes it in its system notes; none ends in a full stop. Old ones may begin with one. */
const USERNAME = /@([a-z0-9_.](?:[a-z0-9_.-]*[a-z0-9_-])?)/gi;
const ASSIGNMENT = /^(?:assigned to (?<assigned>@.+?))?(?: and )?(?:unassigned (?<unassigned>@.+))?$/is;
/**
 * "marked as related to group/project#5", "marked this item as blocking …", "marked … as a duplicate of this issue",
 * "removed the relation with …"; older ones say "marked this issue as related to …". Titles of tasks stand in asterisks. A
 * mistake costs one more look at the links.
 */
const LINKING = /^(?:marked|added|removed) [^*]*?\b(?:related|relation|linked|blocking|blocked|duplicate)\b/i;

/** Of a task list in the description; older versions say "marked the task". Newer ones escape the item's Markdown. */
const BOX = /^marked the (?:checklist item|task) \*\*(?<item>.*)\*\* as (?<state>completed|incomplete)\.?$/is;

const MOVE = /^moved (to|from) (\S+?)\.?$/i;

/**
 * Sorts what stands on an issue into what people said and what GitLab's own notes tell of assignees, boxes and links. GitLab
 * writes those in English whatever the language; one of another wording says nothing. Oldest first.
 */
export function discussionOf(notes: readonly (Note & { system: boolean })[]): Discussion {
  const system = notes.filter((note) => note.system);
  return {
    comments: notes.filter((note) => !note.system),
    assignments: system.flatMap(assignmentIn),
    boxes: system.flatMap(boxIn),
    ...moveIn(system),
    linksChangedAt: system.findLast(({ body }) => LINKING.test(body.trim()))?.createdAt,
  };
}

function assignmentIn({ body, author, createdAt }: Note): AssigneeChange[] {
  const { assigned, unassigned } = ASSIGNMENT.exec(body.trim())?.groups ?? {};
  if (assigned === undefined && unassigned === undefined) return [];
  return [{ at: createdAt, by: author, assigned: usernamesIn(assigned), unassigned: usernamesIn(unassigned) }];
}

function boxIn({ body, author, createdAt }: Note): BoxChange[] {
  const { item, state } = BOX.exec(body.trim())?.groups ?? {};
  if (item === undefined || state === undefined) return [];
  const text = item.replace(/\\([!-/:-@[-`{-~])/g, "$1").trim();
  return [{ at: createdAt, by: author, item: text, ticked: state.toLowerCase() === "completed" }];
}

function moveIn(system: readonly Note[]): Pick<Discussion, "moved"> {
  const note = system.findLast(({ body }) => MOVE.test(body.trim()));
  const [, way, reference = ""] = MOVE.exec(note?.body.trim() ?? "") ?? [];
  if (!note || way === undefined) return {};
  const place = way.toLowerCase() === "to" ? { to: reference } : { from: reference };
  return { moved: { at: note.createdAt, by: note.author.username, ...place } };
}

function usernamesIn(text = ""): string[] {
  return [...text.matchAll(USERNAME)].flatMap(([, username]) => username ?? []);
}
