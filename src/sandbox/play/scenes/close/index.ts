import { ANNOUNCEMENTS } from "../../../company.ts";
import { example } from "../../../examples.ts";
import { fillTemplate } from "../../../fill-template.ts";
import { playChapter } from "../../chapter.ts";
import { playDays } from "../../days.ts";
import { isStatusNote, look } from "../../look.ts";
import { everyWebhookAnswered, outcome, type Scene } from "../../scene.ts";
import { adamReopens, monaOverrides, quiet } from "./again.ts";
import { forBothSides, inTheirWords, monaAgrees, withoutEvidence } from "./agree.ts";
import { cathyRequests, samDelivers } from "./rca.ts";
import { playRedirected } from "./redirect.ts";
import { cathyResolves } from "./resolve.ts";
import { cathyCloses, fixCloses } from "./too-early.ts";

const TO_THE_END = [
  cathyCloses,
  fixCloses,
  withoutEvidence,
  inTheirWords,
  forBothSides,
  cathyRequests,
  samDelivers,
  monaAgrees,
  cathyResolves,
];

/** The ways to an escalation's end, and what is none. */
export const close: Scene = {
  name: "close",
  about: "A high escalation of Acme Corp cannot be closed, then closes by itself, comes back and ends",
  begins: "2026-12-07T10:00:00+01:00",

  async play(sandbox, narrator) {
    const { title, answers } = example("product");
    await sandbox.settled();

    narrator.chapter("Nearly over");
    narrator.say(
      "A high, platform-related escalation of Acme Corp. Cathy Summers, their CSM, is the DRI and has taken",
    );
    narrator.say("it on. How one is opened and run are scenes of their own; in this one it works again.");
    const { iid } = sandbox.gitlab.as("cathy").openIssue({
      title,
      description: fillTemplate(sandbox.template, {
        ...answers,
        ticks: ["High", "Support ticket", "Platform-related"],
      }),
    });
    await sandbox.settled();
    sandbox.gitlab.as("cathy").comment(iid, "/esc accept");
    await sandbox.settled();

    const outcomes = [];
    for (const chapter of TO_THE_END) outcomes.push(...(await playChapter(chapter, { sandbox, narrator, iid })));
    outcomes.push(...(await playDays(quiet, { sandbox, narrator, iid })));
    for (const chapter of [adamReopens, monaOverrides]) {
      outcomes.push(...(await playChapter(chapter, { sandbox, narrator, iid })));
    }

    const end = look(sandbox, iid);
    const statusNotes = end.issue.notes.filter(isStatusNote);
    narrator.chapter(`As it stands now: ${sandbox.projectPath}#${iid}`);
    narrator.issue({ ...end.issue, notes: statusNotes });
    outcomes.push(...(await playRedirected(sandbox, narrator)));
    const last = look(sandbox, iid);
    narrator.chapter(`And in #${ANNOUNCEMENTS}, for everybody else`);
    narrator.channel(last.announcements, last.workspace);
    return [
      ...outcomes,
      outcome("at the end there is one status note", statusNotes.length, 1),
      everyWebhookAnswered(sandbox),
    ];
  },
};
