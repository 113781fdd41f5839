import { type Days, inChannel, labelled } from "../../days.ts";
import { outcome } from "../../scene.ts";
import { STANDUP } from "./set-up.ts";

/** In monitoring critical follows the clocks of medium (P-CAD-6). */
export const monitoring: Days = {
  title: "Calm again",
  told: ["The second plant is live. Cathy says so, and one standup a week is enough now."],
  hours: [
    {
      at: "2026-11-27T11:00",
      by: "cathy",
      writes: `/esc standup Mon ${STANDUP}\n/esc monitoring The second plant is live; we watch it for a week.`,
    },
    { at: "2026-12-04T18:30" },
  ],
  judged: (news) => [
    outcome("the clocks are those of medium: asked for after a week (P-CAD-6)", inChannel(news), [
      "Fri 27 Nov 11:00 CET  Risk reduced: moved to monitoring",
      "Mon 30 Nov 10:20 CET  The standup is about to start",
      "Fri 04 Dec 16:00 CET  Reminder: an internal update is owed",
      "Fri 04 Dec 16:00 CET  Reminder: a communication with the customer is owed",
    ]),
    outcome("and nothing is overdue yet", labelled(news), [
      "Fri 27 Nov 11:00 CET  − status::in-progress · + status::monitoring",
    ]),
  ],
};
