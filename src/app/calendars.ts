import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { Memory } from "../escalation/memory.ts";
import { type IssueKey, issueKey } from "../issue-key.ts";
import type { Store } from "../store/store.ts";
import type { CalendarFeed } from "../web/calendar.ts";

const FACT = "calendar-secret";
const Shown = z.object({ title: z.string(), web_url: z.string() });

export interface Calendars {
  /** Names an escalation's calendar so that nobody can guess it. */
  token(key: IssueKey): string;
  /** The calendar that a token names; undefined for any other text, and where no standups were ever set up. */
  find(token: string): Promise<CalendarFeed | undefined>;
}

/** Tokens are the issue's key with a signature by a secret of the store's, so that nothing but the secret is kept. */
export async function calendars(store: Store, now: number): Promise<Calendars> {
  const secret = await theSecret(store, now);
  return { token, find };

  function token(key: IssueKey): string {
    return `${key.replace("#", "-")}-${createHmac("sha256", secret).update(key).digest("base64url")}`;
  }

  async function find(given: string): Promise<CalendarFeed | undefined> {
    const [, projectId, iid] = /^(\d{1,15})-(\d{1,15})-[\w-]{43}$/.exec(given) ?? [];
    if (projectId === undefined || iid === undefined) return undefined;
    const key = issueKey({ projectId: Number(projectId), iid: Number(iid) });
    const wanted = Buffer.from(token(key));
    const bytes = Buffer.from(given);
    if (bytes.length !== wanted.length || !timingSafeEqual(bytes, wanted)) return undefined;
    return feedOf(key, store);
  }
}

async function feedOf(key: IssueKey, store: Store): Promise<CalendarFeed | undefined> {
  const [remembered, all] = await Promise.all([store.escalations.load(key), store.escalations.list({})]);
  const known = all.find((escalation) => escalation.key === key);
  if (!remembered || !known) return undefined;
  const { standup } = Memory.parse(JSON.parse(remembered.memory));
  if (!standup) return undefined;
  const { title, web_url } = Shown.parse(JSON.parse(known.summary));
  const isRunning = known.open && !standup.isStopped;
  return {
    name: `Standup: ${title}`,
    uid: `standup-${key.replace("#", "-")}@gitlab-escalations`,
    sequence: standup.sequence + (known.open ? 0 : 1),
    series: isRunning ? { days: standup.days, time: standup.time, timeZone: standup.timeZone } : undefined,
    startsAt: standup.setAt,
    changedAt: standup.setAt,
    description: `Standup of the escalation ${title}`,
    url: web_url,
    ...(standup.link !== null && { link: standup.link }),
  };
}

async function theSecret(store: Store, now: number): Promise<string> {
  const kept = z.string().safeParse(JSON.parse((await store.facts.get(FACT)) ?? "null")).data;
  if (kept !== undefined) return kept;
  await store.facts.set(FACT, JSON.stringify(randomBytes(32).toString("base64url")), now);
  // Another replica may have kept its own at the same time: the one that stands counts.
  return z.string().parse(JSON.parse((await store.facts.get(FACT)) ?? "null"));
}
