import { BOT } from "../company.ts";
import type { Sandbox } from "../start.ts";
import { type Look, look } from "./look.ts";
import type { Narrator } from "./narrator.ts";
import { headline, localTime, type News, newsSince } from "./news.ts";
import type { Outcome } from "./scene.ts";

/** A few days of an escalation, and what has to come of them. */
export interface Days {
  title: string;
  told: readonly string[];
  /** One after the other. */
  hours: readonly Hour[];
  judged(news: readonly News[], after: Look): Outcome[];
}

/** Time passes until `at`, local and without zone; then somebody writes a comment. */
export interface Hour {
  at: string;
  by?: string;
  writes?: string;
}

/** As the days of the story are winter days in the company's zone, it is one hour ahead of UTC. */
export function momentAt(local: string): number {
  return Date.parse(`${local}+01:00`);
}

/** Lets the days pass on the sandbox's clock, telling everything that happens on its line, and judges them. */
export async function playDays(
  { title, told, hours, judged }: Days,
  { sandbox, narrator, iid }: { sandbox: Sandbox; narrator: Narrator; iid: number },
): Promise<Outcome[]> {
  narrator.chapter(title);
  for (const line of told) narrator.say(line);
  narrator.say("");
  const news: News[] = [];
  let before = look(sandbox, iid);
  for (const { at, by, writes } of hours) {
    for await (const moment of sandbox.timeTo(momentAt(at))) tell(moment);
    if (by === undefined || writes === undefined) continue;
    sandbox.gitlab.as(by).comment(iid, writes);
    await sandbox.settled();
    tell(sandbox.clock.now());
  }
  return judged(news, before);

  function tell(now: number): void {
    const after = look(sandbox, iid);
    const fresh = newsSince(before, after, now);
    for (const one of fresh) narrator.news(one);
    news.push(...fresh);
    before = after;
  }
}

/** What the service said in the escalation's channel, each with its time. */
export function inChannel(news: readonly News[]): string[] {
  return dated(news.filter(({ place }) => place.startsWith("#esc_")));
}

/** The comments that the service wrote on the issue, with its reply to a command. */
export function onIssue(news: readonly News[]): News[] {
  return news.filter(({ place, by }) => place === "issue" && by === BOT);
}

export function labelled(news: readonly News[]): string[] {
  return dated(news.filter(({ place }) => place === "labels"));
}

/** `Tue 24 Nov 16:00 CET  Reminder: an internal update is owed` */
export function dated(news: readonly News[]): string[] {
  return news.map((one) => `${localTime(one.at)}  ${headline(one)}`);
}
