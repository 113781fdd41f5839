import { ANNOUNCEMENTS } from "../../../company.ts";
import { playChapter } from "../../chapter.ts";
import { type Days, inChannel, playDays } from "../../days.ts";
import { announced, isStatusNote, type Look, look } from "../../look.ts";
import { everyWebhookAnswered, type Outcome, outcome, type Scene, says } from "../../scene.ts";
import { monitoring } from "../cadence/monitoring.ts";
import { overdue } from "../cadence/overdue.ts";
import { paused } from "../cadence/paused.ts";
import { setUp } from "../cadence/set-up.ts";
import { tellTracker } from "../cadence/tracker.ts";
import { inTheirWords, monaAgrees } from "../close/agree.ts";
import { cathyResolves } from "../close/resolve.ts";
import { cathyCloses } from "../close/too-early.ts";
import { gusOpens } from "../manage/open.ts";
import { cathyRaises } from "../manage/raise.ts";

/** One escalation from its opening to the archive; what each part shows in detail is a scene of its own. */
export const whole: Scene = {
  name: "whole",
  about: "An escalation of Acme Corp from its opening to the archive: two weeks in a few seconds",
  begins: "2026-11-23T09:05:00+01:00",

  async play(sandbox, narrator) {
    const { iid, outcomes } = await gusOpens(sandbox, narrator);
    const setting = { sandbox, narrator, iid };
    outcomes.push(...(await playChapter(cathyRaisesIt, setting)));
    for (const days of [rhythm, overdue, paused, monitoring, lastMonday]) {
      outcomes.push(...(await playDays(days, setting)));
    }
    for (const chapter of [cathyCloses, inTheirWords, monaAgrees, cathyResolves]) {
      outcomes.push(...(await playChapter(chapter, setting)));
    }

    const { text, outcomes: tracker } = tellTracker(sandbox, narrator);
    const end = look(sandbox, iid);
    narrator.chapter(`And in #${ANNOUNCEMENTS}, for everybody else`);
    narrator.channel(end.announcements, end.workspace);
    return [...outcomes, ...tracker, ...judgedEnd(end, text), everyWebhookAnswered(sandbox)];
  },
};

/** What it costs in calls is told where a part is looked at by itself. */
const { counted: _, ...cathyRaisesIt } = cathyRaises;

const rhythm: Days = {
  ...setUp,
  title: "A rhythm",
  told: [
    "It is Monday, 23 November 2026, in Berlin, where all these times are. Cathy takes it on and sets up the",
    "standups. From here on a clock is set forward to whatever comes next; nobody waits for it.",
  ],
};

const lastMonday: Days = {
  title: "A quiet week",
  told: ["Nothing more has happened. On Monday Cathy hears from the customer what she had hoped for."],
  hours: [
    { at: "2026-12-07T11:00", by: "cathy", writes: "/esc customer-update They call it solved, and mean it." },
    { at: "2026-12-07T11:30" },
  ],
  judged: (news) => [
    outcome("in monitoring there is one standup a week, and little else", inChannel(news), [
      "Mon 07 Dec 10:20 CET  The standup is about to start",
      "Mon 07 Dec 11:00 CET  Communication with the customer",
    ]),
  ],
};

function judgedEnd(end: Look, tracker: string): Outcome[] {
  const { declarations, shownReplies, other } = announced(end);
  return [
    says("it has the whole story, the last talk and the resolution too", tracker, [
      "new runners are ordered",
      "They call it solved",
      "Outcome: positive",
    ]),
    outcome("at the end there is one status note", end.issue.notes.filter(isStatusNote).length, 1),
    outcome(
      "one channel, archived",
      end.made.map(({ name, isArchived }) => [name, isArchived]),
      [["esc_acme-corp", true]],
    ),
    outcome(
      `and in two weeks #${ANNOUNCEMENTS} heard of four key moments, each once (P-ANN-1)`,
      [declarations.length, ...shownReplies.map(({ text }) => text.split("\n")[0]), other.length],
      [1, "Severity changed from medium to critical", "Risk reduced: moved to monitoring", "Resolved and closed", 0],
    ),
  ];
}
