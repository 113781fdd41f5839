import { createHash } from "node:crypto";
import type { Request, Response } from "express";
import type { Embedded } from "../embedded.ts";
import type { TroubleSwitches } from "./trouble.ts";
import { deliveryLines } from "./view.ts";

const LOOK_EVERY_MS = 150;
const ALIVE_EVERY_MS = 15_000;

/**
 * Tells every open page that something changed, as server-sent events; what it is, the page fetches. Nobody looks while
 * no page is open.
 */
export function changesStream(
  embedded: Embedded,
  trouble: TroubleSwitches,
): (request: Request, response: Response) => void {
  const pages = new Set<Response>();
  let seen = "";
  let timer: NodeJS.Timeout | undefined;
  let saidAt = 0;

  function look(): void {
    const now = fingerprint(embedded, trouble);
    const quiet = performance.now() - saidAt < ALIVE_EVERY_MS;
    if (now === seen && quiet) return;
    const line = now === seen ? ": still here\n\n" : `data: ${now}\n\n`;
    seen = now;
    saidAt = performance.now();
    for (const page of pages) page.write(line);
  }

  return (request, response) => {
    response.status(200).set("content-type", "text/event-stream");
    response.write(`retry: 1000\ndata: ${fingerprint(embedded, trouble)}\n\n`);
    pages.add(response);
    timer ??= setInterval(look, LOOK_EVERY_MS).unref();
    request.on("close", () => {
      pages.delete(response);
      if (pages.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    });
  };
}

/** The same as long as nothing changed that a page shows. */
function fingerprint(embedded: Embedded, trouble: TroubleSwitches): string {
  const shown = [embedded.gitlab.state().projects, deliveryLines(embedded), embedded.slack.state(), trouble.state()];
  return createHash("sha256").update(JSON.stringify(shown)).digest("base64url");
}
