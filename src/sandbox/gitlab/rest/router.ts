import express, { type NextFunction, type Request, type Response, type Router } from "express";
import type { Fault, Faults } from "../faults.ts";
import { GitLabError, notFound, unauthorized } from "../gitlab-error.ts";
import type { User } from "../model.ts";
import type { RequestLog } from "../requests.ts";
import type { World } from "../world.ts";
import type { Reply, Route } from "./route.ts";

const apiPrefix = "/api/v4";
const largestBody = "30mb";

/** The REST API as an Express router, to be mounted where `baseUrl` points to. Order: faults, log, token, body, route. */
export function restRouter(world: World, routes: readonly Route[], faults: Faults, log: RequestLog): Router {
  const api = express.Router();
  api.use((request, response, next) => {
    observe(world, log, request, response);
    meetFaults(faults, request, response, next);
  });
  api.use(express.json({ limit: largestBody }), express.urlencoded({ extended: true, limit: largestBody }));
  for (const route of routes) {
    api[route.method](route.path, async (request, response) => {
      const user = authenticated(world, request);
      const url = new URL(`${world.baseUrl}${apiPrefix}${request.url}`);
      const input = { ...queryInput(url.searchParams), ...bodyInput(request.body) };
      send(response, await route.handle({ user, path: pathOf(request), input, url }));
    });
  }
  api.use((request) => {
    authenticated(world, request);
    throw notFound();
  });
  api.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error);
    else send(response, errorReply(error));
  });

  const router = express.Router();
  router.use(apiPrefix, api);
  return router;
}

function authenticated(world: World, request: Request): User {
  const user = userOfToken(world, request);
  if (!user) throw unauthorized();
  return user;
}

function userOfToken(world: World, request: Request): User | undefined {
  const token = request.get("private-token") ?? request.get("authorization")?.replace(/^Bearer /i, "") ?? "";
  const userId = world.tokens.get(token);
  return world.users.find(({ id }) => id === userId);
}

function observe(world: World, log: RequestLog, request: Request, response: Response): void {
  const [path = "", query = ""] = request.url.split("?");
  const entry = log.add({
    method: request.method,
    path,
    query,
    user: userOfToken(world, request)?.username,
    at: world.clock(),
    status: undefined,
  });
  response.on("finish", () => {
    entry.status = response.statusCode;
  });
}

function meetFaults(faults: Faults, request: Request, response: Response, next: NextFunction): void {
  const met = faults.take(request.method, request.url.split("?")[0] ?? "");
  const go = () => {
    if (!met) next();
    else if (met.afterWrite) replaceAnswer(faults, met.fault, request, response, next);
    else strike(faults, met.fault, request, response);
  };
  if (faults.latency > 0) setTimeout(go, faults.latency);
  else go();
}

function strike(faults: Faults, fault: Fault, request: Request, response: Response): void {
  if (fault.kind === "drop") request.socket.destroy();
  else if (fault.kind === "hang") faults.onClear(() => request.socket.destroy());
  else send(response, { status: fault.status, body: fault.body, ...(fault.headers ? { headers: fault.headers } : {}) });
}

/** Lets the route do its work and strikes at the moment when its answer would go out. */
function replaceAnswer(faults: Faults, fault: Fault, request: Request, response: Response, next: NextFunction): void {
  const json = response.json.bind(response);
  const end = response.end.bind(response);
  const restored = () => {
    Object.assign(response, { json, end });
    strike(faults, fault, request, response);
    return response;
  };
  Object.assign(response, { json: restored, end: restored });
  next();
}

function send(response: Response, { status, body, headers }: Reply): void {
  response.status(status).set(headers ?? {});
  if (body === undefined) response.end();
  else if (typeof body === "string") response.send(body);
  else response.json(body);
}

function errorReply(error: unknown): Reply {
  if (error instanceof GitLabError) return { status: error.status, body: error.body };
  if (error instanceof SyntaxError) return { status: 400, body: { message: "400 Bad request" } };
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, body: { message: "500 Internal Server Error", detail } };
}

function pathOf(request: Request): Record<string, string> {
  return Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)]));
}

/** `iids[]=1&iids[]=2` is a list, anything else its last value. */
function queryInput(query: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) =>
      name.endsWith("[]") ? [name.slice(0, -2), query.getAll(name)] : [name, query.getAll(name).at(-1)],
    ),
  );
}

function bodyInput(body: unknown): object {
  return typeof body === "object" && body !== null && !Array.isArray(body) ? body : {};
}
