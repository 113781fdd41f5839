import type { Sandbox } from "../../../start.ts";
import type { Narrator } from "../../narrator.ts";
import { type Outcome, outcome, says } from "../../scene.ts";
import { asRead } from "../../words.ts";

/** Tells the one tracker document in full, and answers it as people read it. */
export function tellTracker({ gitlab }: Sandbox, narrator: Narrator): { text: string; outcomes: Outcome[] } {
  const pages = gitlab.state().projects.flatMap(({ wiki }) => wiki);
  const text = asRead(pages[0]?.content);
  narrator.chapter(`The tracker document: ${pages[0]?.title}`);
  narrator.say(text);
  const outcomes = [
    outcome(
      "there is one tracker document, a page of the wiki",
      pages.map(({ title }) => title),
      ["Escalations/1 Acme Corp"],
    ),
  ];
  return { text, outcomes };
}

/** The tracker document holds what happened (P-OPEN-4, P-CAD-2). */
export function judgedTracker(text: string): Outcome[] {
  return [
    outcome("its log has every update once, in order and with its date", text.match(/^.* \(Cathy Summers\)$/gm), [
      "Tue 24 Nov 2026, 11:40 CET: Communication with the customer (Cathy Summers)",
      "Wed 25 Nov 2026, 14:10 CET: Update (Cathy Summers)",
      "Wed 25 Nov 2026, 15:30 CET: Communication with the customer (Cathy Summers)",
      "Thu 26 Nov 2026, 16:40 CET: Communication with the customer (Cathy Summers)",
    ]),
    says("with what was said", text, [
      "new runners are ordered, half of them run already",
      "Their night run was green.",
    ]),
    says("it holds status, people, exit criteria, next steps and the standup", text, [
      "Status: monitoring",
      "DRI: Cathy Summers",
      "CSM manager: Mona Okafor",
      "Pipelines start within 30 s for five working days",
      "@sam moves the second plant's pipelines over.",
      "Mon 10:30 Europe/Berlin",
      "https://meet.example.test/acme",
    ]),
  ];
}
