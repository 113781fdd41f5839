import type { Router } from "express";
import { type Actor, createActor } from "./actor.ts";
import { makeChannel } from "./channels.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createRateLimiter, type RateLimiter, type RateLimitSetting } from "./rate-limits.ts";
import { createRequestLog, type RequestLog } from "./request-log.ts";
import { createRouter } from "./router.ts";
import { takeSnapshot, type WorkspaceSnapshot } from "./snapshot.ts";
import type { User } from "./types.ts";
import { addUser, findUser, type NewUser } from "./users.ts";
import { createWorkspace } from "./workspace.ts";

export interface SandboxSlackOptions {
  /** The time, in milliseconds since the epoch. */
  clock: () => number;
  /** Left out: "off". */
  limits?: RateLimitSetting;
  teamName?: string;
  /** Where people would read the workspace; permalinks start with it. */
  url?: string;
  /** The scopes the bot's token was granted. Left out: all it can use. */
  scopes?: readonly string[];
}

export interface SandboxChannel {
  name: string;
  isPrivate?: boolean;
  /** The workspace's #general, which cannot be archived or left. */
  isGeneral?: boolean;
  /** A user's id; also a member. Left out: somebody long gone. */
  creator?: string;
  members?: readonly string[];
  archived?: boolean;
}

/** A Slack workspace in memory, with one app installed in it. */
export interface SandboxSlack {
  botToken: string;
  botUserId: string;
  /** The Web API, at `/api/<method>` below wherever it is mounted. */
  router(): Router;
  /** Answers the id. */
  addUser(user: NewUser): string;
  /** Answers the id. Whoever is a member at the start joined silently. */
  addChannel(channel: SandboxChannel): string;
  /** A token with which calls come from that person instead of the bot. */
  userToken(userId: string): string;
  /** What that person does by hand. Fails with `user_not_found`. */
  as(userId: string): Actor;
  state(): WorkspaceSnapshot;
  requests: RequestLog;
  faults: Faults;
  limits: RateLimiter;
  /**
   * For how many milliseconds a channel's name counts as free after it was given, so that two creations close together
   * both succeed, as they can in Slack. At the start 0: never.
   */
  raceNames(ms: number): void;
}

const allScopes = [
  "chat:write",
  ...["manage", "read", "join", "history"].map((part) => `channels:${part}`),
  ...["write", "read", "history"].map((part) => `groups:${part}`),
  ...["write", "history"].map((part) => `im:${part}`),
  ...[
    "pins:write",
    "pins:read",
    "bookmarks:write",
    "bookmarks:read",
    "reactions:write",
    "users:read",
    "users:read.email",
  ],
];

export function createSandboxSlack(options: SandboxSlackOptions): SandboxSlack {
  const { clock, limits = "off", teamName = "Sandbox", scopes = allScopes } = options;
  const url = (options.url ?? "https://sandbox-slack.example.test/").replace(/\/?$/, "/");
  const workspace = createWorkspace({ clock, teamName, url });
  const bot = addUser(workspace, { name: "escalation-bot", realName: "Escalation Bot", isBot: true });
  const botToken = "xoxb-sandbox-bot";
  const tokens = new Map<string, User>([[botToken, bot]]);
  const limiter = createRateLimiter(clock, limits);
  const faults = createFaults();
  const requests = createRequestLog();

  return {
    botToken,
    botUserId: bot.id,
    requests,
    faults,
    limits: limiter,
    router: () => createRouter({ api: { workspace, limiter, tokens, scopes }, faults, requests }),
    addUser: (user) => addUser(workspace, user).id,
    addChannel({ name, isPrivate = false, isGeneral = false, creator, members = [], archived = false }) {
      const channel = makeChannel(workspace, creator ?? "U000000GONE", { name, isPrivate, isGeneral });
      channel.members = [...new Set(creator === undefined ? members : [creator, ...members])];
      channel.isArchived = archived;
      return channel.id;
    },
    userToken(userId) {
      const token = `xoxp-sandbox-${userId}`;
      tokens.set(token, findUser(workspace, userId));
      return token;
    },
    as: (userId) => createActor(workspace, findUser(workspace, userId)),
    state: () => takeSnapshot(workspace),
    raceNames(ms) {
      workspace.nameRaceMs = ms;
    },
  };
}
