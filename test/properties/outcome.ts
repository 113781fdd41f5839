import { ANNOUNCEMENTS } from "../../src/sandbox/company.ts";
import type { Message } from "../../src/sandbox/slack/index.ts";
import type { World } from "../support/world.ts";
import type { Course } from "./course.ts";

const MANAGED = ["severity::", "status::", "origin::", "needs::", "escalation"];

/** How issue and channel stand, without what differs between any two escalations: names, numbers, links, times. */
export function outcomeOf(world: World, { iid, customer }: Course) {
  const { labels, assignees, notes } = world.gitlab.issue(iid);
  const channel = channelNamed(world, channelName(customer));
  const statusNotes = world.statusNotes(iid).map(({ body }) => body);
  return {
    labels: labels.filter((label) => MANAGED.some((scope) => label.startsWith(scope))).sort(),
    assignees,
    statusNotes: statusNotes.map(neutral),
    topic: neutral(channel.topic),
    missing: named(statusNotes.join("\n")).filter((username) => !channel.members.includes(slackId(world, username))),
    declaration: neutral(announced(world, customer).declaration.text),
    answers: notes
      .filter(({ body }) => body.startsWith("/esc"))
      .map(({ body, author, reactions }) => `${author} ${body}: ${reactions.map(({ name }) => name).join()}`),
  };
}

/** What stands in the announcements channel about a customer. */
export function announced(world: World, customer: string): { declaration: Message; replies: Message[] } {
  const { messages } = channelNamed(world, ANNOUNCEMENTS);
  const [declaration, ...more] = messages.filter(({ text }) => text.includes(`Customer: ${customer}\n`));
  if (!declaration || more.length > 0) throw new Error(`${more.length} declarations too many, or none, of ${customer}`);
  const replies = messages.filter(({ ts, thread_ts }) => thread_ts === declaration.ts && ts !== declaration.ts);
  return { declaration, replies };
}

export function channelNamed(world: World, name: string) {
  const found = world.slack.state().channels.find((channel) => channel.name === name);
  if (!found) throw new Error(`there is no #${name}`);
  return found;
}

export function slackId(world: World, username: string): string {
  return world.slack.state().users.find(({ name }) => name === username)?.id ?? `nobody called ${username}`;
}

function channelName(customer: string): string {
  return `esc_${customer.toLowerCase().replaceAll(" ", "-")}`;
}

/** Whom the rows of the status note name that say who is on it. */
function named(statusNote: string): string[] {
  const rows = statusNote.split("\n").filter((line) => /^\| (DRI|Product DRI|Involved) \|/.test(line));
  return [...new Set(rows.flatMap((row) => [...row.matchAll(/@([a-z]+)/g)].map(([, username = ""]) => username)))];
}

/** Without names, times and ids, and so without what a lost store is rebuilt from. */
function neutral(text: string): string {
  return text
    .replaceAll(/firm[ -]\d+/gi, "firm")
    .replaceAll(/https?:\/\/[^\s)>|]+/g, "<link>")
    .replaceAll(/<#C\w+>/g, "<channel>")
    .replaceAll(/#\d+/g, "#n")
    .replace(/<sub>.*<\/sub>/, "")
    .replace(/<!-- escalations:kept \S+ -->/, "")
    .replace(/(\| Taken on \| not yet).*/, "$1 |")
    .replaceAll(/(\| (?:Internal update|Customer communication) \|).*/g, "$1")
    .replaceAll(/\(open since [^)]*\)/g, "(open)")
    .replaceAll(/^(- \[.\] [^:\n]+):.*/gm, "$1");
}
