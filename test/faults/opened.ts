import { expect, vi } from "vitest";
import { ANNOUNCEMENTS, BOT } from "../../src/sandbox/company.ts";
import type { Embedded } from "../../src/sandbox/embedded.ts";
import { saidIn } from "../../src/sandbox/slack/index.ts";
import { filledIn } from "../support/world.ts";

/** Waits until a check passes: long enough for a busy machine, and no longer than it takes. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 18_000, interval: 20 });
}

/** Somebody opens an escalation of high severity for a customer of whom only this issue knows. Answers its iid. */
export async function openFor(embedded: Embedded, customer: string): Promise<number> {
  const description = await filledIn({
    customer,
    severity: ["High"],
    origin: ["Support ticket"],
    happening: "Nothing runs.",
    people: { CSM: "cathy" },
  });
  return embedded.gitlab.as("cathy").openIssue({ title: `${customer}: pipelines stand still`, description }).iid;
}

/** The whole outcome of such an opening, everything once: nothing missing, nothing twice. */
export function expectOpenedOnce({ gitlab, slack }: Embedded, iid: number, customer: string): void {
  const issue = gitlab.issue(iid);
  const name = `esc_${customer.toLowerCase().replaceAll(" ", "-")}`;
  const { channels } = slack.state();
  const [channel, ...others] = channels.filter((one) => one.name.startsWith(name));
  const said = channel ? saidIn(channel) : [];
  const announced = channels.filter((one) => one.name === ANNOUNCEMENTS).flatMap(saidIn);
  const declarations = announced.filter(({ text }) => text.includes(`Customer: ${customer}\n`));
  const title = `Escalations/${iid} ${customer}`;
  const pages = gitlab
    .state()
    .projects.flatMap(({ wiki }) => wiki.filter((page) => page.title.startsWith(`Escalations/${iid} `)));
  const tracker = issue.webUrl.replace(/issues\/\d+$/, `wikis/${title.replaceAll(" ", "-")}`);
  const byTheService = issue.notes.filter((note) => note.author === BOT && !note.system);

  expect({
    labels: issue.labels.toSorted(),
    assignees: issue.assignees,
    confidential: issue.confidential,
    notes: byTheService.map(({ body }) => body.split("\n")[0]),
    pages: pages.map((page) => page.title),
    trackerNamed: [...said, ...declarations, ...byTheService.map(({ body }) => ({ text: body }))].map(({ text }) =>
      text.includes(tracker),
    ),
    channelInNote: byTheService.some(({ body }) => body.includes(`[#${name}](`)),
    channel: channel?.name,
    otherChannels: others.map((one) => one.name),
    opening: said.map(({ text }) => text.split("\n")[0]),
    pins: channel?.pins,
    bookmarks: channel?.bookmarks.map(({ link }) => link).toSorted(),
    topics: channel?.messages.filter(({ subtype }) => subtype === "channel_topic").length,
    isInvited: channel?.members.includes(slack.state().users.find((user) => user.name === "cathy")?.id ?? ""),
    declarations: declarations.map(({ text }) => /Slack channel: (\S+)/.exec(text)?.[1]),
  }).toEqual({
    labels: ["escalation", "origin::support", "severity::high", "status::opened"],
    assignees: ["cathy"],
    confidential: true,
    notes: ["<!-- escalations:status -->"],
    pages: [title],
    // In the opening message, the declaration and the status note.
    trackerNamed: [true, true, true],
    channelInNote: true,
    channel: name,
    otherChannels: [],
    opening: [`Welcome to the escalation of ${customer}`],
    pins: said.map(({ ts }) => ts),
    bookmarks: [tracker, issue.webUrl].toSorted(),
    topics: 1,
    isInvited: true,
    declarations: [`<#${channel?.id}>`],
  });
}
