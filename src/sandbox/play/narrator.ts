import type { IssueView } from "../gitlab/snapshot.ts";
import { type ChannelSnapshot, saidIn, type WorkspaceSnapshot } from "../slack/index.ts";
import { type ApiCalls, total } from "./api-calls.ts";
import { isStatusNote, type Look } from "./look.ts";
import { localTime, type News } from "./news.ts";
import { createPen } from "./pen.ts";
import type { Outcome } from "./scene.ts";
import { tellChanges } from "./tell-changes.ts";
import { asRead, byline, messageText, nameOf } from "./words.ts";

/** Tells a story line by line. */
export interface Narrator {
  chapter(title: string): void;
  say(text: string): void;
  issue(issue: IssueView): void;
  channel(channel: ChannelSnapshot, workspace: WorkspaceSnapshot): void;
  /** Only what is new, on both sides. */
  changes(before: Look, after: Look): void;
  /** On a line with its time; in full where it is of a kind not told before. */
  news(news: News): void;
  calls(calls: ApiCalls): void;
  outcomes(outcomes: readonly Outcome[]): void;
}

export function createNarrator(write: (line: string) => void): Narrator {
  const pen = createPen(write);
  const { say, quote, facts, chapter } = pen;
  const toldOf = new Set<string>();

  return {
    say,
    chapter,
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
        say(isStatusNote(note) ? `Status note by @${note.author}` : `@${note.author}`);
        quote(asRead(note.body, people));
      }
    },
    channel(channel, workspace) {
      facts([
        ["Kind", `${channel.isPrivate ? "private" : "public"}${channel.isArchived ? ", archived" : ""}`],
        ["Topic", channel.topic || "none"],
        ["Bookmarks", channel.bookmarks.map(({ title, link }) => `${title} (${link})`).join(" · ") || "none"],
        ["Members", membersOf(channel, workspace)],
      ]);
      for (const message of saidIn(channel)) {
        say("");
        say(byline(message, channel, workspace));
        quote(messageText(message, workspace));
      }
    },
    changes: (before, after) => tellChanges(pen, before, after),
    news(news) {
      const [title = "", ...rest] = news.text.split("\n").filter((line) => line !== "");
      say(`${localTime(news.at)}  ${whereAndWho(news)}: ${title}`);
      if (rest.length > 0 && !toldOf.has(title)) quote(rest.join("\n"));
      toldOf.add(title);
    },
    calls(calls) {
      for (const [side, counts] of [
        ["GitLab", calls.gitlab],
        ["Slack", calls.slack],
      ] as const) {
        say(`${side}: ${total(counts)}`);
        for (const [name, count] of counts) quote(`${String(count).padStart(2)} × ${name}`);
      }
    },
    outcomes(outcomes) {
      for (const { rule, instead } of outcomes) say(instead === undefined ? `✓ ${rule}` : `✗ ${rule}: ${instead}`);
    },
  };
}

/** In Slack only the service speaks. */
function whereAndWho({ place, by }: News): string {
  if (place === "labels") return "Labels";
  return place === "issue" ? `On the issue, @${by}` : `In ${place}`;
}

function membersOf({ members }: ChannelSnapshot, workspace: WorkspaceSnapshot): string {
  const names = members.map((id) => nameOf(id, workspace));
  return `${names.length}: ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", …" : ""}`;
}
