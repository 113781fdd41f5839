import type { Action, EditIssue, Results } from "../decide/action.ts";
import { keptLine, readMarker, STATUS_MARKER, withInstance } from "../decide/markers.ts";
import type { Issue } from "../escalation/issue.ts";
import type { IssueKey } from "../issue-key.ts";
import { openRcaIssue } from "./open-rca-issue.ts";
import { OutsideError } from "./outside-error.ts";
import type { Chat, IssueTracker, SentimentSink, TrackerPages } from "./ports.ts";
import { writeTracker } from "./write-tracker.ts";

export interface Ports {
  tracker: IssueTracker;
  pages: TrackerPages;
  /** What a new tracker document looks like, as Markdown. */
  trackerTemplate: string;
  /** What the issue of a root cause analysis looks like, as Markdown. */
  rcaTemplate: string;
  /** Undefined: GitLab only. */
  chat: Chat | undefined;
  /** Undefined: people tell the customer-success platform themselves. */
  sentiment: SentimentSink | undefined;
  /** Signs what a comment keeps, so that it is believed only as it was written. */
  seal(text: string, key: IssueKey): string;
  /** Names the store that this service works on. */
  instance: string;
  /** Whether a channel belongs to another escalation than this. */
  isChannelTaken(key: IssueKey, channelId: string): Promise<boolean>;
  ownUserId(): number;
}

/** An effect about to happen. */
export interface Attempt {
  key: IssueKey;
  /** The effect's name within the escalation. */
  effect: string;
  action: Action;
  /** Where an earlier attempt may have got through: since when (ms) to look for it. */
  since: number | undefined;
}

export interface Performed {
  result: Results[Action["type"]];
  /** The issue as it is now, where the action changed it. */
  edited?: { issue: Issue; edit: EditIssue };
}

/** Makes one action so. Repeating it does no harm: what may have happened already is looked up first. Throws `OutsideError`. */
export async function perform({ key, effect, action, since }: Attempt, ports: Ports): Promise<Performed> {
  const { tracker } = ports;
  switch (action.type) {
    case "edit-issue": {
      const found = since === undefined ? undefined : await tracker.readIssue(key);
      const issue = found && isAsAsked(found, action) ? found : await tracker.editIssue(key, action);
      return { result: {}, edited: { issue, edit: action } };
    }
    case "write-status-note":
      return { result: await writeStatusNote() };
    case "post-note":
      return {
        result:
          (await foundNote((marked) => marked?.key === effect)) ??
          (await tracker.postNote(key, action.body, action.internal)),
      };
    case "react":
      await tracker.react(key, action.noteId, action.emoji);
      return { result: {} };
    case "create-channel": {
      const isTaken = (channelId: string) => ports.isChannelTaken(key, channelId);
      return {
        result: await chat().createChannel({ key, names: action.names, isPrivate: action.isPrivate, since, isTaken }),
      };
    }
    case "set-topic":
      await chat().setTopic({ channelId: action.channelId, topic: action.topic, since });
      return { result: {} };
    case "invite":
      return { result: await chat().invite({ channelId: action.channelId, usernames: action.usernames, since }) };
    case "post-message":
      return {
        result: await chat().postMessage({ to: action.to, message: action.message, key: `${key}/${effect}`, since }),
      };
    case "edit-message":
      await chat().editMessage(action.channelId, action.ts, action.message);
      return { result: {} };
    case "pin":
      await chat().pin(action.channelId, action.ts);
      return { result: {} };
    case "bookmark":
      await chat().bookmark({ channelId: action.channelId, title: action.title, link: action.link, since });
      return { result: {} };
    case "archive-channel":
      await chat().archive(action.channelId);
      return { result: {} };
    case "open-rca":
      return { result: await openRcaIssue(key, action, ports, since) };
    case "write-tracker":
      return { result: await writeTracker({ ...action, template: ports.trackerTemplate }, ports.pages) };
    case "report-sentiment": {
      if (!ports.sentiment) throw new OutsideError("no platform is connected: set SENTIMENT_URL", "give-up");
      const { type: _type, ...report } = action;
      await ports.sentiment.report(report, `${key}/${effect}`.replace(/[^\w-]/g, "-"));
      return { result: {} };
    }
  }

  function chat(): Chat {
    if (!ports.chat) throw new OutsideError("Slack is not connected: set SLACK_BOT_TOKEN", "give-up");
    return ports.chat;
  }

  async function writeStatusNote(): Promise<Results["write-status-note"]> {
    if (action.type !== "write-status-note") throw new Error("not a status note");
    const { noteId, kept } = action;
    const sealed = kept === undefined ? undefined : withInstance(ports.seal(kept, key), ports.instance);
    const body = sealed === undefined ? action.body : `${action.body}\n\n${keptLine(sealed)}`;
    if (noteId !== undefined && (await tracker.editNote(key, noteId, body)) === "edited") return { noteId };
    // A note that is gone may have been written anew already, and one that may not be edited just now may be there yet.
    const isStatus = (marked: ReturnType<typeof readMarker>) => marked?.kind === readMarker(STATUS_MARKER)?.kind;
    const found = noteId === undefined ? await foundNote(isStatus) : await ownNote(isStatus);
    if (!found) return tracker.postNote(key, body, action.internal);
    if ((await tracker.editNote(key, found.noteId, body)) === "edited") return found;
    throw new OutsideError("GitLab does not let the service edit its own status note now", "repeat");
  }

  /** Our own comment with such a marker, looked for only where an earlier attempt may have made it. */
  async function foundNote(
    isIt: (marked: ReturnType<typeof readMarker>) => boolean,
  ): Promise<{ noteId: number } | undefined> {
    return since === undefined ? undefined : ownNote(isIt);
  }

  async function ownNote(
    isIt: (marked: ReturnType<typeof readMarker>) => boolean,
  ): Promise<{ noteId: number } | undefined> {
    const { comments } = await tracker.readDiscussion(key);
    const found = comments.find((note) => note.author.id === ports.ownUserId() && isIt(readMarker(note.body)));
    return found && { noteId: found.id };
  }
}

/** Whether an issue shows all that an edit asked for. */
function isAsAsked({ labels, assignees, confidential, state }: Issue, edit: EditIssue): boolean {
  const { assignee } = edit;
  return (
    edit.addLabels.every((label) => labels.includes(label)) &&
    !edit.removeLabels.some((label) => labels.includes(label)) &&
    (!assignee || (assignees.length === 1 && assignees[0]?.id === assignee.id)) &&
    (!edit.confidential || confidential) &&
    (!edit.state || state === (edit.state === "close" ? "closed" : "opened"))
  );
}
