import { ANNOUNCEMENTS } from "../../../company.ts";
import { playChapter } from "../../chapter.ts";
import { announced, isStatusNote, type Look, look } from "../../look.ts";
import { everyWebhookAnswered, type Outcome, outcome, type Scene, says } from "../../scene.ts";
import { asRead } from "../../words.ts";
import { calmDown } from "./calm-down.ts";
import { handOver } from "./hand-over.ts";
import { gusOpens } from "./open.ts";
import { raise } from "./raise.ts";
import { talk } from "./talk.ts";

/** An open escalation lives: its severity is raised, it is handed over twice, people talk to the service in comments, and it calms down. */
export const manage: Scene = {
  name: "manage",
  about: "A medium escalation of Acme Corp becomes critical, goes from hand to hand, is run by comments and calms down",

  async play(sandbox, narrator) {
    const { iid, outcomes } = await gusOpens(sandbox, narrator);
    for (const chapter of [...raise, ...talk, ...handOver, ...calmDown]) {
      outcomes.push(...(await playChapter(chapter, { sandbox, narrator, iid })));
    }

    const end = look(sandbox, iid);
    narrator.chapter(`As it stands now: ${sandbox.projectPath}#${iid}`);
    narrator.issue({ ...end.issue, notes: end.issue.notes.filter(isStatusNote) });
    narrator.chapter(`And in #${ANNOUNCEMENTS}, for everybody else`);
    narrator.channel(end.announcements, end.workspace);
    return [...outcomes, ...judgedEnd(end), everyWebhookAnswered(sandbox)];
  },
};

function judgedEnd(end: Look): Outcome[] {
  const { declarations, shownReplies, other } = announced(end);
  const statusNotes = end.issue.notes.filter(isStatusNote);
  return [
    outcome("at the end there is exactly one status note", statusNotes.length, 1),
    says("which is true", asRead(statusNotes[0]?.body), ["critical", "@mona", "@lou", "@petra"]),
    outcome(
      "exactly one channel",
      end.made.map(({ name }) => name),
      ["esc_acme-corp"],
    ),
    outcome(
      `and in #${ANNOUNCEMENTS} one declaration, three replies and nothing else`,
      [declarations.length, shownReplies.length, other.length],
      [1, 3, 0],
    ),
  ];
}
