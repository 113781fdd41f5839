import { randomBytes } from "node:crypto";
import type { Issue, Note, User } from "./model.ts";
import type { World } from "./world.ts";

/**
 * A note of GitLab's own ("assigned to …"). It fires no webhook and counts as no comment, but touches its issue as a comment
 * does. Label and state changes make resource events instead.
 */
export function addSystemNote(world: World, issue: Issue, actor: User, body: string): void {
  const now = world.clock();
  appendNote(world, issue, actor, { body, system: true, internal: false, createdAt: now });
  touch(issue, now);
}

/** "a", "a and b", "a, b, and c": how GitLab lists things in its notes. */
export const sentence = new Intl.ListFormat("en", { type: "conjunction" });

export function appendNote(
  world: World,
  issue: Issue,
  author: User,
  given: Pick<Note, "body" | "system" | "internal" | "createdAt">,
): Note {
  const note: Note = {
    ...given,
    id: world.nextId("note"),
    discussionId: randomBytes(20).toString("hex"),
    authorId: author.id,
    updatedById: null,
    updatedAt: given.createdAt,
    awards: [],
  };
  issue.notes.push(note);
  return note;
}

const touchInterval = 60_000;

/**
 * A note moves its issue's `updated_at` only when that is more than a minute old: GitLab throttles such touches
 * (app/models/concerns/throttled_touch.rb). Whoever looks for changed issues by time has to allow for it.
 */
export function touch(issue: Issue, now: number): void {
  if (now - issue.updatedAt > touchInterval) issue.updatedAt = now;
}
