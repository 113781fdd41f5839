import type { Undone } from "../../escalation/memory.ts";
import { PEOPLE_FIELD_KEYS, PEOPLE_FIELDS } from "../../escalation/people-field.ts";
import { describeMoment } from "../../time/describe.ts";
import { CreateChannel, type EditIssue } from "../action.ts";
import type { Facts } from "../facts.ts";
import type { Judgements } from "../judgements.ts";
import { inline } from "../note-text.ts";
import type { People } from "../people.ts";
import { ASSIGNEE } from "../undone.ts";
import { effectName, roleName } from "../wording.ts";
import { incidentGap } from "./linked-work.ts";
import { channelKey, type Team } from "./opening.ts";

/** Something that stops nothing but wants a person: shown in the status note. `text` is safe Markdown. */
export interface Gap {
  text: string;
}

/** Everything that could not be read, found or done, in people's words. */
export function findGaps(
  facts: Facts,
  people: People,
  {
    found,
    team,
    refusedEdit,
    held,
  }: {
    found: Judgements;
    team: Team | undefined;
    refusedEdit: EditIssue | undefined;
    held: readonly Undone[];
  },
): Gap[] {
  const { dri, product, involvement, closing } = found;
  if (closing.closed)
    return [...(refusedEdit ? [refused(refusedEdit)] : []), ...givenUp(facts)].map((text) => ({
      text: capitalised(text),
    }));
  return [
    ...(dri?.missing === undefined ? [] : [`no DRI yet: ${inline(dri.missing)}`]),
    ...(product?.missing === undefined ? [] : [`no Product DRI yet: ${inline(product.missing)}`]),
    ...description(facts, people),
    ...(people.customer?.restricted ? restriction(facts, people) : []),
    ...unknownOnGitLab(facts, people, mentioned(people, team)),
    ...(involvement.unfilled.length === 0
      ? []
      : [`the directory names nobody as ${involvement.unfilled.map(roleName).join(", ")}`]),
    ...unknownOnSlack(facts, people),
    ...[incidentGap(facts.memory)].filter((gap) => gap !== undefined),
    ...(refusedEdit ? [refused(refusedEdit)] : []),
    ...held.map((one) => leftAlone(one, people)),
    ...givenUp(facts),
  ].map((text) => ({ text: capitalised(text) }));
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function description({ fields, directory }: Facts, people: People): string[] {
  const gaps: string[] = [];
  if (fields.customer === undefined && !people.customer)
    gaps.push("the customer is not named: write the name below the heading `Customer` in the description");
  else if (!people.customer) {
    const known = directory.customers.length > 0 ? "" : " (it knows no customer yet)";
    gaps.push(
      `the directory does not know ${inline(fields.customer ?? "")}${known}, so only whom the issue names under \`People\` is known for this customer`,
    );
  }
  if (fields.cut)
    gaps.push("the description is too long to be read to its end: keep the answers short and attach logs as files");
  return gaps;
}

/** Being too careful is said too, and a channel that was made before anybody knew. */
function restriction({ receipts, memory }: Facts, { restrictedByGuess }: People): string[] {
  const asked = receipts.asked(channelKey(memory.channelRound));
  const isPublic = asked !== undefined && !CreateChannel.parse(JSON.parse(asked)).isPrivate;
  return [
    ...(restrictedByGuess
      ? [
          "the title or the customer's name looks like a restricted customer, so nothing is told in public: write the exact name below the heading `Customer`",
        ]
      : []),
    ...(isPublic
      ? [
          "the Slack channel is public, for it was made before the issue named this restricted customer: make it private in Slack",
        ]
      : []),
  ];
}

/** Everybody the status note speaks of. */
function mentioned(people: People, team: Team | undefined): string[] {
  if (!team) return [];
  return [
    ...PEOPLE_FIELD_KEYS.map((field) => people.named(field)),
    people.holders("csm").usernames[0],
    people.holders("csm_manager").usernames[0],
    ...team.productDris,
    ...team.involved.map(({ username }) => username),
  ].filter((username) => username !== undefined);
}

/** Whom a comment would not reach: a typing error, somebody who left, or somebody who cannot see the issue. */
function unknownOnGitLab(facts: Facts, people: People, usernames: readonly string[]): string[] {
  return [...new Set(usernames)]
    .filter((username) => !facts.member(username))
    .map((username) => `on GitLab ${called(people, username)} is no member of this project and is not notified`);
}

/** By name, and by the words of the template where the issue names them. */
function called(people: People, username: string): string {
  const field = PEOPLE_FIELD_KEYS.find((candidate) => people.named(candidate) === username);
  return `${inline(people.nameOf(username))}${field ? ` (named as ${PEOPLE_FIELDS[field]})` : ""}`;
}

function unknownOnSlack({ receipts, chat, memory }: Facts, people: People): string[] {
  if (!chat) return [];
  const results = receipts.all("invite", `invite/${memory.channelRound}/`);
  return [
    ...results.flatMap(({ unknown }) =>
      unknown.map((username) => `on Slack ${inline(people.nameOf(username))} was not found, and is not in the channel`),
    ),
    ...results.flatMap(({ refused }) =>
      refused.map(
        ({ username, reason }) =>
          `on Slack ${inline(people.nameOf(username))} could not be invited to the channel (${inline(reason)})`,
      ),
    ),
  ];
}

function leftAlone(one: Undone, people: People): string {
  const until = describeMoment(one.until ?? 0, people.timeZone);
  const what = one.what === ASSIGNEE ? one.what : `the label \`${one.what}\``;
  return `${inline(one.by ?? "somebody")} undoes ${what} again and again, so it is left alone until ${until}: two services want it otherwise, and one of them has to let it be`;
}

function refused({ addLabels, removeLabels, assignee, confidential, state }: EditIssue): string {
  const parts = [
    ...addLabels.map((label) => `label \`${label}\` on`),
    ...removeLabels.map((label) => `label \`${label}\` off`),
    ...(assignee ? [`assign ${inline(assignee.username)}`] : []),
    ...(confidential ? ["make it confidential"] : []),
    ...(state ? [`${state} it`] : []),
  ];
  return `GitLab did not take: ${parts.join(", ")}. The service's user needs the Planner or Reporter role in this project`;
}

/** A refused edit is wanted again by each run, and told of above. */
function givenUp({ receipts }: Facts): string[] {
  return receipts
    .givenUp()
    .filter(({ key }) => !key.startsWith("edit/"))
    .map(({ key, error }) => `could not ${effectName(key)}: ${inline(error)}`);
}
