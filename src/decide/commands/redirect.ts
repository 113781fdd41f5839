import { webAddress } from "../note-text.ts";
import { type Given, type Outcome, refused } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** A misfiled escalation goes to the process it belongs to, and is closed without agreement (P-SCOPE-2). */
export function redirect({ facts, note }: Given, command: Extract<Command, { name: "redirect" }>): Outcome {
  const { process } = command;
  const link = webAddress(command.link);
  if (link === undefined)
    return refused(
      `the link to where it goes on is missing: \`/esc redirect ${process} https://…\`. How to begin one: <${facts.policy.links[process]}>`,
    );
  const by = note.author.username;
  return {
    done: {
      ...facts,
      memory: {
        ...facts.memory,
        closed: { as: "redirected", by, at: facts.now, text: process, link, missing: [], isSeen: false },
      },
    },
    timeline: { who: by, what: `redirected it: ${process}`, rule: "P-SCOPE-2", facts: { comment: note.id, link } },
  };
}
