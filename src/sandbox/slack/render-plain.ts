import type { Block, Message } from "./types.ts";

type Named = { id: string; name: string };

/**
 * A message as lines of plain text, for a terminal or a log: its blocks, or its text where it has none; mentions by name,
 * links with their address.
 */
export function renderPlain(
  message: Pick<Message, "text" | "blocks">,
  users: readonly Named[],
  channels: readonly Named[],
): string {
  const read = (text: string) => readMarkup(text, users, channels);
  if (message.blocks === undefined) return read(message.text);
  return message.blocks
    .map((block) => renderBlock(block, read))
    .filter(Boolean)
    .join("\n");
}

function renderBlock(block: Block, read: (text: string) => string): string {
  switch (block.type) {
    case "divider":
      return "────────";
    case "section":
      return [
        textOf(block["text"], read),
        ...list(block["fields"]).map((field) => textOf(field, read)),
        textOf(block["accessory"], read),
      ]
        .filter(Boolean)
        .join("\n");
    case "context":
      return list(block["elements"])
        .map((element) => textOf(element, read))
        .filter(Boolean)
        .join(" · ");
    case "actions":
      return list(block["elements"])
        .map((element) => textOf(element, read))
        .filter(Boolean)
        .join(" ");
    case "image":
      return `[${string(block["alt_text"])}]`;
    case "markdown":
      return read(string(block["text"]));
    case "rich_text":
      return richText(block["elements"], read);
    default:
      return textOf(block["text"], read);
  }
}

/** A text object, a button with its address, or an image's description. */
function textOf(value: unknown, read: (text: string) => string): string {
  if (typeof value !== "object" || value === null) return "";
  const part: Record<string, unknown> = { ...value };
  switch (part["type"]) {
    case "plain_text":
      return string(part["text"]);
    case "mrkdwn":
      return read(string(part["text"]));
    case "button": {
      const url = string(part["url"]);
      return `[${textOf(part["text"], read)}]${url && ` (${url})`}`;
    }
    case "image":
      return `[${string(part["alt_text"])}]`;
    default:
      return "";
  }
}

function richText(value: unknown, read: (text: string) => string): string {
  return list(value)
    .map((element) => {
      if (typeof element !== "object" || element === null) return "";
      const part: Record<string, unknown> = { ...element };
      if (part["elements"] !== undefined) return richText(part["elements"], read);
      if (part["type"] === "user") return read(`<@${string(part["user_id"])}>`);
      if (part["type"] === "channel") return read(`<#${string(part["channel_id"])}>`);
      if (part["type"] === "broadcast") return `@${string(part["range"])}`;
      return string(part["text"]) || string(part["url"]);
    })
    .join("");
}

/** Slack's own markup (`<…>` and the three entities) as people see it. `*bold*` and its like stay as they are. */
function readMarkup(text: string, users: readonly Named[], channels: readonly Named[]): string {
  const nameOf = (all: readonly Named[], id: string) => all.find((one) => one.id === id)?.name;
  return text
    .replace(/<([^<>]+)>/g, (_, inside: string) => {
      const [target = "", label] = inside.split("|", 2);
      if (target.startsWith("@")) return `@${nameOf(users, target.slice(1)) ?? label ?? target.slice(1)}`;
      if (target.startsWith("#")) return `#${nameOf(channels, target.slice(1)) ?? label ?? target.slice(1)}`;
      if (target.startsWith("!")) return label ?? `@${target.slice(1)}`;
      return label === undefined || label === target ? target : `${label} (${target})`;
    })
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}
