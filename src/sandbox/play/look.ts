import { ANNOUNCEMENTS } from "../company.ts";
import type { IssueView, NoteView, ProjectState } from "../gitlab/snapshot.ts";
import { type ChannelSnapshot, type Message, saidIn, type WorkspaceSnapshot } from "../slack/index.ts";
import type { Sandbox } from "../start.ts";

/** Both sides as they stand at one moment. */
export interface Look {
  issue: IssueView;
  workspace: WorkspaceSnapshot;
  announcements: ChannelSnapshot;
  /** The channels that the service made, the newest last. */
  made: ChannelSnapshot[];
  /** The pages of the wiki: the tracker documents. */
  pages: ProjectState["wiki"];
}

const STATUS_MARKER = "<!-- escalations:status -->";

export function look({ gitlab, slack }: Sandbox, iid: number): Look {
  const pages = gitlab.state().projects.flatMap(({ wiki }) => wiki);
  return lookOf(gitlab.issue(iid), slack.state(), pages);
}

export function lookOf(issue: IssueView, workspace: WorkspaceSnapshot, pages: Look["pages"] = []): Look {
  const announcements = workspace.channels.find(({ name }) => name === ANNOUNCEMENTS);
  if (!announcements) throw new Error(`There is no channel #${ANNOUNCEMENTS} in the sandbox.`);
  const made = workspace.channels.filter(({ name }) => name.startsWith("esc_"));
  return { issue, workspace, announcements, made, pages };
}

/** The labels of one scope: `status` has `status::opened`. */
export function labelsOf(scope: string, { labels }: Pick<IssueView, "labels">): string[] {
  return labels.filter((name) => name.startsWith(`${scope}::`));
}

/** The lines of the status note's way to closing, as Markdown. */
export function wayToClosing({ notes }: Pick<IssueView, "notes">): string[] {
  const section = notes
    .find(isStatusNote)
    ?.body.split(/^#### /m)
    .find((part) => part.startsWith("Way to closing"));
  return section?.split("\n").filter((line) => line.startsWith("- [")) ?? [];
}

export function isStatusNote({ body }: Pick<NoteView, "body">): boolean {
  return body.includes(STATUS_MARKER);
}

/** The Slack id of a person; their username where there is none. */
export function slackId({ workspace }: Look, username: string): string {
  return workspace.users.find(({ name }) => name === username)?.id ?? username;
}

/** Of people who should be in a channel, those who are not. */
export function absent(at: Look, channel: ChannelSnapshot | undefined, usernames: readonly string[]): string[] {
  return usernames.filter((username) => channel?.members.includes(slackId(at, username)) !== true);
}

/** What stands in the announcements channel: the declarations, and what was said in their threads and shown in the channel. */
export function announced({ announcements }: Look): {
  declarations: Message[];
  shownReplies: Message[];
  other: Message[];
} {
  const said = saidIn(announcements);
  const declarations = said.filter(({ thread_ts, ts }) => thread_ts === undefined || thread_ts === ts);
  const isShownReply = ({ thread_ts, reply_broadcast }: Message) =>
    reply_broadcast === true && declarations.some(({ ts }) => ts === thread_ts);
  return {
    declarations,
    shownReplies: said.filter(isShownReply),
    other: said.filter((message) => !declarations.includes(message) && !isShownReply(message)),
  };
}
