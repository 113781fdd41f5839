import * as oidc from "openid-client";
import { z } from "zod";
import { classed } from "./refusal.ts";
import type { Attempt } from "./sessions.ts";

/** Who somebody is on GitLab, by GitLab's word. */
export interface Identity {
  userId: number;
  username: string;
}

export interface ProviderOptions {
  /** The instance's name for itself, from which the rest is discovered. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  clock: () => number;
  /** How long GitLab may take for one answer (ms). */
  timeoutMs: number;
}

/** GitLab as an OpenID Connect provider. Both throw `SignInRefused`. */
export interface Provider {
  /** Begins a sign-in that comes back to `redirectUri`: where to send the browser, and what it has to come back with. */
  begin(redirectUri: string): Promise<{ url: string } & Pick<Attempt, "state" | "nonce" | "verifier">>;
  /** Who came back. `address` is the redirect URI with all that GitLab added to it. */
  finish(address: URL, attempt: Attempt): Promise<Identity>;
}

/** `profile` is for the username; nothing else is asked for, so the token opens nothing. */
const SCOPE = "openid profile";
/** An instance that moved its addresses is found again after this. */
const DISCOVERED_EVERY_MS = 60 * 60_000;

/** GitLab's id of a user; other instances' names for people are none ("GitLab as OpenID Connect identity provider"). */
const Subject = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);
/** Older versions have the username in `nickname` alone, and none but the newest have it in the ID token. */
const UserInfo = z
  .object({ preferred_username: z.string().optional(), nickname: z.string().optional() })
  .transform(({ preferred_username, nickname }) => preferred_username ?? nickname)
  .pipe(z.string().min(1));

/** Authorization code flow with PKCE, state and nonce. */
export function gitlabProvider({ issuer, clientId, clientSecret, clock, timeoutMs }: ProviderOptions): Provider {
  let discovered: { at: number; configuration: Promise<oidc.Configuration> } | undefined;

  return {
    async begin(redirectUri) {
      const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
      const parameters = {
        redirect_uri: redirectUri,
        scope: SCOPE,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        ...{ state, nonce },
      };
      const url = await classed(async () => oidc.buildAuthorizationUrl(await configured(), parameters));
      return { url: url.href, state, nonce, verifier };
    },

    finish(address, { state, nonce, verifier }) {
      return classed(async () => {
        const configuration = await configured();
        const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
        const tokens = await oidc.authorizationCodeGrant(configuration, address, checks);
        const subject = tokens.claims()?.sub ?? "";
        const userInfo = await oidc.fetchUserInfo(configuration, tokens.access_token, subject);
        return { userId: Subject.parse(subject), username: UserInfo.parse(userInfo) };
      });
    },
  };

  function configured(): Promise<oidc.Configuration> {
    if (discovered && clock() - discovered.at < DISCOVERED_EVERY_MS) return discovered.configuration;
    const url = new URL(issuer);
    const configuration = oidc.discovery(url, clientId, clientSecret, undefined, {
      timeout: timeoutMs / 1000,
      // The settings let http:// through for this machine alone.
      ...(url.protocol === "http:" && { execute: [oidc.allowInsecureRequests] }),
    });
    const found = { at: clock(), configuration };
    discovered = found;
    configuration.catch(() => {
      if (discovered === found) discovered = undefined;
    });
    return configuration;
  }
}
