import type { EditIssue, Results, SentimentReport } from "../decide/action.ts";
import type { Message } from "../decide/message.ts";
import type {
  Discussion,
  Issue,
  LabelChange,
  LinkedIssue,
  Member,
  NewIssue,
  Person,
  StateChange,
} from "../escalation/issue.ts";
import type { IssueKey } from "../issue-key.ts";

/** What the service needs of GitLab. Every method throws `OutsideError`. */
export interface IssueTracker {
  /** Base URL of the instance. */
  readonly url: string;
  /** The service's own user. */
  currentUser(): Promise<Person>;
  /** Undefined where the issue is gone or may not be seen. */
  readIssue(key: IssueKey): Promise<Issue | undefined>;
  /** All comments, and what GitLab's own system notes tell. */
  readDiscussion(key: IssueKey): Promise<Discussion>;
  /** Every change of the issue's labels, oldest first; labels deleted since are left out. */
  labelChanges(key: IssueKey): Promise<LabelChange[]>;
  /** Every closing and reopening, oldest first. The opening is none; one to another project's issue does not come along. */
  stateChanges(key: IssueKey): Promise<StateChange[]>;
  /** The issues linked to one, as far as the service may see them. */
  linkedIssues(key: IssueKey): Promise<LinkedIssue[]>;
  /** An issue of any project, by the project's full path or id; undefined where it is gone or may not be seen. */
  findIssue(project: string, iid: number): Promise<LinkedIssue | undefined>;
  /**
   * Members of the project by lower-case username, inherited ones included. May be some minutes old, but no older than
   * `asOf` (ms) where that is given.
   */
  members(projectId: number, asOf?: number): Promise<{ at: number; members: ReadonlyMap<string, Member> }>;
  /** Answers the issue as GitLab has it afterwards, which need not be as asked. */
  editIssue(key: IssueKey, edit: EditIssue): Promise<Issue>;
  postNote(key: IssueKey, body: string, internal: boolean): Promise<{ noteId: number }>;
  /** A reaction on a comment; one that stands already, or a comment that is gone, is fine. */
  react(key: IssueKey, noteId: number, emoji: string): Promise<void>;
  /** "gone" where somebody deleted it. */
  editNote(key: IssueKey, noteId: number, body: string): Promise<"edited" | "gone">;
  /** Opens an issue. `findCreated` looks up one whose answer was lost. */
  createIssue(projectId: number, issue: NewIssue): Promise<Issue>;
  /** The service's own issue, opened since then (ms), whose description holds this text; the oldest where there are several. */
  findCreated(projectId: number, text: string, since: number): Promise<Issue | undefined>;
  /** Links two issues as related; a link that is there already is fine. */
  linkIssues(key: IssueKey, other: IssueKey): Promise<void>;
  /** Issues of a project changed since then (ms), closed ones too, newest first; without a time every open one. */
  changedIssues(project: string, changedSince: number | undefined): Promise<Issue[]>;
}

/**
 * What the service needs of Slack. Every method throws `OutsideError`. `since` (ms) stands where an earlier attempt may
 * have got through: it is looked up first, among what happened since then.
 */
export interface Chat {
  createChannel(request: {
    /** The escalation it is for. */
    key: IssueKey;
    names: readonly string[];
    isPrivate: boolean;
    since: number | undefined;
    /** Whether a channel belongs to another escalation. */
    isTaken(channelId: string): Promise<boolean>;
  }): Promise<Results["create-channel"]>;
  setTopic(request: { channelId: string; topic: string; since: number | undefined }): Promise<void>;
  invite(request: {
    channelId: string;
    usernames: readonly string[];
    since: number | undefined;
  }): Promise<Results["invite"]>;
  /** `key` names the message for good; it travels in the message's metadata. */
  postMessage(request: {
    /** With `threadTs` a reply in that message's thread, also shown in the channel. */
    to: { channelId: string; threadTs?: string } | "announcements";
    message: Message;
    key: string;
    since: number | undefined;
  }): Promise<Results["post-message"]>;
  /**
   * A direct message, named by `key` as above. "unknown" where chat does not know that person. A failure that says
   * `repeat` posted nothing.
   */
  tellPerson(request: {
    username: string;
    message: Message;
    key: string;
    since: number | undefined;
  }): Promise<"told" | "unknown">;
  /** A message in a channel that the policy names under this key, by name or id; named by `key` as above. */
  postReport(request: {
    channel: string;
    setting: string;
    message: Message;
    key: string;
    since: number | undefined;
  }): Promise<void>;
  editMessage(channelId: string, ts: string, message: Message): Promise<void>;
  pin(channelId: string, ts: string): Promise<void>;
  /** For good: a bot cannot bring a channel back. One that is archived already is fine. */
  archive(channelId: string): Promise<void>;
  /** A bookmark with this link stands once, however often it is asked for. */
  bookmark(request: { channelId: string; title: string; link: string; since: number | undefined }): Promise<void>;
}

/** The customer-success platform, where customers have a sentiment. Throws `OutsideError`. */
export interface SentimentSink {
  /** Under an id that is the same at every attempt: whoever receives a report twice heeds it once. */
  report(report: SentimentReport, id: string): Promise<void>;
}

/** The page of a wiki that holds an escalation's tracker document. */
export interface TrackerPage {
  /** Names the page within its project, until somebody moves it. */
  slug: string;
  /** Where a person opens it. */
  url: string;
  /** Markdown. */
  content: string;
}

/** What the service needs of a project's wiki. Every method throws `OutsideError`. */
export interface TrackerPages {
  /** Undefined where there is none, or where the wiki may not be seen. */
  findPage(projectId: number, slug: string): Promise<TrackerPage | undefined>;
  /** Makes a page. Where one with that title stands already, that one is answered as it is. */
  createPage(projectId: number, page: { title: string; content: string }): Promise<TrackerPage>;
  /** Replaces a page's whole content, whoever wrote to it meanwhile. "gone" where there is no such page. */
  updatePage(projectId: number, slug: string, content: string): Promise<"updated" | "gone">;
}
