import { ANNOUNCEMENTS, BOT, PEOPLE } from "../../src/sandbox/company.ts";
import type { GitLabState } from "../../src/sandbox/gitlab/snapshot.ts";
import { type ChannelSnapshot, type Message, saidIn, type WorkspaceSnapshot } from "../../src/sandbox/slack/index.ts";
import { agreementOf, type Expected, isOverdue, statusOf } from "./model.ts";

/** GitLab and Slack in the end, and where to find things in them. */
export interface Everything {
  issues: ReadonlyMap<number, GitLabState["projects"][number]["issues"][number]>;
  /** The pages of one issue, by its iid. */
  pages: ReadonlyMap<number, readonly { content: string }[]>;
  /** Channels by what they are called without the number behind a second one. */
  channels: ReadonlyMap<string, readonly ChannelSnapshot[]>;
  /** What stands in the announcements channel, by customer, and in its threads. */
  declarations: ReadonlyMap<string, readonly Message[]>;
  threads: ReadonlyMap<string, readonly Message[]>;
  /** Usernames by Slack id. */
  people: ReadonlyMap<string, string>;
}

export function everything({ projects }: GitLabState, { channels, users }: WorkspaceSnapshot): Everything {
  const announced = channels.filter(({ name }) => name === ANNOUNCEMENTS).flatMap(saidIn);
  const isReply = ({ ts, thread_ts }: Message) => thread_ts !== undefined && thread_ts !== ts;
  const pages = projects.flatMap(({ wiki }) => wiki);
  return {
    issues: new Map(projects.flatMap(({ issues }) => issues).map((issue) => [issue.iid, issue])),
    pages: Map.groupBy(pages, ({ title }) => Number(/^Escalations\/(\d+) /.exec(title)?.[1])),
    channels: Map.groupBy(channels, ({ name }) => name.replace(/_\d+$/, "")),
    declarations: Map.groupBy(
      announced.filter((message) => !isReply(message)),
      ({ text }) => /^Customer: (.*)$/m.exec(text)?.[1] ?? text,
    ),
    threads: Map.groupBy(announced.filter(isReply), ({ thread_ts }) => thread_ts ?? ""),
    people: new Map(users.map(({ id, name }) => [id, name])),
  };
}

/** Everything there is to see of one escalation, in few words. */
export function seen(all: Everything, iid: number, customer: string) {
  const issue = all.issues.get(iid);
  const ours = issue?.notes.filter(({ author, system }) => author === BOT && !system) ?? [];
  const kinds = ours.map(({ body }) => /<!-- escalations:([\w-]+)/.exec(body)?.[1] ?? body);
  const note = ours.find(({ body }) => body.includes("<!-- escalations:status -->"))?.body;
  const row = (name: string) => new RegExp(`^\\| ${name} \\| \\W*([\\w-]+)`, "m").exec(note ?? "")?.[1];
  const channels = all.channels.get(nameOf(customer)) ?? [];
  const [declaration, ...more] = all.declarations.get(customer) ?? [];
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(declaration?.text ?? "")?.[1] ?? "";
  const pages = all.pages.get(iid) ?? [];
  return {
    state: issue?.state,
    labels: issue?.labels.toSorted(),
    assignees: issue?.assignees,
    confidential: issue?.confidential,
    comments: kinds.toSorted(),
    answers: issue?.notes
      .filter(({ body, author }) => author !== BOT && body.startsWith("/esc"))
      .map(({ reactions }) => reactions.map(({ name }) => name).join()),
    statusNote: {
      ...{ severity: row("Severity"), status: row("Status"), dri: row("DRI") },
      ticked: ["The customer agrees", "We agree", "Resolution"].filter((one) => note?.includes(`- [x] ${one}`)),
    },
    channels: channels.map((channel) => ({
      ...{ name: channel.name, isArchived: channel.isArchived, said: saidIn(channel).map(heading) },
      ...{ pins: channel.pins.length, bookmarks: channel.bookmarks.length },
    })),
    topic: channels.at(-1)?.topic.split(" · ").slice(0, 2).join(" · "),
    declarations: more.length + (declaration ? 1 : 0),
    declared: {
      ...{ severity: field("Severity"), status: /^[\w-]*/.exec(field("Status"))?.[0] },
      dri: all.people.get(/<@(\w+)>/.exec(field("DRI"))?.[1] ?? ""),
      channel: field("Slack channel"),
    },
    announced: (all.threads.get(declaration?.ts ?? "") ?? []).map(heading),
    pages: pages.length,
    logged: pages[0] && count(pages[0].content, /^#+ .*: (?:Update|The customer agrees|We agree|Asked to close)/gm),
  };
}

export type Seen = ReturnType<typeof seen>;

/** The same of what must be. */
export function wanted(all: Everything, it: Expected): Seen {
  const name = nameOf(it.customer);
  const agreement = agreementOf(it);
  const status = statusOf(it);
  const channels = it.channels.map((said, index) => ({
    ...{
      name: index === 0 ? name : `${name}_${index + 1}`,
      isArchived: index < it.channels.length - 1 || it.end !== "open",
    },
    ...{
      said: [`Welcome to the escalation of ${it.customer}`, ...said],
      pins: 1,
      bookmarks: it.logged === undefined ? 1 : 2,
    },
  }));
  const newest = all.channels.get(name)?.at(-1)?.id;
  return {
    state: it.end === "open" ? "opened" : "closed",
    labels: [
      ...["escalation", `origin::${it.origin}`, `severity::${it.severity}`, `status::${status}`],
      ...(agreement ? [`agreement::${agreement}`] : []),
      ...(isOverdue(it) ? ["update overdue"] : []),
    ].toSorted(),
    assignees: [it.dri],
    confidential: true,
    comments: [...it.comments, "status"].toSorted(),
    answers: Array.from({ length: it.commands }, () => "white_check_mark"),
    statusNote: {
      ...{ severity: it.severity, status, dri: it.dri },
      ticked: [
        ...(it.agreed.customer ? ["The customer agrees"] : []),
        ...(it.agreed.internal ? ["We agree"] : []),
        ...(it.hasResolution ? ["Resolution"] : []),
      ],
    },
    channels,
    topic: `Severity: ${it.severity} · DRI: ${PEOPLE.find(({ username }) => username === it.dri)?.name}`,
    declarations: 1,
    declared: { severity: it.severity, status, dri: it.dri, channel: `<#${newest}>` },
    announced: [...it.announced],
    pages: it.logged === undefined ? 0 : 1,
    logged: it.logged,
  };
}

function nameOf(customer: string): string {
  return `esc_${customer.toLowerCase().replaceAll(" ", "-")}`;
}

function heading({ text }: Pick<Message, "text">): string {
  return text.split("\n")[0] ?? "";
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
