import { ApiError, invalidArguments } from "./api-error.ts";
import type { Bookmark, Channel, User } from "./types.ts";
import { findChannel, isMember, type Workspace } from "./workspace.ts";

const longestTitle = 256;
const longestLink = 2048;
/** Nobody documents how many a channel may have; a hundred is what people report. */
const mostBookmarks = 100;

export interface BookmarkDetails {
  title?: string | undefined;
  link?: string | undefined;
  emoji?: string | undefined;
}

/** `bookmarks.add`, of a link. The same link can be added again and then stands there twice. */
export function addBookmark(
  workspace: Workspace,
  user: User,
  id: string,
  details: BookmarkDetails & { type: string },
): Bookmark {
  const channel = findOwnChannel(workspace, user, id);
  if (details.type !== "link") throw new ApiError("invalid_bookmark_type");
  const { title = "", link = "", emoji = "" } = details;
  check({ title, link, emoji });
  if (channel.bookmarks.length >= mostBookmarks) throw new ApiError("too_many_bookmarks");
  const bookmark: Bookmark = {
    id: workspace.newId("Bk"),
    title,
    link,
    emoji,
    user: user.id,
    created: workspace.seconds(),
    updated: 0,
  };
  channel.bookmarks.push(bookmark);
  return bookmark;
}

/** `bookmarks.edit`. What is left out stays. */
export function editBookmark(
  workspace: Workspace,
  user: User,
  id: string,
  bookmarkId: string,
  details: BookmarkDetails,
): Bookmark {
  const channel = findOwnChannel(workspace, user, id);
  const bookmark = findBookmark(channel, bookmarkId);
  const { title = bookmark.title, link = bookmark.link, emoji = bookmark.emoji } = details;
  check({ title, link, emoji });
  return Object.assign(bookmark, { title, link, emoji, user: user.id, updated: workspace.seconds() });
}

/** `bookmarks.remove`. */
export function removeBookmark(workspace: Workspace, user: User, id: string, bookmarkId: string): void {
  const channel = findOwnChannel(workspace, user, id);
  const bookmark = findBookmark(channel, bookmarkId);
  channel.bookmarks = channel.bookmarks.filter((one) => one !== bookmark);
}

/** A bookmark as `bookmarks.*` show it. */
export function bookmarkJson(workspace: Workspace, channelId: string, bookmark: Bookmark): Record<string, unknown> {
  return {
    id: bookmark.id,
    channel_id: channelId,
    title: bookmark.title,
    link: bookmark.link,
    emoji: bookmark.emoji,
    icon_url: null,
    type: "link",
    entity_id: null,
    date_created: bookmark.created,
    date_updated: bookmark.updated,
    rank: bookmark.id,
    last_updated_by_user_id: bookmark.user,
    last_updated_by_team_id: workspace.teamId,
    shortcut_id: null,
    app_id: workspace.appId,
  };
}

function check({ title, link, emoji }: Required<Record<keyof BookmarkDetails, string>>): void {
  if (title === "") throw invalidArguments("missing required field: title");
  if (title.length > longestTitle)
    throw invalidArguments(`must be less than ${longestTitle + 1} characters [json-pointer:/title]`);
  if (link.length > longestLink)
    throw invalidArguments(`must be less than ${longestLink + 1} characters [json-pointer:/link]`);
  if (!/^https?:\/\/[^\s/]/.test(link)) throw new ApiError("invalid_link");
  if (emoji !== "" && !/^:[a-z0-9_'+-]+:$/.test(emoji)) throw new ApiError("invalid_emoji");
}

function findBookmark(channel: Channel, id: string): Bookmark {
  const bookmark = channel.bookmarks.find((one) => one.id === id);
  if (bookmark === undefined) throw new ApiError("not_found");
  return bookmark;
}

function findOwnChannel(workspace: Workspace, user: User, id: string): Channel {
  const channel = findChannel(workspace, user, id);
  if (!isMember(channel, user.id)) throw new ApiError("permission_denied");
  return channel;
}
