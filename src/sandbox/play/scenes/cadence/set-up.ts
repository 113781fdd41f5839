import { type Days, inChannel, onIssue } from "../../days.ts";
import { outcome, says } from "../../scene.ts";

export const STANDUP = "10:30 Europe/Berlin https://meet.example.test/acme";

/** Taken on, with a rhythm (P-DRI-11, P-OPEN-1, P-CAD-5). */
export const setUp: Days = {
  title: "A rhythm",
  told: ["Critical and through the account: Cathy is the DRI herself. She takes it on and sets up the standups."],
  hours: [
    { at: "2026-11-23T09:15", by: "cathy", writes: "/esc accept\n/esc done sentiment" },
    { at: "2026-11-23T09:25", by: "cathy", writes: `/esc standup Mon-Fri ${STANDUP}` },
    { at: "2026-11-23T18:30" },
  ],
  judged(news, { issue }) {
    const reminder = news.find(({ text }) => text.startsWith("The standup"));
    return [
      outcome("taken on, it is in progress", issue.labels.includes("status::in-progress"), true),
      says(
        "the series is a calendar to subscribe to",
        onIssue(news)
          .map(({ text }) => text)
          .join("\n"),
        [".ics"],
      ),
      outcome("ten minutes before the standup its channel hears of it (P-CAD-5)", inChannel(news), [
        "Mon 23 Nov 10:20 CET  The standup is about to start",
      ]),
      says("and where it is, with the tracker", reminder?.text ?? "", [
        "Mon 23 Nov 2026, 10:30 CET",
        "https://meet.example.test/acme",
        "/wikis/Escalations/1-Acme-Corp",
      ]),
    ];
  },
};
