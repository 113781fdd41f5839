import type { Member, Note } from "../../escalation/issue.ts";
import type { Facts, TimelineEvent } from "../facts.ts";
import type { People } from "../people.ts";

/** Where a command is given: the facts as the commands before it left them, and who gives it. */
export interface Given {
  facts: Facts;
  people: People;
  note: Note;
  /** The one who wrote the comment, as a member; undefined for outsiders. */
  author: Member | undefined;
}

/**
 * What came of a command. A done one is the facts as they should be: the same as if a person had made the change by
 * hand, so that the rules have one way to go, not two. Texts are safe Markdown; `reply` is what is said of it once all
 * commands of the comment are done, for the next one may bring what this one lacked.
 */
export type Outcome =
  | { done: Facts; timeline: TimelineEvent; reply?: string | ((after: Facts) => string | undefined) }
  | { refused: string };

/** When a command was given (ms): the service may hear of it late, and GitLab's clock may be ahead. */
export function saidAt({ facts, note }: Pick<Given, "facts" | "note">): number {
  return Math.min(note.createdAt, facts.now);
}

export function refused(why: string): Outcome {
  return { refused: why };
}

/** The labels with every one of a scope replaced by another. */
export function relabelled(facts: Facts, scope: string, label: string): Facts {
  const labels = [...facts.issue.labels.filter((other) => !other.startsWith(`${scope}::`)), label];
  return { ...facts, issue: { ...facts.issue, labels } };
}
