// @ts-check
import { at, avatar, el, icon, reactions, show, time } from "./dom.js";
import { rich } from "./rich.js";

/** @typedef {import("../view.ts").PageView} PageView */
/** @typedef {import("../slack-view.ts").ChannelLine} ChannelLine */
/** @typedef {import("../slack-view.ts").ChannelPage} ChannelPage */
/** @typedef {import("../slack-view.ts").MessagePage} MessagePage */

/** How many messages of each channel have been looked at. @type {Map<string, number>} */
const read = new Map();

/**
 * @param {PageView} view
 * @param {string | undefined} chosen
 * @param {(id: string) => void} choose
 */
export function showChannels({ slack }, chosen, choose) {
  for (const { id, said } of slack.channels) if (id === chosen || !read.has(id)) read.set(id, id === chosen ? said : 0);
  const lines = slack.channels.map((channel) => ({ ...channel, fresh: channel.said - (read.get(channel.id) ?? 0) }));
  show(at("channels"), [lines, chosen], () =>
    lines.map(({ id, name, isArchived, fresh, ...kind }) =>
      el(
        "li",
        { class: isArchived ? "archived" : undefined },
        el(
          "button",
          {
            type: "button",
            "data-key": id,
            "aria-current": id === chosen ? "true" : undefined,
            onclick: () => choose(id),
          },
          el("strong", { class: fresh > 0 ? "fresh" : undefined }, sign(kind), name),
          fresh > 0 && el("span", { class: "count", "aria-label": `${fresh} unread` }, String(fresh)),
          isArchived && el("span", { class: "quiet" }, "archived"),
        ),
      ),
    ),
  );
}

/** @param {Pick<ChannelLine, "isPrivate" | "isDirect">} channel */
function sign({ isPrivate, isDirect }) {
  if (isDirect) return "@ ";
  return isPrivate ? el("span", { title: "private" }, icon("lock")) : "# ";
}

/**
 * @param {PageView} view
 * @param {(name: string, input: object) => void} act
 */
export function showChannel({ slack: { channel } }, act) {
  show(
    at("channel-head"),
    channel && { ...channel, messages: channel.messages.filter(({ pinned }) => pinned).map(({ ts }) => ts) },
    () => (channel ? head(channel, act) : []),
  );
  const list = at("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const other = list.dataset["channel"] !== channel?.id;
  list.dataset["channel"] = channel?.id ?? "";
  show(list, channel && [channel.id, channel.messages], () => {
    if (!channel || channel.messages.length === 0)
      return [el("li", { class: "quiet" }, "Nothing has been said here yet.")];
    return channel.messages.map((message) => line(message));
  });
  // A channel that is opened is read from its top as long as it is short; what comes later is followed.
  if (!other && atEnd) list.scrollTop = list.scrollHeight;
}

/** @param {ChannelPage} channel @param {(name: string, input: object) => void} act */
function head({ id, name, isArchived, topic, members, bookmarks, messages, ...kind }, act) {
  const pins = messages.filter(({ pinned }) => pinned).length;
  return [
    el("h3", {}, sign(kind), name),
    topic.length > 0 && el("div", { class: "topic" }, ...rich(topic)),
    el(
      "p",
      { class: "row quiet" },
      el("span", { title: members.join(", ") }, `${members.length} members`),
      isArchived &&
        el("span", { class: "badge", title: "Nobody can post here; a person can bring it back" }, "archived"),
      pins > 0 && el("span", {}, icon("pin"), `${pins} pinned`),
      ...bookmarks.map(({ title, link }) =>
        el("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, icon("bookmark"), title),
      ),
      !kind.isDirect &&
        el(
          "button",
          {
            type: "button",
            class: "link",
            "data-key": "archive",
            onclick: () => act("archive", { channel: id, archived: !isArchived }),
          },
          isArchived ? "Unarchive" : "Archive",
        ),
    ),
  ];
}

/**
 * @param {MessagePage} message
 * @param {{ inThread?: boolean }} [place]
 * @returns {HTMLElement}
 */
function line(message, { inThread = false } = {}) {
  if (message.system) return el("li", { class: "system" }, ...rich(message.body), time(message.at));
  return el(
    "li",
    { class: message.pinned ? "message pinned" : "message" },
    avatar(message.author),
    el(
      "div",
      {},
      el(
        "header",
        {},
        el("strong", {}, message.author),
        message.isApp && el("span", { class: "badge bot" }, "app"),
        el("span", { class: "quiet" }, time(message.at), message.edited && " · edited"),
        message.broadcast &&
          el("span", { class: "quiet" }, inThread ? "also sent to the channel" : "replied to a thread"),
        message.pinned && el("span", { class: "quiet" }, icon("pin"), "pinned"),
      ),
      el("div", { class: "text" }, ...rich(message.body)),
      reactions(message.reactions),
      message.replies.length > 0 &&
        el(
          "ol",
          { class: "replies", "aria-label": "Thread" },
          ...message.replies.map((reply) => line(reply, { inThread: true })),
        ),
    ),
  );
}
