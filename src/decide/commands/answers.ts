import type { Note } from "../../escalation/issue.ts";
import type { Facts, PlannedAction } from "../facts.ts";
import { marker } from "../markers.ts";
import { mention } from "../note-text.ts";

/** A reaction on a comment: no comment, no mail. */
export function reaction(note: Note, emoji: "white_check_mark" | "x"): PlannedAction {
  return {
    key: `reaction/${note.id}/${emoji}`,
    lane: "gitlab",
    stream: "answers",
    action: { type: "react", noteId: note.id, emoji },
  };
}

/** One reply to a comment, internal where the comment is: what was said inside stays inside. */
export function reply({ issue }: Facts, note: Note, texts: readonly string[]): PlannedAction {
  const key = `reply/${note.id}`;
  return {
    key,
    lane: "gitlab",
    stream: "answers",
    action: {
      type: "post-note",
      internal: note.internal || issue.serviceDesk,
      body: `${mention(note.author.username)}: ${texts.join("\n\n")}\n\n${marker("reply", key)}`,
    },
  };
}
