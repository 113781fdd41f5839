import { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { failedAttempts } from "../../failed-attempts.ts";
import type { Directory } from "../../policy/directory.ts";
import { setViewer, type Viewer } from "../pages/viewer.ts";
import { mayRead } from "./may-read.ts";
import { type Member, type MembersOptions, membersOf } from "./members.ts";
import { NOTICES, type NoticeName } from "./notices.ts";
import { HEADERS, type Notice, noticePage, STYLE } from "./pages.ts";
import { gitlabProvider } from "./provider.ts";
import { type Reason, SignInRefused } from "./refusal.ts";
import { returnPath } from "./return-path.ts";
import { isFromHere } from "./same-origin.ts";
import { type Session, sessionsIn } from "./sessions.ts";

export interface SignInOptions extends MembersOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** How people reach the service, without a slash at the end; asked anew each time. */
  publicUrl(): string;
  /** They reach it through TLS. */
  isSecure: boolean;
  directory(): Directory;
  /** How long GitLab may take for one answer (ms). */
  timeoutMs: number;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

export interface SignIn {
  /** `/sign-in`, its way to GitLab and back, and `/sign-out`. */
  routes: Router;
  /** Lets in members of the project who signed in, and says who it is (`setViewer`); answers all others itself. */
  admit: RequestHandler;
}

/** What somebody gets who tries codes; GitLab is asked about each. */
const GUESSED: readonly Reason[] = ["stale", "doubtful"];

const Callback = z.object({ state: z.string().min(1).max(200) });

/** Signing in with GitLab (OpenID Connect), and what each may see. */
export function signIn(options: SignInOptions): SignIn {
  const { issuer, clientId, clientSecret, publicUrl, isSecure, directory, clock, timeoutMs, log } = options;
  const provider = gitlabProvider({ issuer, clientId, clientSecret, clock, timeoutMs });
  const sessions = sessionsIn({ secret: clientSecret, isSecure, clock });
  const members = membersOf(options);
  const attempts = failedAttempts();
  return { routes: routes(), admit };

  function routes(): Router {
    const router = Router();
    router.get("/sign-in/page.css", HEADERS, (_request, response) => {
      response.set("cache-control", "max-age=3600").type("css").send(STYLE);
    });
    router.use(["/sign-in", "/sign-out"], HEADERS, unkept);

    router.get("/sign-in", (request, response) => {
      tell(response, "signed-out" in request.query ? "signed-out" : "welcome", request.query["return_to"]);
    });

    router.get("/sign-in/start", async (request, response) => {
      const returnTo = returnPath(request.query["return_to"]);
      try {
        const { url, ...attempt } = await provider.begin(redirectUri());
        await sessions.keepAttempt(request, response, { ...attempt, returnTo });
        response.redirect(url);
      } catch (error) {
        refuse(response, error, returnTo);
      }
    });

    router.get("/sign-in/callback", async (request, response) => {
      const seconds = attempts.secondsToWait(request.ip, clock());
      if (seconds > 0) return tell(response.set("retry-after", `${seconds}`), "too-often");
      const { data } = Callback.safeParse(request.query);
      const attempt = data && (await sessions.takeAttempt(request, response, data.state));
      if (!attempt) {
        // Back and forward again, or a reload: they are in already.
        if (await sessions.read(request, response)) return response.redirect("/");
        return tell(response, "stale");
      }
      try {
        const address = new URL(redirectUri());
        address.search = new URL(request.originalUrl, address).search;
        const who = await provider.finish(address, attempt);
        await sessions.begin(request, response, who);
        log.info({ user: who.username }, "signed in");
        response.redirect(attempt.returnTo);
      } catch (error) {
        if (error instanceof SignInRefused && GUESSED.includes(error.reason)) attempts.failed(request.ip, clock());
        refuse(response, error, attempt.returnTo);
      }
    });

    router.post("/sign-out", async (request, response) => {
      if (!isFromHere(request, publicUrl())) {
        response.status(403).type("text/plain").send("Only this service's own pages sign people out.\n");
        return;
      }
      await sessions.end(request, response);
      response.redirect(303, "/sign-in?signed-out");
    });
    return router;
  }

  async function admit(request: Request, response: Response, next: () => void): Promise<void> {
    const session = await sessions.read(request, response);
    if (!session) return notSignedIn(request, response);
    let viewer: Viewer | undefined;
    try {
      viewer = await viewerFor(session);
    } catch (error) {
      log.warn({ user: session.username, reason: String(error) }, "what somebody may see could not be asked");
      return HEADERS(request, response, () => tell(response.set("retry-after", "60"), "unknown", request.originalUrl));
    }
    if (!viewer) return HEADERS(request, response, () => tell(response, "no-member"));
    setViewer(request, viewer);
    next();
  }

  async function viewerFor({ userId, username }: Session): Promise<Viewer | undefined> {
    const member = await members.find(userId);
    // Another name under the same number is another instance's user, or somebody who took a new name since.
    if (member?.username.toLowerCase() !== username.toLowerCase()) return undefined;
    return viewerCalled(member);
  }

  function viewerCalled({ username, name, levels }: Member): Viewer {
    return {
      username,
      ...(name !== "" && { name }),
      sees: (escalation) => mayRead({ username, levels }, escalation, directory()),
      signOutUrl: "/sign-out",
    };
  }

  /** A person is sent to GitLab and comes back to where they wanted to go; a script is told. */
  function notSignedIn(request: Request, response: Response): void {
    const mode = request.get("sec-fetch-mode") ?? "navigate";
    unkept(request, response, () => {
      if (request.method === "GET" && mode === "navigate" && request.accepts("html")) {
        response.redirect(`/sign-in/start?${new URLSearchParams({ return_to: returnPath(request.originalUrl) })}`);
        return;
      }
      response.status(401).json({ message: "sign in first: open / in a browser" });
    });
  }

  function refuse(response: Response, error: unknown, returnTo: string): void {
    if (!(error instanceof SignInRefused)) throw error;
    log.warn({ problem: error.reason, reason: error.message }, "nobody was signed in");
    if (error.reason === "away") response.set("retry-after", "60");
    tell(response, error.reason, returnTo);
  }

  function redirectUri(): string {
    return `${publicUrl()}/sign-in/callback`;
  }
}

/** The notice's link leads to where they wanted to go, through GitLab or at once. */
function tell(response: Response, name: NoticeName, wanted?: unknown): void {
  const { status, ...notice } = NOTICES[name];
  const returnTo = returnPath(wanted);
  response
    .status(status)
    .set("cache-control", "no-store")
    .type("html")
    .send(noticePage(returnTo === "/" ? notice : leadingTo(returnTo, notice)));
}

function leadingTo(returnTo: string, notice: Notice): Notice {
  if (!notice.link) return notice;
  const { href: leads } = notice.link;
  const href = leads === "/" ? returnTo : `${leads}?${new URLSearchParams({ return_to: returnTo })}`;
  return { ...notice, link: { ...notice.link, href } };
}

function unkept(_request: Request, response: Response, next: () => void): void {
  response.set("cache-control", "no-store");
  next();
}
