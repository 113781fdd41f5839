import { type Days, dated, inChannel, labelled, onIssue } from "../../days.ts";
import { outcome, says } from "../../scene.ts";

const UPDATE = `/esc update
Current state: new runners are ordered, half of them run already.
Next steps: @sam moves the second plant's pipelines over.
Owner and date: @sam, 2026-12-11
Exit criteria changed: no`;

/** An update that does not come, and what follows (P-CAD-3, 4). */
export const overdue: Days = {
  title: "An update is missed",
  told: [
    "Critical means an update every day: the first by the end of Tuesday. On Tuesday Cathy talks with",
    "the customer and says so, but the colleagues hear nothing.",
  ],
  hours: [
    {
      at: "2026-11-24T11:40",
      by: "cathy",
      writes: "/esc customer-update Called their platform team: they can wait until Friday, not longer.",
    },
    {
      at: "2026-11-25T14:10",
      by: "cathy",
      writes: UPDATE,
    },
    {
      at: "2026-11-25T15:30",
      by: "cathy",
      writes: "/esc customer-update Showed them the new runners; they try them tonight.",
    },
    { at: "2026-11-25T18:30" },
  ],
  judged(news, { issue }) {
    const said = (heading: string) => news.find(({ text }) => text.startsWith(heading))?.text ?? "";
    const comments = onIssue(news);
    return [
      outcome("the channel heard it all, each once and at its time", inChannel(news), [
        "Tue 24 Nov 10:20 CET  The standup is about to start",
        "Tue 24 Nov 11:40 CET  Communication with the customer",
        "Tue 24 Nov 16:00 CET  Reminder: an internal update is owed",
        "Tue 24 Nov 18:00 CET  Overdue: an internal update",
        "Wed 25 Nov 10:20 CET  The standup is about to start",
        "Wed 25 Nov 13:00 CET  Still missing: an internal update",
        "Wed 25 Nov 14:10 CET  Update",
        "Wed 25 Nov 15:30 CET  Communication with the customer",
      ]),
      says("the reminder names the DRI, and brings the form to fill in (P-CAD-3, 7)", said("Reminder"), [
        "@cathy",
        "/esc update",
        "Next steps:",
      ]),
      outcome("overdue: the label at the end of the day, and gone with the update (P-CAD-4)", labelled(news), [
        "Tue 24 Nov 18:00 CET  + update overdue",
        "Wed 25 Nov 14:10 CET  − update overdue",
      ]),
      outcome(
        "on the issue the DRI hears it once, and four working hours later the manager",
        dated(comments).map((line) => /^(.*? CET) .*(@\w+): /.exec(line)?.slice(1).join(" ")),
        ["Tue 24 Nov 18:00 CET @cathy", "Wed 25 Nov 13:00 CET @mona"],
      ),
      says("in the channel the manager is called by name", said("Still missing"), ["@mona"]),
      says("the update is told in the channel, with its next steps (P-CAD-2)", said("Update"), [
        "@cathy",
        "moves the second plant's pipelines over",
      ]),
      outcome("nothing is overdue any more", issue.labels.includes("update overdue"), false),
    ];
  },
};
