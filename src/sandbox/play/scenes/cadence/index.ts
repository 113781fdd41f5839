import { example } from "../../../examples.ts";
import { fillTemplate } from "../../../fill-template.ts";
import { playDays } from "../../days.ts";
import { isStatusNote, look } from "../../look.ts";
import { everyWebhookAnswered, outcome, type Scene } from "../../scene.ts";
import { monitoring } from "./monitoring.ts";
import { overdue } from "./overdue.ts";
import { paused } from "./paused.ts";
import { setUp } from "./set-up.ts";
import { judgedTracker, tellTracker } from "./tracker.ts";

/** Two weeks of a critical escalation: its updates, standups, a pause, and calm. */
export const cadence: Scene = {
  name: "cadence",
  about: "A critical escalation of Acme Corp is kept moving: two weeks pass in a few seconds",
  begins: "2026-11-23T09:05:00+01:00",

  async play(sandbox, narrator) {
    const { answers } = example("medium");
    await sandbox.settled();

    narrator.chapter("Monday, 23 November 2026");
    narrator.say("Cathy Summers, CSM of Acme Corp, opens a critical escalation: their second plant cannot go live.");
    narrator.say("What an opening brings is a scene of its own. Here two weeks follow.");
    narrator.say(
      "From here on a clock is set forward to whatever comes next; nobody waits for it. All times are Berlin's.",
    );
    const { iid } = sandbox.gitlab.as("cathy").openIssue({
      title: "Acme Corp: the second plant cannot go live",
      description: fillTemplate(sandbox.template, {
        ...answers,
        ticks: ["Critical", "Account", "Platform-related"],
      }),
    });
    await sandbox.settled();

    const outcomes = [];
    for (const days of [setUp, overdue, paused, monitoring]) {
      outcomes.push(...(await playDays(days, { sandbox, narrator, iid })));
    }

    const tracker = tellTracker(sandbox, narrator);
    outcomes.push(...tracker.outcomes, ...judgedTracker(tracker.text));
    const end = look(sandbox, iid);
    const statusNotes = end.issue.notes.filter(isStatusNote);
    narrator.chapter(`As it stands now: ${sandbox.projectPath}#${iid}`);
    narrator.issue({ ...end.issue, notes: statusNotes });
    return [
      ...outcomes,
      outcome("after two weeks there is one status note", statusNotes.length, 1),
      outcome("and one channel", end.made.length, 1),
      everyWebhookAnswered(sandbox),
    ];
  },
};
