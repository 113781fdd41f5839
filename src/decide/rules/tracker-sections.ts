import { contained } from "../../escalation/tracker-page/contained.ts";
import type { TrackerSections } from "../../escalation/tracker-page/sections.ts";
import { describeMoment } from "../../time/describe.ts";
import type { Facts } from "../facts.ts";
import type { Judgements } from "../judgements.ts";
import { inline } from "../note-text.ts";
import type { People } from "../people.ts";
import { roleName } from "../wording.ts";
import { publicName } from "./channel-name.ts";
import { closingNote } from "./closing-note.ts";
import { criteriaList } from "./exit-criteria.ts";
import { shortened } from "./opening.ts";
import { productDrisOf } from "./product-counterpart.ts";
import { standupSection } from "./standup.ts";

/** The longest answer of the issue that the document repeats, in characters; the issue has the whole of it. */
const LONGEST_ANSWER = 4_000;

/**
 * What the service keeps in the tracker document (P-OPEN-4), as Markdown by section. It says nothing that time alone
 * changes, so that it is written when something has happened.
 */
export function trackerSections(facts: Facts, people: People, found: Judgements): TrackerSections {
  return {
    summary: summary(facts, people, found),
    people: whoIsWho(people, found),
    "exit-criteria": criteriaList(facts, people) ?? "_To come: written on the issue, agreed with the customer._",
    asks: asks(facts, people),
    standup: standupSection(facts),
    "next-steps": nextSteps(facts, people),
    resolution: resolution(facts, people, found),
  };
}

function summary({ issue, fields, memory }: Facts, people: People, { severity, status }: Judgements): string {
  const opened = describeMoment(memory.openedAt ?? memory.takenOnAt, people.timeZone);
  const facts = [
    `**Customer:** ${inline(publicName(people))}`,
    `**Severity:** ${severity.severity ?? "none yet"}`,
    // Taken on or not yet is for the status note: the document need not be written again for it.
    `**Status:** ${status.status === "opened" ? "in-progress" : status.status}`,
    `**Opened:** ${opened}`,
    `**Issue:** [${inline(`#${issue.iid}`)}](${issue.webUrl})`,
    ...(fields.nextCustomerSync === undefined ? [] : [`**Next customer sync:** ${inline(fields.nextCustomerSync)}`]),
  ];
  return [
    facts.map((fact) => `- ${fact}`).join("\n"),
    ...(fields.happening === undefined ? [] : [`**What is happening**\n\n${typed(fields.happening)}`]),
    ...(fields.impact === undefined ? [] : [`**Impact**\n\n${typed(fields.impact)}`]),
  ].join("\n\n");
}

function whoIsWho(people: People, { dri, product, involvement }: Judgements): string {
  const names = (usernames: readonly string[]) =>
    usernames.length === 0 ? "_not known yet_" : usernames.map((one) => inline(people.nameOf(one))).join(", ");
  const productDris = productDrisOf(product);
  const lines = [
    `DRI: ${names(dri?.dri ? [dri.dri.username] : [])}`,
    ...(productDris.length > 0 || product?.required ? [`Product DRI: ${names(productDris)}`] : []),
    `CSM: ${names(people.holders("csm").usernames.slice(0, 1))}`,
    `CSM manager: ${names(people.holders("csm_manager").usernames.slice(0, 1))}`,
    ...involvement.involved.map(
      ({ username, roles }) => `For awareness: ${names([username])} (${roles.map(roleName).join(", ")})`,
    ),
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}

function asks({ fields, memory }: Facts, people: People): string {
  if (fields.asks.length === 0) return "_None yet._";
  return fields.asks
    .map((ask, index) => {
      const answer = memory.asksAnswered.find(({ text }) => text === ask);
      const state = answer ? `answered by ${inline(people.nameOf(answer.who || answer.by))}` : "open";
      return `- [${answer ? "x" : " "}] ${index + 1}\\. ${inline(shortened(ask, 400))} (${state})`;
    })
    .join("\n");
}

function resolution(facts: Facts, people: People, { closing }: Judgements): string {
  const { closed } = closing;
  if (closed === null) return "_Open._";
  const text = closed.as === "resolved" ? (facts.memory.resolution?.text ?? "") : "";
  const note = closingNote(facts, people, closed, { isTextAbove: text !== "" }).replace(/^###.*\n+/, "");
  return [...(text === "" ? [] : [typed(text)]), note].join("\n\n");
}

function nextSteps({ memory }: Facts, people: People): string {
  const { nextSteps: next, updates } = memory;
  if (next === null) return "_None said yet: an update on the issue says them._";
  const by = updates.internal ? `, by ${inline(people.nameOf(updates.internal.by))}` : "";
  return `From the last update that names them${by}:\n\n${typed(next.text)}`;
}

/** Somebody's words that end where they end, whatever of Markdown they leave open. */
function typed(text: string): string {
  return contained(shortened(text, LONGEST_ANSWER)).join("\n");
}
