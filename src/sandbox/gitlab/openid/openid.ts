import { createHash, randomBytes } from "node:crypto";
import express, { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { User } from "../model.ts";
import { userById, userNamed, type World } from "../world.ts";
import { choosePage } from "./choose-page.ts";
import { createTokenSigner } from "./id-token.ts";

/** An OAuth application as one registers it under "Applications", with the scopes openid and profile. */
export interface Application {
  name: string;
  clientId: string;
  clientSecret: string;
  /** Where it may have people sent back to; may become known later. */
  redirectUri: string;
}

export interface OpenId {
  addApplication(name: string): Application;
  /** The next sign-in is this person's and asks nothing. */
  isSignedIn(username: string): void;
  router(): Router;
}

const CODE_LIVES_MS = 10 * 60_000;
const TOKEN_LIVES_S = 7_200;

const AuthorizationRequest = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  response_type: z.literal("code"),
  scope: z.string().regex(/\bopenid\b/),
  state: z.string().optional(),
  nonce: z.string().optional(),
  code_challenge: z.string(),
  code_challenge_method: z.literal("S256"),
  /** Of the sandbox alone: who was chosen; empty where they cancelled. */
  as: z.string().optional(),
});
type AuthorizationRequest = z.infer<typeof AuthorizationRequest>;

const TokenRequest = z.object({
  grant_type: z.literal("authorization_code"),
  code: z.string(),
  redirect_uri: z.string(),
  code_verifier: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
});

/** GitLab as an OpenID Connect provider, as far as signing in with a code goes ("GitLab as OpenID Connect identity provider"). */
export function createOpenId(world: World): OpenId {
  const applications: Application[] = [];
  const codes = new Map<string, { asked: AuthorizationRequest; userId: number; at: number }>();
  const tokens = new Map<string, number>();
  let signedIn: string | undefined;
  const signer = createTokenSigner();
  const { baseUrl, clock } = world;

  return {
    addApplication(name) {
      const application: Application = {
        ...{ name, redirectUri: "" },
        clientId: randomBytes(32).toString("hex"),
        clientSecret: `gloas-${randomBytes(32).toString("hex")}`,
      };
      applications.push(application);
      return application;
    },
    isSignedIn(username) {
      signedIn = username;
    },
    router() {
      const router = Router();
      router.get("/.well-known/openid-configuration", (_request, response) => response.json(metadata(baseUrl)));
      router.get("/oauth/discovery/keys", (_request, response) => response.json(signer.keys()));
      router.get("/oauth/authorize", authorize);
      router.post("/oauth/token", express.urlencoded({ extended: false }), token);
      router.get("/oauth/userinfo", userInfo);
      return router;
    },
  };

  function authorize(request: Request, response: Response): void {
    const { data: asked } = AuthorizationRequest.safeParse(request.query);
    const application = applications.find(({ clientId }) => clientId === asked?.client_id);
    if (!asked || !application || application.redirectUri !== asked.redirect_uri) {
      response.status(400).send("The redirect URI, the client or the request is not valid.\n");
      return;
    }
    const back = new URL(asked.redirect_uri);
    if (asked.state !== undefined) back.searchParams.set("state", asked.state);
    const as = asked.as ?? signedIn;
    signedIn = undefined;
    const user = as === undefined ? undefined : userNamed(world, as);
    if (user) back.searchParams.set("code", newCode(asked, user));
    else if (as === "") back.searchParams.set("error", "access_denied");
    else {
      const people = world.users.filter(({ bot }) => !bot);
      response.send(choosePage(people, application.name, new URL(`${baseUrl}${request.url}`)));
      return;
    }
    response.redirect(back.href);
  }

  function newCode(asked: AuthorizationRequest, { id }: User): string {
    const code = randomBytes(32).toString("hex");
    codes.set(code, { asked, userId: id, at: clock() });
    return code;
  }

  function token(request: Request, response: Response): void {
    const { data: given } = TokenRequest.safeParse(request.body);
    const application = applications.find(
      ({ clientId, clientSecret }) => clientId === given?.client_id && clientSecret === given.client_secret,
    );
    if (!given || !application) {
      response.status(401).json({ error: "invalid_client", error_description: "Client authentication failed." });
      return;
    }
    const code = codes.get(given.code);
    codes.delete(given.code);
    const challenge = createHash("sha256").update(given.code_verifier).digest("base64url");
    const isValid =
      code?.asked.client_id === application.clientId &&
      code.asked.redirect_uri === given.redirect_uri &&
      code.asked.code_challenge === challenge &&
      clock() - code.at < CODE_LIVES_MS;
    if (!isValid) {
      response.status(400).json({ error: "invalid_grant", error_description: "The authorization grant is invalid." });
      return;
    }
    const { asked, userId } = code;
    const accessToken = randomBytes(32).toString("hex");
    tokens.set(accessToken, userId);
    // Whoever checks it goes by the machine's clock, which the sandbox's may be ahead of.
    const at = Math.floor((performance.timeOrigin + performance.now()) / 1000);
    const { client_id: aud, nonce } = asked;
    const idToken = signer.sign({ iss: baseUrl, sub: `${userId}`, aud, nonce, iat: at, exp: at + 120, auth_time: at });
    response.json({
      ...{ access_token: accessToken, token_type: "Bearer", expires_in: TOKEN_LIVES_S, scope: asked.scope },
      id_token: idToken,
    });
  }

  function userInfo(request: Request, response: Response): void {
    const userId = tokens.get(/^Bearer (\S+)$/i.exec(request.get("authorization") ?? "")?.[1] ?? "");
    if (userId === undefined) {
      response.status(401).set("www-authenticate", 'Bearer error="invalid_token"').json({ error: "invalid_token" });
      return;
    }
    const { name, username } = userById(world, userId);
    response.json({ sub: `${userId}`, name, nickname: username, preferred_username: username });
  }
}

function metadata(baseUrl: string) {
  return {
    issuer: baseUrl,
    authorization_endpoint: `${baseUrl}/oauth/authorize`,
    token_endpoint: `${baseUrl}/oauth/token`,
    userinfo_endpoint: `${baseUrl}/oauth/userinfo`,
    jwks_uri: `${baseUrl}/oauth/discovery/keys`,
    scopes_supported: ["openid", "profile"],
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_post"],
    code_challenge_methods_supported: ["S256"],
  };
}
