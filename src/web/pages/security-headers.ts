import type { RequestHandler } from "express";
import helmet from "helmet";

/** Scripts and styles are files of this service; nothing else is loaded, sent or framed, and nothing is kept. */
export function securityHeaders(): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          "default-src": ["'self'"],
          "img-src": ["'self'", "data:"],
          "object-src": ["'none'"],
          "base-uri": ["'none'"],
          "form-action": ["'self'"],
          "frame-ancestors": ["'none'"],
        },
      },
      // Without any, browsers would not say of a form that it comes from here, and signing out would be refused.
      referrerPolicy: { policy: "same-origin" },
      xFrameOptions: { action: "deny" },
      // The host's other names are not ours to speak for.
      strictTransportSecurity: { includeSubDomains: false },
    }),
    (_request, response, next) => {
      response.set("cache-control", "no-store");
      next();
    },
  ];
}
