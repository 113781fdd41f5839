import type { PlannedAction } from "./facts.ts";
import { plain } from "./note-text.ts";
import { shortened } from "./rules/opening.ts";
import { effectName } from "./wording.ts";

const LONGEST = 220;

/** What a decision wants done, in words that stand behind "would"; one that only keeps something current has its name. */
export type Want = { says: string } | { keeps: string };

/** `announcements` is the channel's name. */
export function wantInWords({ key, action }: PlannedAction, announcements: string): Want[] {
  switch (action.type) {
    case "edit-issue": {
      const { addLabels, removeLabels, assignee, confidential, state } = action;
      const set = addLabels.map((label) => `set ~"${label}"`);
      const off = removeLabels.map((label) => `take off ~"${label}"`);
      return [
        ...[...set, ...off].map((says) => ({ says })),
        ...(assignee ? [{ says: `assign @${assignee.username}` }] : []),
        ...(confidential ? [{ says: "make the issue confidential" }] : []),
        ...(state ? [{ says: `${state} the issue` }] : []),
      ];
    }
    case "post-note":
      return [{ says: `${key.startsWith("ask-") ? "ask" : "say"} on the issue: ${textOf(action.body)}` }];
    case "create-channel":
      return [{ says: `make the ${action.isPrivate ? "private " : ""}channel #${action.names[0] ?? ""}` }];
    case "invite":
      return action.usernames.map((username) => ({ says: `invite @${username} to the channel` }));
    case "post-message": {
      const where = action.to === "announcements" ? `announce in #${announcements}` : "say in the channel";
      return [{ says: `${where}: ${shortened(action.message.heading, LONGEST)}` }];
    }
    case "react":
      return [{ says: `answer a command with :${action.emoji}:` }];
    case "open-rca":
    case "archive-channel":
    case "report-sentiment":
      return [{ says: effectName(key) }];
    case "write-status-note":
      return [{ keeps: "status note" }];
    case "set-topic":
      return [{ keeps: "channel topic" }];
    case "edit-message":
      return [{ keeps: key.startsWith("declaration") ? "declaration" : "opening message" }];
    case "write-tracker":
      return [{ keeps: "tracker document" }];
    case "pin":
    case "bookmark":
      return [{ keeps: "pins and bookmarks" }];
  }
}

/** The first words of a comment, without its marker. */
function textOf(body: string): string {
  const text = plain(body.replace(/<!--[\s\S]*?-->/g, " ")).replace(/\s+/g, " ");
  return shortened(text.trim(), LONGEST);
}
