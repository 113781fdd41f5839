import { BOT } from "../company.ts";
import { saidIn } from "../slack/index.ts";
import type { Sandbox } from "../start.ts";
import { type ApiCalls, apiCalls, forgetApiCalls } from "./api-calls.ts";
import { announced, isStatusNote, type Look, look } from "./look.ts";
import type { Narrator } from "./narrator.ts";
import type { Outcome } from "./scene.ts";

/** Something that somebody does to an escalation, and what has to come of it. */
export interface Chapter {
  title: string;
  /** The story up to what they do, one line each. */
  told: readonly string[];
  does(gitlab: Sandbox["gitlab"], iid: number): void;
  judged(after: Look, before: Look): Outcome[];
  /** Its API calls belong to the story. */
  counted?: true;
}

/** Lets it happen, waits for the service to come to rest, tells what is new and judges it. */
export async function playChapter(
  { title, told, does, judged, counted = undefined }: Chapter,
  { sandbox, narrator, iid }: { sandbox: Sandbox; narrator: Narrator; iid: number },
): Promise<Outcome[]> {
  narrator.chapter(title);
  for (const line of told) narrator.say(line);
  const before = look(sandbox, iid);
  forgetApiCalls(sandbox);
  const started = performance.now();
  does(sandbox.gitlab, iid);
  await sandbox.settled();
  const took = Math.round(performance.now() - started);
  await overWaits(sandbox);
  const calls: ApiCalls = apiCalls(sandbox);
  const after = look(sandbox, iid);
  narrator.changes(before, after);
  if (counted) {
    narrator.say("");
    narrator.say(`It took ${took} ms to the last of it, and these API calls:`);
    narrator.calls(calls);
  }
  return judged(after, before);
}

/** Slack takes one message a second in a channel: the service waits for that, and the story does not. */
async function overWaits({ clock, service, timeTo }: Sandbox): Promise<void> {
  const until = clock.now() + 10_000;
  if (((await service.nextDueAt()) ?? until) >= until) return;
  for await (const _ of timeTo(until));
}

/** What the service has said on the issue since, the status note aside. */
export function serviceComments({ issue }: Look, before: Look): string[] {
  return issue.notes
    .filter((note) => note.author === BOT && !note.system && !isStatusNote(note))
    .filter(({ id }) => !before.issue.notes.some((note) => note.id === id))
    .map(({ body }) => body);
}

/** What has been said since in the escalation's own channel, the newest one. */
export function channelMessages({ made }: Look, before: Look): string[] {
  const channel = made.at(-1);
  const earlier = new Set(before.made.flatMap(({ messages }) => messages.map(({ ts }) => ts)));
  return channel ? saidIn(channel).flatMap(({ ts, text }) => (earlier.has(ts) ? [] : [text])) : [];
}

/** The key moments that #escalated_customers has heard of since. */
export function keyMoments(after: Look, before: Look): string[] {
  const earlier = new Set(announced(before).shownReplies.map(({ ts }) => ts));
  return announced(after).shownReplies.flatMap(({ ts, text }) => (earlier.has(ts) ? [] : [text]));
}

/** The reactions on the newest comment that this person wrote. */
export function reactionsTo(username: string, { issue }: Look): string[] {
  const written = issue.notes.findLast(({ author, system }) => author === username && !system);
  return written?.reactions.map(({ name }) => name) ?? [];
}
