import type { ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import express, { type NextFunction, type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { type OverviewLine, readOverviewLine } from "../../decide/overview-line.ts";
import { slug } from "../../decide/rules/channel-name.ts";
import { issueKey } from "../../issue-key.ts";
import { type Directory, findCustomer } from "../../policy/directory.ts";
import type { Policy } from "../../policy/policy.ts";
import { isRestricted } from "../../policy/restricted.ts";
import { foldName } from "../../policy/values.ts";
import { type Store, StoreUnavailable } from "../../store/store.ts";
import { accountPage } from "./account-page.ts";
import { changesStream } from "./changes.ts";
import { escalationPage } from "./escalation-page.ts";
import { notFoundPage } from "./layout.ts";
import { openLines } from "./open-lines.ts";
import { Filter } from "./overview/filter.ts";
import { overviewPage } from "./overview/page.ts";
import { select } from "./overview/select.ts";
import { securityHeaders } from "./security-headers.ts";
import { type Viewer, viewerOf } from "./viewer.ts";
import { type Words, wordsFor } from "./words.ts";

export interface PagesOptions {
  store: Pick<Store, "escalations">;
  configuration(): { policy: Policy; directory: Directory };
  /** Lets in who may see anything, and says who it is (`setViewer`); answers all others itself. */
  admit: RequestHandler;
  clock: () => number;
  log: { warn(fields: object, message: string): void };
}

const CLIENT = fileURLToPath(new URL("client", import.meta.url));
const Id = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);
const Address = z.object({ projectId: Id, iid: Id });
const PageNumber = z.coerce.number().int().min(1).catch(1);

/** The pages for people: overview, one escalation, one account. Rendered here, alive by one small script. */
export function pagesRouter({ store, configuration, admit, clock, log }: PagesOptions): Router {
  const { escalations } = store;
  const router = Router();
  const open = openLines(escalations, clock);
  const guarded = [...securityHeaders(), admit];

  router.use("/assets", ...securityHeaders(), express.static(CLIENT, { index: false, setHeaders: askAgain }));

  router.get("/", ...guarded, async (request, response) => {
    const { lines, version } = await open();
    const { viewer, words } = looking(request);
    const filter = Filter.parse(request.query);
    const seen = lines.filter((line) => sees(viewer, line));
    const selection = select(seen, filter, { username: viewer.username, reader: words });
    const leftOut = viewer.remark === undefined ? 0 : lines.length - seen.length;
    send(response, overviewPage({ selection, filter, viewer, words, version, leftOut }));
  });

  router.get("/escalations/:projectId/:iid", ...guarded, async (request, response) => {
    const { viewer, words } = looking(request);
    const address = Address.safeParse(request.params);
    const key = address.success ? issueKey(address.data) : undefined;
    const kept = key && (await escalations.line(key));
    const line = kept && readOverviewLine(kept.summary);
    if (!key || !kept || !line || !sees(viewer, line)) return unknown(response, viewer, "There is no such escalation.");
    const [timeline, version] = await Promise.all([escalations.timeline(key), changes()]);
    send(
      response,
      escalationPage({
        ...{ line, open: kept.open, timeline, viewer, words, version },
        page: PageNumber.parse(request.query["page"]),
        required: configuration().policy.closing.require,
      }),
    );
  });

  router.get("/accounts/:customer", ...guarded, async (request, response) => {
    const { viewer, words } = looking(request);
    const typed = z.string().max(500).catch("").parse(request.params["customer"]);
    const { directory } = configuration();
    const customer = findCustomer(directory, typed) ?? directory.customers.find(({ name }) => slug(name) === typed);
    const name = customer?.name ?? typed;
    const [kept, version] = await Promise.all([escalations.everyOf(foldName(name)), changes()]);
    const seen = kept.flatMap(({ summary, open, changedAt }) => {
      const line = readOverviewLine(summary);
      return line && sees(viewer, line) ? [{ line, open, changedAt }] : [];
    });
    if (seen.length === 0) return unknown(response, viewer, "No escalation of such an account is known.");
    send(
      response,
      accountPage({
        name: customer?.name ?? seen[0]?.line.customer ?? name,
        ...{ escalations: seen, customer, viewer, words, version },
      }),
    );
  });

  router.get("/changes", ...guarded, changesStream({ version: changes, log }));

  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent || !(error instanceof StoreUnavailable)) return next(error);
    log.warn({ reason: error.message }, "page could not be shown");
    const message = "What is known of escalations cannot be read just now. Load the page again in a moment.\n";
    response.status(503).set("retry-after", "5").type("text/plain").send(message);
  });
  return router;

  function looking(request: Request): { viewer: Viewer; words: Words } {
    const viewer = viewerOf(request);
    const words = wordsFor(viewer, configuration(), clock());
    const name = viewer.name ?? (viewer.username && words.nameOf(viewer.username));
    return { viewer: { ...viewer, ...(name !== undefined && { name }) }, words };
  }

  function sees(viewer: Viewer, line: OverviewLine): boolean {
    return viewer.sees({ ...line, restricted: isRestricted(line, configuration().directory) });
  }

  async function changes(): Promise<string> {
    return String((await escalations.changedAt()) ?? 0);
  }
}

/** Kept by browsers, and asked for again each time whether it is still the same. */
function askAgain(response: ServerResponse): void {
  response.setHeader("cache-control", "no-cache");
}

function send(response: Response, page: string): void {
  response.type("html").send(page);
}

function unknown(response: Response, viewer: Viewer, what: string): void {
  response.status(404);
  send(response, notFoundPage(viewer, what));
}
