import type { NextFunction, Request, Response } from "express";

/**
 * Lets nobody but this page drive the sandbox. A page of another site is told by what the browser says of where the
 * request came from; a name that was made to point to this machine, by the Host.
 */
export function guard(request: Request, response: Response, next: NextFunction): void {
  const refusal = refusalOf(request);
  if (refusal === undefined) next();
  else response.status(403).json({ message: refusal });
}

function refusalOf(request: Request): string | undefined {
  const host = request.get("host") ?? "";
  if (!/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host)) {
    return "The sandbox answers under 127.0.0.1 and localhost only.";
  }
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const site = request.get("sec-fetch-site");
  const origin = request.get("origin");
  const ownOrigin = origin === undefined || origin === `http://${host}`;
  if ((site !== undefined && site !== "same-origin") || !ownOrigin) return "Another web page may not use the sandbox.";
  if (!request.is("application/json")) return "The sandbox takes JSON only.";
  return undefined;
}

/** Scripts and styles come from this server alone, and nothing is sent anywhere else. */
export function securityHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    "content-security-policy":
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  });
  next();
}
