import type { IssueView } from "../gitlab/snapshot.ts";
import { markdown } from "../page/rich/markdown.ts";
import { plain } from "../page/rich/plain.ts";
import {
  type ChannelSnapshot,
  type Message,
  renderPlain,
  saidIn,
  type User,
  type WorkspaceSnapshot,
} from "../slack/index.ts";
import { type ApiCalls, total } from "./api-calls.ts";
import type { Outcome } from "./scene.ts";

/** Tells a story line by line. */
export interface Narrator {
  chapter(title: string): void;
  say(text: string): void;
  issue(issue: IssueView): void;
  channel(channel: ChannelSnapshot, workspace: WorkspaceSnapshot): void;
  calls(calls: ApiCalls): void;
  outcomes(outcomes: readonly Outcome[]): void;
}

const STATUS_MARKER = "<!-- escalations:status -->";
const INDENT = "    ";

export function createNarrator(write: (line: string) => void): Narrator {
  const say = (text: string) => {
    for (const line of text.split("\n")) write(`  ${line}`.trimEnd());
  };
  const quote = (text: string) => {
    for (const line of text.split("\n")) say(`${INDENT}${line}`);
  };
  const facts = (pairs: readonly [string, string][]) => {
    const longest = Math.max(...pairs.map(([name]) => name.length));
    for (const [name, value] of pairs) say(`${name.padEnd(longest)}  ${value}`);
  };

  return {
    say,
    chapter(title) {
      write("");
      write(title);
      write("─".repeat(title.length));
    },
    issue(issue) {
      facts([
        ["Title", issue.title],
        ["State", `${issue.state}${issue.confidential ? ", confidential" : ""}`],
        ["Assignee", issue.assignees.map((name) => `@${name}`).join(", ") || "nobody"],
        ["Labels", issue.labels.join(" · ") || "none"],
      ]);
      const people = new Set(issue.assignees);
      for (const note of issue.notes) {
        if (note.system) continue;
        say("");
        say(note.body.includes(STATUS_MARKER) ? `Status note by @${note.author}` : `@${note.author}`);
        quote(plain(markdown(note.body, { people })).trim());
      }
    },
    channel(channel, { users, channels }) {
      const nameOf = (id: string) => users.find((user) => user.id === id)?.realName ?? "somebody who left";
      facts([
        ["Kind", `${channel.isPrivate ? "private" : "public"}${channel.isArchived ? ", archived" : ""}`],
        ["Topic", channel.topic || "none"],
        ["Bookmarks", channel.bookmarks.map(({ title, link }) => `${title} (${link})`).join(" · ") || "none"],
        ["Members", membersOf(channel, users)],
      ]);
      for (const message of saidIn(channel)) {
        say("");
        say(`${nameOf(message.user)}${marks(message, channel)}`);
        quote(fieldsOnOneLine(renderPlain(message, users, channels)));
      }
    },
    calls(calls) {
      for (const [side, counts] of [
        ["GitLab", calls.gitlab],
        ["Slack", calls.slack],
      ] as const) {
        say(`${side}: ${total(counts)}`);
        for (const [name, count] of counts) say(`${INDENT}${String(count).padStart(2)} × ${name}`);
      }
    },
    outcomes(outcomes) {
      for (const { rule, instead } of outcomes) say(instead === undefined ? `✓ ${rule}` : `✗ ${rule}: ${instead}`);
    },
  };
}

/** A field's name and value stand below each other in Slack; beside each other they read better here. */
function fieldsOnOneLine(text: string): string {
  return text.replace(/^\*([^*\n]+)\*$\n?(>?)/gm, (_, name: string, quoted: string) =>
    quoted ? `${name}:\n>` : `${name}: `,
  );
}

function membersOf({ members }: ChannelSnapshot, users: readonly User[]): string {
  const names = members.flatMap((id) => users.filter((user) => user.id === id)).map(({ realName }) => realName);
  return `${names.length}: ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", …" : ""}`;
}

function marks(message: Message, { pins }: ChannelSnapshot): string {
  const all = [...(pins.includes(message.ts) ? ["pinned"] : []), ...(message.thread_ts ? ["in the thread"] : [])];
  return all.length === 0 ? "" : ` (${all.join(", ")})`;
}
