import type { IssueView, NoteView } from "../gitlab/snapshot.ts";
import { type ChannelSnapshot, saidIn, type WorkspaceSnapshot } from "../slack/index.ts";
import { isStatusNote, type Look, wayToClosing } from "./look.ts";
import type { Pen } from "./pen.ts";
import { asRead, byline, messageText, nameOf } from "./words.ts";

const EMOJI: Readonly<Record<string, string>> = { white_check_mark: "✅", x: "❌" };

/** What is new on GitLab and in Slack since an earlier look. What did not change is not told. */
export function tellChanges(pen: Pen, before: Look, after: Look): void {
  tellIssue(pen, before.issue, after.issue);
  for (const channel of [...after.made, after.announcements]) {
    const earlier = before.workspace.channels.find(({ id }) => id === channel.id);
    tellChannel(pen, earlier, channel, after.workspace);
  }
}

function tellIssue({ say, quote, facts }: Pen, before: IssueView, after: IssueView): void {
  const changed = issueChanges(before, after);
  const ticked = without(wayToClosing(after), wayToClosing(before)).filter((line) => line.startsWith("- [x]"));
  const written = after.notes.filter(
    (note) => !note.system && !isStatusNote(note) && !before.notes.some(({ id }) => id === note.id),
  );
  if (changed.length + written.length === 0) return;

  say("");
  say(`On GitLab, #${after.iid}`);
  if (changed.length > 0) facts(changed);
  if (ticked.length > 0) quote(asRead(ticked.join("\n")));
  for (const note of written) {
    say("");
    say(`@${note.author}${reactionsTo(note)}`);
    quote(asRead(note.body));
  }
}

function issueChanges(before: IssueView, after: IssueView): [string, string][] {
  const statusNote = after.notes.find(isStatusNote)?.body;
  const was = before.notes.find(isStatusNote)?.body;
  const news = {
    State: after.stateChanges
      .filter(({ id }) => !before.stateChanges.some((one) => one.id === id))
      .map(({ by, to, via }) => `${to} by @${by}${via === null ? "" : ` with ${via}`}`)
      .join(", "),
    Labels: [
      ...without(before.labels, after.labels).map((name) => `− ${name}`),
      ...without(after.labels, before.labels).map((name) => `+ ${name}`),
    ].join(" · "),
    Assignee: handles(before) === handles(after) ? "" : `${handles(before)} → ${handles(after)}`,
    Linked: after.links
      .filter(({ iid }) => !before.links.some((one) => one.iid === iid))
      .map(({ iid, title }) => `#${iid} ${title}`)
      .join(", "),
    "Status note": statusNote === was ? "" : was === undefined ? "written" : "brought up to date",
  };
  return Object.entries(news).filter(([, value]) => value !== "");
}

function tellChannel(
  { say, quote, facts }: Pen,
  before: ChannelSnapshot | undefined,
  after: ChannelSnapshot,
  workspace: WorkspaceSnapshot,
): void {
  const joined = without(after.members, before?.members ?? []).map((id) => nameOf(id, workspace));
  const changed: [string, string][] = [
    ...(after.topic === (before?.topic ?? "") ? [] : [["Topic", after.topic] as [string, string]]),
    ...(joined.length === 0 ? [] : [["Joined", joined.join(", ")] as [string, string]]),
    ...(after.isArchived && before?.isArchived === false ? [["Archived", "yes"] as [string, string]] : []),
  ];
  const earlier = new Map((before ? saidIn(before) : []).map((message) => [message.ts, message]));
  const told = saidIn(after).flatMap((message) => {
    const was = earlier.get(message.ts);
    const by = byline(message, after, workspace);
    const text = messageText(message, workspace);
    if (was === undefined) return [{ by, text }];
    const lines = without(text.split("\n"), messageText(was, workspace).split("\n"));
    return lines.length === 0 ? [] : [{ by: `${by}, edited to say`, text: lines.join("\n") }];
  });
  if (changed.length + told.length === 0) return;

  say("");
  say(`In Slack, #${after.name}`);
  if (changed.length > 0) facts(changed);
  for (const { by, text } of told) {
    say("");
    say(by);
    quote(text);
  }
}

function without<Item>(items: readonly Item[], others: readonly Item[]): Item[] {
  return items.filter((item) => !others.includes(item));
}

function handles({ assignees }: IssueView): string {
  return assignees.map((name) => `@${name}`).join(", ") || "nobody";
}

/** As the service answers a command. */
function reactionsTo({ reactions }: NoteView): string {
  const signs = reactions.map(({ name }) => EMOJI[name] ?? `:${name}:`);
  return signs.length === 0 ? "" : `  ${signs.join(" ")}`;
}
