import { type Days, inChannel, labelled } from "../../days.ts";
import { outcome } from "../../scene.ts";

/** A pause (P-CAD-8). */
export const paused: Days = {
  title: "A pause",
  told: [
    "The customer tries the new runners until Monday; until then there is nothing to tell. What is owed",
    "to the customer goes on.",
  ],
  hours: [
    { at: "2026-11-26T09:30", by: "cathy", writes: "/esc pause until 2026-11-30 they try the new runners" },
    { at: "2026-11-26T16:40", by: "cathy", writes: "/esc customer-update Their night run was green." },
    { at: "2026-11-27T09:40", by: "cathy", writes: "/esc resume they are through with it already" },
    { at: "2026-11-27T10:40" },
  ],
  judged: (news, { issue }) => [
    outcome("no internal update is asked for, the customer's goes on (P-CAD-8)", inChannel(news), [
      "Thu 26 Nov 10:20 CET  The standup is about to start",
      "Thu 26 Nov 16:00 CET  Reminder: a communication with the customer is owed",
      "Thu 26 Nov 16:40 CET  Communication with the customer",
      "Fri 27 Nov 10:20 CET  The standup is about to start",
    ]),
    outcome("nothing became overdue", labelled(news), []),
    outcome("and it is in progress", issue.labels.includes("status::in-progress"), true),
  ],
};
