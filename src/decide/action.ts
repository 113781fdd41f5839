import { z } from "zod";
import type { IssueKey } from "../issue-key.ts";
import { SEVERITIES } from "../policy/terms.ts";
import type { Part } from "./message.ts";

/**
 * Everything the service can do to the outside, as data. Actions wait in the store until they are done, so they are
 * strict schemas, not just types: what an older version wrote is read back by a newer one.
 */
const PartOfText: z.ZodType<Part> = z.union([
  z.string(),
  z.strictObject({ person: z.string(), name: z.string() }),
  z.strictObject({ link: z.string(), label: z.string() }),
  z.strictObject({ channelId: z.string(), name: z.string() }),
]);
const Text = z.array(PartOfText).readonly();
const Message = z.strictObject({
  heading: z.string(),
  fields: z
    .array(z.strictObject({ label: z.string(), value: Text }))
    .readonly()
    .exactOptional(),
  paragraphs: z.array(Text).readonly().exactOptional(),
  quote: z.strictObject({ label: z.string(), text: z.string() }).exactOptional(),
  markdown: z.strictObject({ label: z.string(), text: z.string(), base: z.string().exactOptional() }).exactOptional(),
});

/** One edit of the issue: a single request, so a single event, on every tier. */
export const EditIssue = z.strictObject({
  type: z.literal("edit-issue"),
  addLabels: z.array(z.string()).readonly(),
  removeLabels: z.array(z.string()).readonly(),
  /** The one who is to be the only assignee. */
  assignee: z.strictObject({ id: z.number(), username: z.string() }).exactOptional(),
  confidential: z.literal(true).exactOptional(),
  state: z.enum(["close", "reopen"]).exactOptional(),
});
export type EditIssue = z.infer<typeof EditIssue>;

/** The one status note, edited in place (P-SEE-1). Without `noteId` it is to be made. */
export const WriteStatusNote = z.strictObject({
  type: z.literal("write-status-note"),
  noteId: z.number().exactOptional(),
  /** The one that somebody deleted, and that this one stands for. */
  inPlaceOf: z.number().exactOptional(),
  body: z.string(),
  internal: z.boolean(),
  /** What the note keeps for a day on which the store is lost; sealed when it is written. */
  kept: z.string().exactOptional(),
});

/** A comment said once. Its body carries the effect's key in the hidden marker, by which a lost answer is looked up. */
export const PostNote = z.strictObject({ type: z.literal("post-note"), body: z.string(), internal: z.boolean() });

/** A reaction on a comment: how a command is answered (P-SEE-2). */
export const React = z.strictObject({ type: z.literal("react"), noteId: z.number(), emoji: z.string() });

/** The escalation's channel (P-OPEN-2). `names` in order of preference; the last gets a number where all are taken. */
export const CreateChannel = z.strictObject({
  type: z.literal("create-channel"),
  names: z.array(z.string()).readonly(),
  isPrivate: z.boolean(),
});
export const SetTopic = z.strictObject({ type: z.literal("set-topic"), channelId: z.string(), topic: z.string() });
export const Invite = z.strictObject({
  type: z.literal("invite"),
  channelId: z.string(),
  usernames: z.array(z.string()).readonly(),
});
/** To a channel by id, or to the one for announcements. */
export const PostMessage = z.strictObject({
  type: z.literal("post-message"),
  to: z.union([
    // With `threadTs` a reply in that message's thread, which is also shown in the channel.
    z.strictObject({ channelId: z.string(), threadTs: z.string().exactOptional() }),
    z.literal("announcements"),
  ]),
  message: Message,
});
export const EditMessage = z.strictObject({
  type: z.literal("edit-message"),
  channelId: z.string(),
  ts: z.string(),
  message: Message,
});
export const Pin = z.strictObject({ type: z.literal("pin"), channelId: z.string(), ts: z.string() });
export const Bookmark = z.strictObject({
  type: z.literal("bookmark"),
  channelId: z.string(),
  title: z.string(),
  link: z.string(),
});

/** An issue of its own for the root cause analysis, linked to the escalation (P-CLOSE-4). */
export const OpenRca = z.strictObject({
  type: z.literal("open-rca"),
  projectId: z.number(),
  title: z.string(),
  /** What it is about, for its description. */
  escalation: z.strictObject({ reference: z.string(), url: z.string() }),
  confidential: z.boolean(),
});

export type OpenRca = z.infer<typeof OpenRca>;

/** For good: a bot cannot bring a channel back. */
export const ArchiveChannel = z.strictObject({ type: z.literal("archive-channel"), channelId: z.string() });

/** What stands between the markers of the tracker document, in Markdown; what is left out stays as it is (P-OPEN-4). */
const TrackerSections = z.strictObject({
  summary: z.string().exactOptional(),
  people: z.string().exactOptional(),
  "exit-criteria": z.string().exactOptional(),
  asks: z.string().exactOptional(),
  standup: z.string().exactOptional(),
  "next-steps": z.string().exactOptional(),
  resolution: z.string().exactOptional(),
});

/** The escalation's page in the project's wiki, made where there is none (P-OPEN-4). */
export const WriteTracker = z.strictObject({
  type: z.literal("write-tracker"),
  projectId: z.number(),
  /** Of the page, once there is one. */
  slug: z.string().exactOptional(),
  title: z.string(),
  sections: TrackerSections,
  /** What its log should have; `at` in milliseconds since the epoch. */
  entries: z
    .array(z.strictObject({ id: z.string(), at: z.number(), heading: z.string(), text: z.string() }))
    .readonly(),
  /** When it was decided (ms). */
  asOf: z.number(),
});

export type WriteTracker = z.infer<typeof WriteTracker>;
const NamedPerson = z.strictObject({ username: z.string(), name: z.string() });
/** What the customer-success platform is told of a customer (process section 5, P-CLOSE-6); `at` is ms since the epoch. */
export const ReportSentiment = z.strictObject({
  type: z.literal("report-sentiment"),
  event: z.enum(["at-risk", "resolved"]),
  at: z.number(),
  customer: z.string(),
  severity: z.enum(SEVERITIES),
  escalation: z.strictObject({ projectId: z.number(), iid: z.number(), title: z.string(), url: z.string() }),
  dri: NamedPerson.nullable(),
  csm: NamedPerson.nullable(),
});
export type ReportSentiment = z.infer<typeof ReportSentiment>;
export type SentimentReport = Omit<ReportSentiment, "type">;

export const Action = z.discriminatedUnion("type", [
  EditIssue,
  WriteStatusNote,
  PostNote,
  React,
  CreateChannel,
  SetTopic,
  Invite,
  PostMessage,
  EditMessage,
  Pin,
  Bookmark,
  WriteTracker,
  OpenRca,
  ArchiveChannel,
  ReportSentiment,
]);
export type Action = z.infer<typeof Action>;
export type ActionType = Action["type"];

/** What came of an action: the receipt that a repeat is recognised by, and that later decisions read. */
export interface Results {
  "edit-issue": Record<string, never>;
  "write-status-note": { noteId: number };
  "post-note": { noteId: number };
  react: Record<string, never>;
  "create-channel": { channelId: string; name: string; url: string };
  "set-topic": Record<string, never>;
  /** Those who are in now; those chat does not know; those who cannot be invited, with chat's word for why. */
  invite: { invited: string[]; unknown: string[]; refused: { username: string; reason: string }[] };
  "post-message": { channelId: string; ts: string };
  "edit-message": Record<string, never>;
  pin: Record<string, never>;
  bookmark: Record<string, never>;
  "write-tracker": { slug: string; url: string };
  "open-rca": { key: IssueKey; reference: string; url: string };
  "archive-channel": Record<string, never>;
  "report-sentiment": Record<string, never>;
}
