import { saidIn } from "../slack/index.ts";
import { isStatusNote, type Look } from "./look.ts";
import { asRead, messageText } from "./words.ts";

/** Something that people can see has happened. */
export interface News {
  /** By the clock of GitLab or Slack, in milliseconds since the epoch. */
  at: number;
  /** `labels`, `issue`, or a channel with its `#`. */
  place: string;
  /** The username of who wrote it; undefined for labels, which anybody may have set. */
  by: string | undefined;
  /** As people read it. */
  text: string;
}

/** What is new since an earlier look, in its order; the status note and GitLab's own notes aside. Labels changed at `now`. */
export function newsSince(before: Look, after: Look, now: number): News[] {
  return [...labelNews(before, after, now), ...commentNews(before, after), ...messageNews(before, after)].toSorted(
    (one, other) => one.at - other.at,
  );
}

export function headline({ text }: News): string {
  return text.split("\n")[0] ?? "";
}

/** `Tue 24 Nov 16:00 CET`, where the company of the sandbox works. */
export function localTime(at: number): string {
  const parts = new Map(FORMAT.formatToParts(at).map(({ type, value }) => [type, value]));
  const named = (...types: Intl.DateTimeFormatPartTypes[]) => types.map((type) => parts.get(type) ?? "");
  return `${named("weekday", "day", "month").join(" ")} ${named("hour", "minute").join(":")} ${parts.get("timeZoneName")}`;
}

const FORMAT = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Berlin",
  weekday: "short",
  day: "2-digit",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

function labelNews({ issue: { labels: before } }: Look, { issue: { labels: after } }: Look, at: number): News[] {
  const changes = [
    ...before.filter((name) => !after.includes(name)).map((name) => `− ${name}`),
    ...after.filter((name) => !before.includes(name)).map((name) => `+ ${name}`),
  ];
  return changes.length === 0 ? [] : [{ at, place: "labels", by: undefined, text: changes.join(" · ") }];
}

/** A comment's lines are told on lines of their own, however long. */
const UNWRAPPED = 10_000;

function commentNews({ issue: before }: Look, { issue: after }: Look): News[] {
  return after.notes
    .filter((note) => !note.system && !isStatusNote(note) && !before.notes.some(({ id }) => id === note.id))
    .map(({ createdAt, author, body }) => ({
      at: Date.parse(createdAt),
      place: "issue",
      by: author,
      text: asRead(body, new Set(), UNWRAPPED),
    }));
}

function messageNews(before: Look, { workspace, made, announcements }: Look): News[] {
  const known = new Set(
    before.workspace.channels.flatMap((channel) => saidIn(channel).map(({ ts }) => `${channel.id}/${ts}`)),
  );
  return [...made, announcements].flatMap((channel) =>
    saidIn(channel)
      .filter(({ ts }) => !known.has(`${channel.id}/${ts}`))
      .map((message) => ({
        at: Number(message.ts) * 1000,
        place: `#${channel.name}`,
        by: workspace.users.find(({ id }) => id === message.user)?.name,
        text: messageText(message, workspace),
      })),
  );
}
