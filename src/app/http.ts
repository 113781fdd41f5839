import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type NextFunction, type Request, type Response, type Router } from "express";
import type { Log } from "../reconcile/log.ts";

/** Where the service listens could not be taken; the message says what to change. */
export class CannotListen extends Error {
  override name = "CannotListen";
}

/** Nothing here is a page, and nothing typed on an issue may become one. */
const HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/**
 * How long a sender may take: for the head of a request, and for all of it, in milliseconds. GitLab itself gives up after
 * ten seconds. Idle connections are kept longer than reverse proxies keep theirs (a minute): a delivery that meets its
 * connection just closing is lost.
 */
export const PATIENCE = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 2_000,
};
/** Further ones are dropped, so that files and the database can still be opened. */
const MOST_CONNECTIONS = 1_000;

/** The routers in their order, and JSON for what none of them knows or what fails. */
export function httpApp(routers: readonly Router[], log: Log, trustedProxies: readonly string[] = []): express.Express {
  const app = express();
  app.disable("x-powered-by");
  // Only what these say of where a request came from is believed.
  app.set("trust proxy", [...trustedProxies]);
  app.use((_request, response, next) => {
    response.set(HEADERS);
    next();
  });
  for (const router of routers) app.use(router);
  app.use((_request, response) => {
    response.status(404).json({ message: "there is nothing here" });
  });
  app.use((err: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(err);
    // An address that cannot be decoded.
    if (err instanceof URIError) {
      response.status(400).json({ message: "the address is malformed" });
      return;
    }
    log.error({ err }, "request failed");
    response.status(500).json({ message: "something went wrong here; it is in the log" });
  });
  return app;
}

/** Listens, on a free port where `port` is 0. Throws `CannotListen`. */
export async function listen(
  app: express.Express,
  { host, port }: { host: string; port: number },
  patience = PATIENCE,
): Promise<Server> {
  const server = createServer(patience, app);
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new CannotListen(`Cannot listen on ${host}:${port}: ${reason(cause)}`, { cause });
  }
  return server;
}

export function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return address;
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  switch (code) {
    case "EADDRINUSE":
      return "another process listens there. Stop it, or set PORT to another one.";
    case "EACCES":
      return "this user may not. Set PORT to one above 1023.";
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return "this machine has no such address. Set HOST to one of its own, or to 0.0.0.0 for all of them.";
    default:
      return `${code}. See to HOST and PORT.`;
  }
}
