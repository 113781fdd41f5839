import { ANNOUNCEMENTS } from "../../src/sandbox/company.ts";
import type { IssueView, NoteView } from "../../src/sandbox/gitlab/snapshot.ts";
import { type ChannelSnapshot, saidIn } from "../../src/sandbox/slack/index.ts";
import type { Message } from "../../src/sandbox/slack/types.ts";
import { type Answers, filledIn, type World } from "../support/world.ts";

/** Opens an issue as somebody does, and waits until all is quiet. Answers its number. */
export async function opened(
  world: World,
  issue: { title?: string; description: string; labels?: readonly string[] },
  by = "cathy",
): Promise<number> {
  const { iid } = world.gitlab.as(by).openIssue({ title: "Acme Corp: pipelines stand still", ...issue });
  await world.settled();
  return iid;
}

/** Opens one from the template. */
export async function escalated(
  world: World,
  answers: Answers,
  { title, by }: { title?: string; by?: string } = {},
): Promise<number> {
  return opened(world, { ...(title !== undefined && { title }), description: await filledIn(answers) }, by);
}

/** What there is of one escalation on both sides. */
export interface Outcome {
  issue: IssueView;
  statusNotes: NoteView[];
  /** Comments of the service besides the status note. */
  comments: string[];
  channels: ChannelSnapshot[];
  announced: Message[];
}

export function outcomeOf(world: World, iid: number): Outcome {
  const issue = world.gitlab.issue(iid);
  const { channels } = world.slack.state();
  const statusNotes = world.statusNotes(iid);
  return {
    issue,
    statusNotes,
    comments: issue.notes
      .filter(
        (note) =>
          !note.system && note.author === "escalation-bot" && !statusNotes.includes(note) && !isStatusNote(note),
      )
      .map(({ body }) => body),
    channels: channels.filter(({ bookmarks }) => bookmarks.some(({ link }) => link === issue.webUrl)),
    announced: channels
      .filter(({ name }) => name === ANNOUNCEMENTS)
      .flatMap(saidIn)
      .filter(({ text }) => text.includes(`<${issue.webUrl}|`)),
  };
}

function isStatusNote({ body }: NoteView): boolean {
  return body.startsWith("<!-- escalations:status -->");
}

/** Usernames in a channel, the service's own left out. */
export function membersOf(world: World, channel: ChannelSnapshot | undefined): string[] {
  return (channel?.members ?? []).filter((id) => id !== world.slack.botUserId).map((id) => nameOf(world, id));
}

export function nameOf(world: World, slackId: string): string {
  return world.slack.state().users.find(({ id }) => id === slackId)?.name ?? slackId;
}

/** Calls that changed something on either side since the logs were last reset. */
export function writes(world: World): string[] {
  return [
    ...world.gitlab.requests
      .all()
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path}`),
    ...world.slack.requests.calls
      .map(({ method }) => method)
      .filter((method) => !/^(?:auth\.test|users\.|conversations\.(?:list|info|history))/.test(method)),
  ];
}

export function forgetCalls(world: World): void {
  world.gitlab.requests.reset();
  world.slack.requests.reset();
}
