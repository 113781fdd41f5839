import { element, link, type Rich } from "./rich.ts";

export interface Names {
  /** Names of people by Slack id. */
  users: ReadonlyMap<string, string>;
  /** Names and addresses of the channels that the reader may know of, by id. */
  channels: ReadonlyMap<string, { name: string; href: string }>;
}

/** Slack's text as data to show: quotes, code, bold, links, and mentions by name. */
export function mrkdwn(text: string, names: Names): Rich[] {
  return text.split(/```\n?([\s\S]*?)\n?```/).flatMap((piece, index) => {
    if (index % 2 === 1) return [element("pre", [decoded(piece)])];
    return paragraphs(piece, names);
  });
}

/** Runs of quoted lines become a quote each, what stands between a paragraph. */
function paragraphs(text: string, names: Names): Rich[] {
  const runs: { quoted: boolean; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const [, rest] = /^(?:>|&gt;) ?(.*)$/.exec(line) ?? [];
    const last = runs.at(-1);
    if (last?.quoted === (rest !== undefined)) last.lines.push(rest ?? line);
    else runs.push({ quoted: rest !== undefined, lines: [rest ?? line] });
  }
  return runs
    .filter(({ lines }) => lines.some((line) => line.trim() !== ""))
    .map(({ quoted, lines }) => {
      const content = lines.flatMap((line, index) => [...(index > 0 ? [element("br")] : []), ...inline(line, names)]);
      return element(quoted ? "blockquote" : "p", content);
    });
}

const MARKUP =
  /<([^<>]+)>|(?<!\w)`([^`]+)`|(?<![\w*])\*(?=\S)([^*]*[^*\s])\*(?![\w*])|(?<![\w_])_(?=\S)([^_]*[^_\s])_(?![\w_])|(?<![\w~])~(?=\S)([^~]*[^~\s])~(?![\w~])/g;

function inline(text: string, names: Names): Rich[] {
  const pieces: Rich[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKUP)) {
    const [all, angle, code, bold, italic, struck] = match;
    if (match.index > end) pieces.push(decoded(text.slice(end, match.index)));
    end = match.index + all.length;
    if (angle !== undefined) pieces.push(...reference(angle, names));
    else if (code !== undefined) pieces.push(element("code", [decoded(code)]));
    else if (bold !== undefined) pieces.push(element("strong", inline(bold, names)));
    else if (italic !== undefined) pieces.push(element("em", inline(italic, names)));
    else if (struck !== undefined) pieces.push(element("del", inline(struck, names)));
  }
  if (end < text.length) pieces.push(decoded(text.slice(end)));
  return pieces;
}

/** What stands in `<…>`: a person, a channel, a ping or an address. */
function reference(inside: string, { users, channels }: Names): Rich[] {
  const [target = "", label] = inside.split("|", 2);
  const id = target.slice(1);
  switch (target[0]) {
    case "@":
      return [element("mention", [`@${users.get(id) ?? label ?? id}`])];
    case "#": {
      const channel = channels.get(id);
      return channel ? link(channel.href, [`#${channel.name}`]) : ["a private channel"];
    }
    case "!":
      return target.startsWith("!date")
        ? [decoded(label ?? "")]
        : [element("ping", [`@${id}`], { title: "tells everybody here" })];
    default:
      return link(decoded(target), label === undefined ? [] : [decoded(label)]);
  }
}

function decoded(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
