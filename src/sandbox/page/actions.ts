import { z } from "zod";
import { PEOPLE } from "../company.ts";
import type { Embedded } from "../embedded.ts";
import { withTask } from "./rich/markdown.ts";
import { GitLabCondition, SlackCondition, type TroubleSwitches } from "./trouble.ts";

/** What came of an action: sentences for the person, and the issue where one was made. */
export interface Done {
  said: string[];
  iid?: number;
}

/** An action that cannot be done; the message is for the person. */
export class Refused extends Error {}

const As = z.enum(PEOPLE.map(({ username }) => username));
const Iid = z.int().min(1);
const Names = z.array(z.string().min(1)).max(100).default([]);
const LONGEST = 2_000_000;
const Text = z.string().max(LONGEST);

/** Everything that a person can do on the page, by what stands in its address. */
export const ACTIONS = {
  open: action(z.strictObject({ as: As, title: Text, description: Text }), ({ gitlab }, { as, title, description }) => {
    const { iid } = gitlab.as(as).openIssue({ title, description });
    return { said: [], iid };
  }),
  labels: action(
    z.strictObject({ as: As, iid: Iid, add: Names, remove: Names }),
    ({ gitlab }, { as, iid, add, remove }) => {
      gitlab.as(as).editIssue(iid, { addLabels: add, removeLabels: remove });
      const { labels } = gitlab.issue(iid);
      const dropped = add.some((name) => !labels.includes(name)) || remove.some((name) => labels.includes(name));
      return { said: dropped ? [silently("labels", as)] : [] };
    },
  ),
  assignees: action(z.strictObject({ as: As, iid: Iid, usernames: Names }), ({ gitlab }, { as, iid, usernames }) => {
    gitlab.as(as).assign(iid, ...usernames);
    const { assignees } = gitlab.issue(iid);
    if (usernames.length > 1 && assignees.length === 1) return { said: ["GitLab Free keeps one assignee only."] };
    return { said: assignees.toSorted().join() === usernames.toSorted().join() ? [] : [silently("assignees", as)] };
  }),
  comment: action(
    z.strictObject({
      as: As,
      iid: Iid,
      body: Text,
      internal: z.boolean().default(false),
      close: z.boolean().default(false),
    }),
    ({ gitlab }, { as, iid, body, internal, close }) => {
      const person = gitlab.as(as);
      const { messages } = close ? person.commentAndClose(iid, body) : person.comment(iid, body, { internal });
      return { said: messages };
    },
  ),
  describe: action(z.strictObject({ as: As, iid: Iid, description: Text }), ({ gitlab }, { as, iid, description }) => {
    gitlab.as(as).editDescription(iid, description);
    return { said: [] };
  }),
  tick: action(
    z.strictObject({ as: As, iid: Iid, line: z.int().min(1), source: Text, checked: z.boolean() }),
    ({ gitlab }, { as, iid, ...task }) => {
      const description = withTask(gitlab.issue(iid).description, task);
      if (description === undefined) throw new Refused("The description has changed meanwhile; look again.");
      gitlab.as(as).editDescription(iid, description);
      return { said: [] };
    },
  ),
  state: action(
    z.strictObject({ as: As, iid: Iid, state: z.enum(["opened", "closed"]) }),
    ({ gitlab }, { as, iid, state }) => {
      const person = gitlab.as(as);
      if (state === "closed") person.close(iid);
      else person.reopen(iid);
      return { said: [] };
    },
  ),
  merge: action(z.strictObject({ as: As, iid: Iid }), ({ gitlab, projectId }, { as, iid }) => {
    const name = `!${gitlab.mergeRequestCloses(projectId, iid, as).iid}`;
    const merged = `${name}, which says “Closes #${iid}”, is merged`;
    return {
      said: [gitlab.issue(iid).state === "closed" ? `${merged}.` : `${merged}; GitLab lets ${as} close nothing.`],
    };
  }),
  confidential: action(
    z.strictObject({ as: As, iid: Iid, confidential: z.boolean() }),
    ({ gitlab }, { as, iid, confidential }) => {
      gitlab.as(as).setConfidential(iid, confidential);
      const dropped = gitlab.issue(iid).confidential !== confidential;
      return { said: dropped ? [silently("confidentiality", as)] : [] };
    },
  ),
  archive: action(
    z.strictObject({ as: As, channel: z.string(), archived: z.boolean() }),
    ({ slack }, { as, channel, archived }) => {
      const me = slack.state().users.find(({ name }) => name === as);
      if (!me) throw new Refused(`Slack does not know @${as}.`);
      const person = slack.as(me.id);
      if (archived) person.archive(channel);
      else person.unarchive(channel);
      return { said: [] };
    },
  ),
  trouble: action(
    z.strictObject({ gitlab: GitLabCondition.optional(), slack: SlackCondition.optional() }),
    (_embedded, { gitlab, slack }, switches) => {
      if (gitlab) switches.gitlab(gitlab);
      if (slack) switches.slack(slack);
      return { said: [] };
    },
  ),
  redeliver: action(z.strictObject({ copies: z.int().min(1).max(10) }), async ({ gitlab }, { copies }) => {
    const last = gitlab.state().deliveries.at(-1);
    if (!last) throw new Refused("No webhook has been sent yet: open an issue first.");
    await gitlab.deliveries.redeliver(last.id, copies);
    return { said: [`${last.event} of #${last.issueIid} was sent ${copies} times more.`] };
  }),
} as const;

type Action = (embedded: Embedded, input: unknown, switches: TroubleSwitches) => Done | Promise<Done>;

/** Reads the input, which throws a ZodError, and acts. */
function action<Input extends z.ZodType>(
  input: Input,
  act: (embedded: Embedded, input: z.output<Input>, switches: TroubleSwitches) => Done | Promise<Done>,
): Action {
  return (embedded, given, switches) => act(embedded, input.parse(given), switches);
}

/** GitLab takes a request and leaves out what the person may not set. */
function silently(what: string, as: string): string {
  const { name, role } = PEOPLE.find(({ username }) => username === as) ?? { name: as, role: "unknown" };
  return `GitLab answers 200 and leaves the ${what} as they were: ${name}'s role, ${role}, may not change them.`;
}
