import { expect } from "vitest";
import { ANNOUNCEMENTS, BOT } from "../../src/sandbox/company.ts";
import type { Embedded } from "../../src/sandbox/embedded.ts";
import { saidIn } from "../../src/sandbox/slack/index.ts";
import { filledIn } from "../support/world.ts";

/** What the resolution says, to be found again. */
const CURE = "The runners were given more memory";
export const CUSTOMER = '/esc agree customer "it runs since Monday"';
export const INTERNAL = "/esc agree internal";
export const RESOLVE = `/esc resolve Outcome: positive. Exit criteria: met. ${CURE}.`;

/** What is said in the channel of an escalation that went the straight way, by first line, the welcome first. */
const SAID = [
  "The customer agrees that it is resolved",
  "We agree that it is resolved",
  "Asked to close",
  "Resolved and closed",
  "Please update the customer's sentiment",
];

/** Opens an escalation of high severity: Cathy is its DRI, Mona the CSM manager. Nothing is waited for. */
export async function openFor({ gitlab }: Embedded, customer: string): Promise<number> {
  const people = { CSM: "cathy", "CSM manager": "mona" };
  const description = await filledIn({ customer, severity: ["High"], nature: ["Platform-related"], people });
  return gitlab.as("cathy").openIssue({ title: `${customer}: pipelines stand still`, description }).iid;
}

/** Both sides agree, and only the resolution is missing. */
export function agree({ gitlab }: Embedded, iid: number): void {
  gitlab.as("cathy").comment(iid, CUSTOMER);
  gitlab.as("mona").comment(iid, INTERNAL);
}

/** Everything there is to see of one escalation, in few words. */
export function seen({ gitlab, slack }: Embedded, iid: number, customer: string) {
  const issue = gitlab.issue(iid);
  const { channels } = slack.state();
  const name = `esc_${customer.toLowerCase().replaceAll(" ", "-")}`;
  const own = channels.filter((one) => one.name === name || one.name.startsWith(`${name}_`));
  const announced = channels.filter((one) => one.name === ANNOUNCEMENTS).flatMap(saidIn);
  const declaration = announced.find(({ text }) => text.includes(`Customer: ${customer}\n`));
  const first = (text: string) => text.split("\n")[0] ?? "";
  const page = gitlab
    .state()
    .projects.flatMap(({ wiki }) => wiki.filter(({ title }) => title.endsWith(` ${customer}`)));
  return {
    state: issue.state,
    labels: issue.labels.filter((label) => /^(?:status|agreement)::/.test(label)).toSorted(),
    stateChanges: issue.stateChanges.map(({ by, to }) => `${by} ${to}`),
    comments: issue.notes.flatMap(({ author, body, system }) =>
      author === BOT && !system ? [/<!-- escalations:([\w-]+)/.exec(body)?.[1] ?? body] : [],
    ),
    channels: own.map((one) => ({
      isArchived: one.isArchived,
      said: saidIn(one)
        .map(({ text }) => first(text))
        .slice(1),
    })),
    status: /Status: (\S+)/.exec(declaration?.text ?? "")?.[1],
    announced: announced
      .filter(({ thread_ts, ts }) => thread_ts === declaration?.ts && ts !== declaration?.ts)
      .map(({ text }) => first(text)),
    /** How often the tracker document speaks of the resolution: in its log, and at its end. */
    resolutions: page.map(({ content }) => content.split(CURE).length - 1),
  };
}

/** The whole of a close, everything once. */
export function expectClosedOnce(embedded: Embedded, iid: number, customer: string): void {
  const { comments, ...rest } = seen(embedded, iid, customer);
  expect({ ...rest, comments: comments.toSorted() }).toEqual({
    state: "closed",
    labels: ["agreement::both", "status::resolved"],
    stateChanges: [`${BOT} closed`],
    comments: ["closed", "sentiment", "status"],
    channels: [{ isArchived: true, said: SAID }],
    status: "resolved",
    announced: ["Resolved and closed"],
    resolutions: [3],
  });
}

/** What stands in the tracker document and was said at the moment in which a channel is archived, by its id. */
export function watchArchiving(embedded: Embedded): Map<string, { hasResolution: boolean; lastSaid: string }> {
  const { gitlab, slack } = embedded;
  const found = new Map<string, { hasResolution: boolean; lastSaid: string }>();
  const { strike } = slack.faults;
  slack.faults.strike = (call) => {
    const channel = slack.state().channels.find(({ id }) => id === call.channel);
    if (call.method === "conversations.archive" && channel && !channel.isArchived) {
      const customer = channel.name.replace(/^esc_/, "").replaceAll("-", " ");
      const pages = gitlab.state().projects.flatMap(({ wiki }) => wiki);
      const page = pages.find(({ title }) => title.toLowerCase().endsWith(` ${customer}`));
      found.set(channel.name, {
        hasResolution: (page?.content.split(CURE).length ?? 0) > 2,
        lastSaid: saidIn(channel).at(-1)?.text.split("\n")[0] ?? "",
      });
    }
    return strike(call);
  };
  return found;
}
