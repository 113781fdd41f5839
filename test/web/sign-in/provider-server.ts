import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import express from "express";
import { type Context, Provider } from "oidc-provider";

/** Somebody with an account at the provider. */
export interface Account {
  /** What they are called there for good: GitLab's number. */
  sub: string;
  username: string;
}

/** An OpenID Connect provider that others wrote, in GitLab's place. */
export interface ProviderServer {
  issuer: string;
  /** Answers every request with this status, as an instance that is down; undefined: as ever. */
  fail: number | undefined;
  /** Once it is known where the service listens. */
  register(client: { id: string; secret: string; redirectUri: string }): void;
  close(): Promise<void>;
}

/** Where the page with its buttons leads; the pages of the provider itself stand elsewhere. */
const INTERACTION = "/interaction/";

export async function startProvider(accounts: readonly Account[]): Promise<ProviderServer> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end();
  const server = createServer((request, response) => {
    if (provider.fail === undefined) return handle(request, response);
    response.writeHead(provider.fail, { "content-type": "text/plain" }).end("away");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the provider does not listen on a port");
  const issuer = `http://127.0.0.1:${address.port}`;

  const provider: ProviderServer = {
    issuer,
    fail: undefined,
    register(client) {
      handle = handler(issuer, accounts, client);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return provider;
}

function handler(
  issuer: string,
  accounts: readonly Account[],
  client: { id: string; secret: string; redirectUri: string },
) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirectUri],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "of-the-test" }] },
    cookies: { keys: ["of the test"] },
    claims: { openid: ["sub"], profile: ["name", "nickname", "preferred_username"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: Context, { uid }: { uid: string }) => `${INTERACTION}${uid}` },
    findAccount: (_context: Context, id: string) => accountOf(accounts, id),
    loadExistingGrant: grantEverything,
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  });
  const app = express();
  app.get(`${INTERACTION}:uid`, (_request, response) => {
    response.send(choice(accounts));
  });
  app.post(`${INTERACTION}:uid`, express.urlencoded({ extended: false }), async (request, response) => {
    const { as } = request.body;
    const result = as === "" ? { error: "access_denied" } : { login: { accountId: as } };
    await provider.interactionFinished(request, response, result);
  });
  app.use(provider.callback());
  return app;
}

function choice(accounts: readonly Account[]): string {
  const buttons = accounts.map(({ sub, username }) => `<button name="as" value="${sub}">${username}</button>`);
  return `<!doctype html><title>Provider</title><link rel="icon" href="data:,"><form method="post">${buttons.join("")}<button name="as" value="">Cancel</button></form>`;
}

function accountOf(accounts: readonly Account[], id: string) {
  const account = accounts.find(({ sub }) => sub === id);
  if (!account) return undefined;
  const { sub, username } = account;
  return { accountId: sub, claims: () => ({ sub, nickname: username, preferred_username: username, name: username }) };
}

async function grantEverything({ oidc: { client, session, provider } }: Context) {
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid profile");
  await grant.save();
  return grant;
}
