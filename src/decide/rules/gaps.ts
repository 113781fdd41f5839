import { PEOPLE_FIELDS, type PeopleField } from "../../escalation/fields.ts";
import type { EditIssue } from "../action.ts";
import type { Facts } from "../facts.ts";
import { inline } from "../note-text.ts";
import type { People } from "../people.ts";
import { roleName } from "../wording.ts";

/** Something that stops nothing but wants a person: shown in the status note. `text` is safe Markdown. */
export interface Gap {
  text: string;
}

/** Everything that could not be read, found or done, in people's words. */
export function findGaps(
  facts: Facts,
  people: People,
  found: { missing: readonly (string | undefined)[]; unfilled: readonly string[]; mentioned: readonly string[]; refusedEdit: EditIssue | undefined },
): Gap[] {
  return [
    ...found.missing.filter((text) => text !== undefined).map(inline),
    ...description(facts, people),
    ...unknownOnGitLab(facts, people, found.mentioned),
    ...found.unfilled.map((role) => `the directory names no ${roleName(role)}`),
    ...unknownOnSlack(facts, people),
    ...(found.refusedEdit ? [refused(found.refusedEdit)] : []),
    // A refused edit is wanted again by each run, and told of above.
    ...facts.receipts.givenUp().filter(({ key }) => !key.startsWith("edit/")).map(({ key, error }) => `not done: ${inline(key.split("/")[0] ?? key)}, because ${inline(error)}`),
  ].map((text) => ({ text }));
}

function description({ fields, directory }: Facts, people: People): string[] {
  const gaps: string[] = [];
  if (fields.customer === undefined) gaps.push("the customer is not named: write the name under the heading `Customer`");
  else if (!people.customer) {
    const known = Object.keys(directory.customers).length > 0 ? "" : " (it knows no customer yet)";
    gaps.push(`the directory does not know ${inline(fields.customer)}${known}: people come from the issue's \`People\` alone`);
  }
  if (fields.cut) gaps.push("the description is longer than what is read of it: keep answers short and attach logs as files");
  return gaps;
}

/** Whom a comment would not reach: a typing error, somebody who left, or somebody who cannot see the issue. */
function unknownOnGitLab(facts: Facts, people: People, mentioned: readonly string[]): string[] {
  return [...new Set(mentioned)]
    .filter((username) => !facts.member(username))
    .map((username) => {
      const field = peopleField(facts, username);
      const where = field ? ` (named as ${PEOPLE_FIELDS[field]})` : "";
      return `${inline(people.nameOf(username))}${where} is not a member of this project on GitLab and is not notified`;
    });
}

function peopleField({ fields }: Facts, username: string): PeopleField | undefined {
  return Object.keys(PEOPLE_FIELDS)
    .filter((field): field is PeopleField => field in fields.people)
    .find((field) => fields.people[field] === username);
}

function unknownOnSlack({ receipts, chat }: Facts, people: People): string[] {
  if (!chat) return [];
  const results = receipts.all("invite");
  return [
    ...results.flatMap(({ unknown }) => unknown.map((username) => `${inline(people.nameOf(username))} was not found on Slack and is not in the channel`)),
    ...results.flatMap(({ refused }) =>
      refused.map(({ username, reason }) => `${inline(people.nameOf(username))} could not be invited to the channel (Slack: ${inline(reason)})`),
    ),
  ];
}

function refused({ addLabels, removeLabels, assignee, confidential }: EditIssue): string {
  const parts = [
    ...addLabels.map((label) => `label \`${label}\` on`),
    ...removeLabels.map((label) => `label \`${label}\` off`),
    ...(assignee ? [`assign ${inline(assignee.username)}`] : []),
    ...(confidential ? ["make it confidential"] : []),
  ];
  return `GitLab did not take: ${parts.join(", ")}. The service's user needs the Planner or Reporter role in this project`;
}
