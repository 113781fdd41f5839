import { fileURLToPath } from "node:url";
import express, { type NextFunction, type Request, type Response, type Router } from "express";
import { z } from "zod";
import type { Embedded } from "../embedded.ts";
import { EXAMPLES } from "../examples.ts";
import { fillTemplate } from "../fill-template.ts";
import { GitLabError } from "../gitlab/gitlab-error.ts";
import { ApiError } from "../slack/api-error.ts";
import { ACTIONS, Refused } from "./actions.ts";
import { changesStream } from "./changes.ts";
import { guard, securityHeaders } from "./guard.ts";
import { shell } from "./shell.ts";
import { createTrouble } from "./trouble.ts";
import { pageView } from "./view.ts";

const CLIENT = fileURLToPath(new URL("client", import.meta.url));
const LARGEST = "3mb";

const Viewpoint = z.object({
  as: z.string().default("cathy"),
  issue: z.coerce.number().int().optional().catch(undefined),
  channel: z.string().optional().catch(undefined),
});

/** The page at `/sandbox`, and what it talks to. */
export function pageRouter(embedded: Embedded): Router {
  const trouble = createTrouble(embedded);
  const router = express.Router();
  const page = express.Router();
  router.use("/sandbox", securityHeaders, guard, page);

  page.get("/", (_request, response) => void response.type("html").send(shell()));
  page.get("/overview", (request, response) => {
    const overview = embedded.overviewFor(Viewpoint.parse(request.query).as);
    if (overview === undefined) response.status(404).type("text/plain").send("The service has not started yet.\n");
    else response.redirect(overview);
  });
  page.use(express.static(CLIENT, { index: false, cacheControl: false }));

  page.get("/api/view", (request, response) => {
    const { as, issue, channel } = Viewpoint.parse(request.query);
    response.json(pageView(embedded, trouble, { as, iid: issue, channelId: channel }));
  });
  page.get("/api/changes", changesStream(embedded, trouble));
  page.get("/api/forms", (_request, response) => {
    const template = templateOf(embedded);
    response.json({
      template,
      examples: EXAMPLES.map(({ name, label, title, answers }) => ({
        name,
        label,
        title,
        description: fillTemplate(template, answers),
      })),
    });
  });

  page.use("/api", express.json({ limit: LARGEST }), unreadable);
  for (const [name, act] of Object.entries(ACTIONS)) {
    page.post(`/api/${name}`, async (request, response) => {
      try {
        response.json(await act(embedded, request.body, trouble));
      } catch (error) {
        answerRefusal(response, error);
      }
    });
  }

  // Links of the service and of notes lead to GitLab and Slack; here both are this page.
  router.get(`/gitlab/${embedded.projectPath}/-/issues/:iid`, toPage("issue", "iid"));
  router.get("/slack/archives/:channel{/:message}", toPage("channel", "channel"));
  router.get("/", (_request, response) => response.redirect("/sandbox"));
  return router;
}

function toPage(name: string, parameter: string): (request: Request, response: Response) => void {
  return (request, response) => {
    response.redirect(`/sandbox#${name}=${encodeURIComponent(String(request.params[parameter]))}`);
  };
}

/** A body that is too long or no JSON: express says which, with the status for it. */
function unreadable(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  const said = z.object({ status: z.int().min(400).max(499), message: z.string() }).safeParse(error);
  if (said.success)
    response.status(said.data.status).json({ message: `The sandbox cannot read that: ${said.data.message}.` });
  else next(error);
}

function templateOf({ gitlab, projectId }: Embedded): string {
  const files = gitlab.state().projects.find(({ id }) => id === projectId)?.files ?? [];
  const template = files.find(({ path }) => path.startsWith(".gitlab/issue_templates/"));
  if (!template) throw new Error("The sandbox's GitLab project has no issue template.");
  return template.content;
}

/** What a person did wrong, in the words of whoever refused it. */
function answerRefusal(response: Response, error: unknown): void {
  if (error instanceof GitLabError) {
    const { message, error: parameter } = error.body;
    response.status(error.status).json({ message: `GitLab refuses: ${wording(message ?? parameter)}` });
  } else if (error instanceof ApiError) response.status(409).json({ message: `Slack refuses: ${error.code}` });
  else if (error instanceof Refused) response.status(409).json({ message: error.message });
  else if (error instanceof z.ZodError) response.status(400).json({ message: z.prettifyError(error) });
  else throw error;
}

/** GitLab says what is wrong as a sentence, or by field: `{ title: ["can't be blank"] }`. */
function wording(message: unknown): string {
  const ByField = z.record(z.string(), z.array(z.string()));
  const fields = ByField.safeParse(message);
  if (!fields.success) return String(message);
  return Object.entries(fields.data)
    .map(([field, problems]) => `${field} ${problems.join(", ")}`)
    .join("; ");
}
