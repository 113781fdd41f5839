import type { Block, Message } from "./types.ts";

/** Whom a message pings. */
export interface Mentions {
  /** "here", "channel" or "everyone", each once. */
  broadcasts: string[];
  /** Ids of people. */
  users: string[];
  /** Ids of user groups. */
  groups: string[];
}

const bareBroadcast = /(?<![\w<!&;])@(here|channel|everyone)\b/g;

/**
 * Whom a message really mentions: what stands in its text and in its blocks as `<@U…>`, `<!here>`, `<!subteam^S…>`, and as
 * an element of rich text. Plain text objects mention nobody. A bare @here counts where Slack is told to look for it: in
 * the text under `parse: full` or `link_names`, and in a `mrkdwn` object that is not `verbatim`.
 */
export function mentionsOf(message: Pick<Message, "text" | "blocks" | "parse" | "link_names">): Mentions {
  const found = { broadcasts: new Set<string>(), users: new Set<string>(), groups: new Set<string>() };

  function scan(text: string, bare: boolean): void {
    for (const [, name = ""] of text.matchAll(/<!(here|channel|everyone)(?:\|[^>]*)?>/g)) found.broadcasts.add(name);
    for (const [, id = ""] of text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)) found.users.add(id);
    for (const [, id = ""] of text.matchAll(/<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>/g)) found.groups.add(id);
    if (bare) for (const [, name = ""] of text.matchAll(bareBroadcast)) found.broadcasts.add(name);
  }

  scan(message.text, message.parse === "full" || message.link_names === true);
  for (const part of (message.blocks ?? []).flatMap(parts)) {
    if (part["type"] === "mrkdwn") scan(String(part["text"]), part["verbatim"] !== true);
    if (part["type"] === "markdown") scan(String(part["text"]), false);
    if (part["type"] === "user") found.users.add(String(part["user_id"]));
    if (part["type"] === "usergroup") found.groups.add(String(part["usergroup_id"]));
    if (part["type"] === "broadcast") found.broadcasts.add(String(part["range"]));
  }
  return { broadcasts: [...found.broadcasts], users: [...found.users], groups: [...found.groups] };
}

/** A block and every object in it. */
function parts(value: unknown): Block[] {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(parts);
  return isBlock(value) ? [value, ...below] : below;
}

function isBlock(value: object): value is Block {
  return "type" in value && typeof value.type === "string";
}
