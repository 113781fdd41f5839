import { markdown } from "../page/rich/markdown.ts";
import { plain } from "../page/rich/plain.ts";
import { type ChannelSnapshot, type Message, renderPlain, type WorkspaceSnapshot } from "../slack/index.ts";

/** A comment or description as people read it, on lines of plain text; `width` is the longest of them. */
export function asRead(source = "", people: ReadonlySet<string> = new Set(), width?: number): string {
  return plain(markdown(source, { people }), width).trim();
}

/** A Slack message as people read it. A field's name and value stand below each other in Slack; beside each other they read better here. */
export function messageText(message: Message, { users, channels }: WorkspaceSnapshot): string {
  return renderPlain(message, users, channels).replace(/^\*([^*\n]+)\*$\n?(>?)/gm, (_, name: string, quoted: string) =>
    quoted ? `${name}:\n>` : `${name}: `,
  );
}

export function nameOf(id: string, { users }: WorkspaceSnapshot): string {
  return users.find((user) => user.id === id)?.realName ?? "somebody who left";
}

/** Who wrote a message, and how it stands in its channel. */
export function byline(message: Message, { pins }: ChannelSnapshot, workspace: WorkspaceSnapshot): string {
  const place = message.reply_broadcast ? "in the thread, shown in the channel" : "in the thread";
  const marks = [...(pins.includes(message.ts) ? ["pinned"] : []), ...(message.thread_ts ? [place] : [])];
  return `${nameOf(message.user, workspace)}${marks.length === 0 ? "" : ` (${marks.join(", ")})`}`;
}
