import { createHmac } from "node:crypto";
import type { Request, Response } from "express";
import { getIronSession, type SessionOptions } from "iron-session";
import { z } from "zod";

/** Somebody who signed in. Times in milliseconds. */
const Session = z.object({
  userId: z.number(),
  username: z.string(),
  signedInAt: z.number(),
  seenAt: z.number(),
});
export type Session = z.infer<typeof Session>;

/** What a sign-in under way has to come back with, and where it leads. */
const Attempt = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  begunAt: z.number(),
});
export type Attempt = z.infer<typeof Attempt>;

/** Whoever did nothing for so long signs in again, and everybody once a day. */
export const IDLE_MS = 8 * 60 * 60_000;
export const LONGEST_MS = 24 * 60 * 60_000;
/** How long somebody may take to sign in on GitLab. */
export const ATTEMPT_MS = 10 * 60_000;
/** A session is written again when it was last seen so long ago, not with every request. */
const SEEN_EVERY_MS = 5 * 60_000;
/** Several tabs may sign in at a time; cookies of more would fill the head of every request. */
const MOST_ATTEMPTS = 5;

export interface SessionsOptions {
  /** Whoever knows it could make sessions. A new one ends all that there are. */
  secret: string;
  /** People reach the service through TLS, so cookies can be bound to it. */
  isSecure: boolean;
  clock: () => number;
}

export interface Sessions {
  /** Whose request it is; undefined where nobody is signed in any more. Keeps the session alive. */
  read(request: Request, response: Response): Promise<Session | undefined>;
  /** Replaces whatever session the browser had. */
  begin(request: Request, response: Response, who: Pick<Session, "userId" | "username">): Promise<void>;
  end(request: Request, response: Response): Promise<void>;
  keepAttempt(request: Request, response: Response, attempt: Omit<Attempt, "begunAt">): Promise<void>;
  /** The attempt that a state belongs to, once: afterwards it is gone. */
  takeAttempt(request: Request, response: Response, state: string): Promise<Attempt | undefined>;
}

/**
 * Sessions and sign-ins under way, sealed (encrypted and signed) in cookies: nothing is kept here, so that any number of
 * replicas know them. The keys are made from the client's secret.
 */
export function sessionsIn({ secret, isSecure, clock }: SessionsOptions): Sessions {
  // `__Host-`: no other host of the same domain can set or read it.
  const name = `${isSecure ? "__Host-" : ""}escalations`;
  const session = options(name, LONGEST_MS);
  const attempt = (state: string) => options(`${name}-sign-in-${short(state)}`, ATTEMPT_MS);

  return {
    async read(request, response) {
      const kept = await getIronSession<Session>(request, response, session);
      const { data } = Session.safeParse({ ...kept });
      const now = clock();
      if (!data || now - data.signedInAt >= LONGEST_MS || now - data.seenAt >= IDLE_MS) return undefined;
      if (now - data.seenAt >= SEEN_EVERY_MS) {
        kept.seenAt = now;
        await kept.save();
      }
      return data;
    },

    async begin(request, response, { userId, username }) {
      const kept = await getIronSession<Session>(request, response, session);
      Object.assign(kept, { userId, username, signedInAt: clock(), seenAt: clock() } satisfies Session);
      await kept.save();
    },

    async end(request, response) {
      (await getIronSession<Session>(request, response, session)).destroy();
    },

    async keepAttempt(request, response, { state, nonce, verifier, returnTo }) {
      const others = attemptsIn(request);
      if (others.length >= MOST_ATTEMPTS)
        for (const other of others) response.clearCookie(other, { path: "/", secure: isSecure, httpOnly: true });
      const kept = await getIronSession<Attempt>(request, response, attempt(state));
      Object.assign(kept, { state, nonce, verifier, returnTo, begunAt: clock() } satisfies Attempt);
      await kept.save();
    },

    async takeAttempt(request, response, state) {
      const kept = await getIronSession<Attempt>(request, response, attempt(state));
      const { data } = Attempt.safeParse({ ...kept });
      kept.destroy();
      return data?.state === state && clock() - data.begunAt < ATTEMPT_MS ? data : undefined;
    },
  };

  function options(cookieName: string, lifeMs: number): SessionOptions {
    const password = createHmac("sha256", `gitlab-escalations: ${cookieName}`).update(secret).digest("base64url");
    const ttl = lifeMs / 1000;
    return {
      ...{ cookieName, password, ttl },
      cookieOptions: { httpOnly: true, secure: isSecure, sameSite: "lax", path: "/", maxAge: ttl },
    };
  }

  function attemptsIn({ headers }: Request): string[] {
    const names = (headers.cookie ?? "").split(";").map((one) => one.split("=", 1)[0]?.trim() ?? "");
    return names.filter((one) => one.startsWith(`${name}-sign-in-`));
  }
}

/** Enough to tell a browser's attempts apart, of what can stand in a cookie's name. */
function short(state: string): string {
  return state.replace(/[^\w-]/g, "").slice(0, 8);
}
