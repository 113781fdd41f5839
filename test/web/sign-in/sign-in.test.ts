import axe from "axe-core";
import { Router } from "express";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { addressOf, httpApp, listen } from "../../../src/app/http.ts";
import { gitlabAccess } from "../../../src/gitlab/access.ts";
import { Directory } from "../../../src/policy/directory.ts";
import { type Embedded, startEmbedded } from "../../../src/sandbox/embedded.ts";
import { viewerOf } from "../../../src/web/pages/viewer.ts";
import { signIn } from "../../../src/web/sign-in/sign-in.ts";
import { startBrowser } from "../../sandbox/page-support.ts";
import { type Account, type ProviderServer, startProvider } from "./provider-server.ts";
import { type Visitor, visitor } from "./visitor.ts";

const MINUTE = 60_000;
const AxeResults = z.object({ violations: z.array(z.object({ id: z.string() })) });
const CLIENT = { id: "escalations", secret: "a-secret-of-the-test-that-is-long" };
const REALM = { project_id: 71, restricted: false, product_dri: null, manager: null };
const BOB = { sub: "999", username: "bob" };

let gitlab: Embedded;
let provider: ProviderServer;
let accounts: Account[];
let url: string;
let now = Date.parse("2026-11-24T09:00:00Z");
let stop: () => void;
let logged: { fields: object; message: string }[] = [];
let someone: Visitor;

/** What the pages will be: says who looks, and whether they see Cathy's escalation. */
function stubPages(admit: ReturnType<typeof signIn>["admit"]): Router {
  const router = Router();
  router.get(["/", "/escalations/71/1"], admit, (request, response) => {
    const { username, signOutUrl, sees } = viewerOf(request);
    const what = sees({ ...REALM, iid: 1, dri: "cathy", readers: ["cathy"] }) ? "sees" : "does not see";
    response.set("content-security-policy", "img-src data:");
    response.send(`<!doctype html><html lang="en"><title>Pages</title><link rel="icon" href="data:,">
      <h1>${username} ${what} it</h1><form method="post" action="${signOutUrl}"><button>Sign out</button></form>`);
  });
  router.post("/", admit, (_request, response) => void response.send("done"));
  return router;
}

beforeAll(async () => {
  // The provider says that it is for development alone.
  vi.spyOn(console, "warn").mockReturnValue();
  gitlab = await startEmbedded({ port: 0, tier: "free", clock: () => now, labels: [], template: "" });
  const users = await fetch(`${gitlab.url}/gitlab/api/v4/users?per_page=100`, {
    headers: { "private-token": gitlab.gitlabToken },
  });
  const people = z.array(z.object({ id: z.number(), username: z.string() })).parse(await users.json());
  accounts = [...people.map(({ id, username }) => ({ sub: String(id), username })), BOB];
  provider = await startProvider(accounts);
  const log = {
    info: (fields: object, message: string) => void logged.push({ fields, message }),
    warn: (fields: object, message: string) => void logged.push({ fields, message }),
    error: (fields: object, message: string) => void logged.push({ fields, message }),
  };
  const access = gitlabAccess({ url: `${gitlab.url}/gitlab`, token: gitlab.gitlabToken, clock: () => now });
  const { routes, admit } = signIn({
    ...{ issuer: provider.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret },
    ...{ publicUrl: () => url, isSecure: false },
    ...{ projects: [gitlab.projectPath], memberOf: access.memberOf },
    ...{ directory: () => Directory.parse({}), timeoutMs: 2_000, clock: () => now, log },
  });
  const server = await listen(httpApp([routes, stubPages(admit)], log), { host: "127.0.0.1", port: 0 });
  url = `http://127.0.0.1:${addressOf(server).port}`;
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  provider.register({ ...CLIENT, redirectUri: `${url}/sign-in/callback` });
});
afterAll(async () => {
  stop();
  await provider.close();
  await gitlab.close();
});
beforeEach(() => {
  // Beyond what anybody remembers.
  now += 24 * 60 * MINUTE;
  logged = [];
  someone = visitor();
});

const idOf = (username: string) => accounts.find((account) => account.username === username)?.sub ?? "";

/** Presses the button with that name at the provider; undefined is the one that cancels. */
const pressing = (username: string | undefined) => ({
  method: "POST" as const,
  form: { as: username === undefined ? "" : idOf(username) },
});

/** Goes to a path and signs in on the way. */
async function enter(path: string, username: string | undefined) {
  const { url: page } = await someone.visit(`${url}${path}`);
  return someone.visit(page, pressing(username));
}

/** The last step of a sign-in, not yet taken: the address that the provider sends the browser to. */
async function callbackOf(username: string): Promise<string> {
  const { url: page } = await someone.visit(`${url}/`);
  const { location } = await someone.visit(page, pressing(username), (at) => at.startsWith(`${url}/sign-in/callback`));
  return location;
}

describe("signing in", () => {
  it("leads to where they wanted to go, and says who they are", async () => {
    const page = await enter("/escalations/71/1?page=2", "cathy");

    expect(page).toMatchObject({ status: 200, url: `${url}/escalations/71/1?page=2` });
    expect(page.text).toContain("cathy sees it");
    expect(logged).toContainEqual({ fields: { user: "cathy" }, message: "signed in" });
  });

  it("asks GitLab with PKCE, state and nonce for the name alone", async () => {
    const { location } = await someone.ask(`${url}/sign-in/start`);

    const asked = new URL(location).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{ response_type: "code", scope: "openid profile", code_challenge_method: "S256" },
      ...{ client_id: CLIENT.id, redirect_uri: `${url}/sign-in/callback` },
    });
    for (const name of ["state", "nonce", "code_challenge"]) expect(asked.get(name)?.length).toBeGreaterThan(40);
  });

  it("keeps who it is in a cookie that scripts and other sites do not get, and that says nothing", async () => {
    const callback = await callbackOf("cathy");
    const lines = (await someone.ask(callback)).headers["set-cookie"];

    const session = lines?.find((line) => line.startsWith("escalations="));
    expect(session).toMatch(/; HttpOnly/);
    expect(session).toMatch(/; SameSite=Lax/);
    expect(session).not.toContain("cathy");
  });

  it("shows a guest only what is theirs", async () => {
    expect((await enter("/", "gus")).text).toContain("gus does not see it");
  });

  it("takes several tabs at a time, each to its own page", async () => {
    const [first, second] = [await someone.visit(`${url}/`), await someone.visit(`${url}/escalations/71/1`)];

    expect((await someone.visit(second.url, pressing("cathy"))).url).toBe(`${url}/escalations/71/1`);
    expect((await someone.visit(first.url, pressing("cathy"))).url).toBe(`${url}/`);
  });

  it("many attempts do not fill the browser with cookies", async () => {
    for (let n = 0; n < 12; n += 1) await someone.ask(`${url}/sign-in/start`);

    expect([...someone.cookies.keys()].filter((name) => name.startsWith("escalations-sign-in-")).length).toBeLessThan(
      7,
    );
  });

  it("is of no use to who is no member: they are told whom to ask", async () => {
    const page = await enter("/", "bob");

    expect(page.status).toBe(403);
    expect(page.text).toContain("no member of the escalation project");
    expect(page.text).toContain("Ask an owner or maintainer");
  });

  it("of somebody who has a member's number elsewhere lets nobody in", async () => {
    const stranger = await startProvider([{ sub: idOf("cathy"), username: "not-cathy" }]);
    onTestFinished(() => stranger.close());
    const { routes, admit } = signIn({
      ...{ issuer: stranger.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret, isSecure: false },
      ...{ publicUrl: () => other, projects: ["p"], clock: () => now, timeoutMs: 2_000 },
      memberOf: async () => ({ projectId: 71, username: "cathy", name: "Cathy Summers", accessLevel: 50 }),
      ...{ directory: () => Directory.parse({}), log: { info() {}, warn() {} } },
    });
    const quiet = { info() {}, warn() {}, error() {} };
    const server = await listen(httpApp([routes, stubPages(admit)], quiet), { host: "127.0.0.1", port: 0 });
    onTestFinished(() => void server.close());
    const other = `http://127.0.0.1:${addressOf(server).port}`;
    stranger.register({ ...CLIENT, redirectUri: `${other}/sign-in/callback` });

    const { url: page } = await someone.visit(`${other}/`);

    expect((await someone.visit(page, pressing("cathy"))).status).toBe(403);
  });
});

describe("a sign-in that comes to nothing", () => {
  it("cancelled on GitLab: says so, and offers to try again to the same place", async () => {
    const page = await enter("/escalations/71/1", undefined);

    expect(page.status).toBe(403);
    expect(page.text).toContain("You did not let GitLab tell");
    expect(page.text).toContain('href="/sign-in/start?return_to=%2Fescalations%2F71%2F1"');
  });

  it("used twice: who is in already stays in, anybody else is refused", async () => {
    const callback = await callbackOf("cathy");
    await someone.ask(callback);

    const again = await someone.visit(callback);
    const thief = await visitor().visit(callback);

    expect(again).toMatchObject({ status: 200, url: `${url}/` });
    expect(thief.status).toBe(400);
    expect(thief.text).toContain("This sign-in is over");
  });

  it("in another browser than it began in (login CSRF): nobody is signed in", async () => {
    const callback = await callbackOf("cathy");
    const victim = visitor();
    await victim.ask(`${url}/sign-in/start`);

    expect((await victim.visit(callback)).status).toBe(400);
    expect(victim.cookies.has("escalations")).toBe(false);
  });

  it("with a code that is not its own: refused by GitLab, and told so", async () => {
    const callback = new URL(await callbackOf("cathy"));
    callback.searchParams.set("code", "made-up");

    const page = await someone.visit(callback.href);

    expect(page.status).toBe(400);
    expect(logged.map(({ message }) => message)).toEqual(["nobody was signed in"]);
    expect(JSON.stringify(logged)).not.toContain("made-up");
  });

  it("after more than ten minutes: has to be begun again", async () => {
    const callback = await callbackOf("cathy");
    now += 11 * MINUTE;

    expect((await someone.visit(callback)).text).toContain("more than ten minutes");
  });

  it("with the cookie of an attempt changed: refused", async () => {
    const callback = await callbackOf("cathy");
    for (const [name, value] of someone.cookies)
      someone.cookies.set(
        name,
        value.replace(/.(?=.{9}~2$)/, (was) => (was === "A" ? "B" : "A")),
      );

    expect((await someone.visit(callback)).status).toBe(400);
  });

  it.each(["start", "callback"])("while GitLab is away at the %s: 503, and to try again", async (step) => {
    const at = step === "start" ? `${url}/sign-in/start` : await callbackOf("cathy");
    // Discovered addresses are kept for an hour.
    if (step === "start") now += 61 * MINUTE;
    provider.fail = 503;
    onTestFinished(() => {
      provider.fail = undefined;
    });

    const page = await someone.visit(at);

    expect(page.status).toBe(503);
    expect(page.text).toContain("try again in a minute");
  });

  it("tried too often from one place: 429 until later", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 61; n += 1) {
      const { location } = await someone.ask(`${url}/sign-in/start`);
      const state = new URL(location).searchParams.get("state");
      statuses.push(
        (await someone.ask(`${url}/sign-in/callback?code=guess-${n}&state=${state}&iss=${provider.issuer}`)).status,
      );
    }

    expect(statuses.at(0)).toBe(400);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("a session", () => {
  it("ends after eight hours without a visit, and after a day whatever happens", async () => {
    await enter("/", "cathy");
    const statuses: number[] = [];
    for (const hours of [7, 7, 7, 2, 2]) {
      now += hours * 60 * MINUTE;
      statuses.push((await someone.ask(`${url}/`)).status);
    }

    expect(statuses).toEqual([200, 200, 200, 200, 302]);
    await enter("/", "cathy");
    now += 8 * 60 * MINUTE;
    expect((await someone.ask(`${url}/`)).status).toBe(302);
  });

  it("of somebody who was taken off the project shows nothing two minutes later", async () => {
    await enter("/", "adam");
    gitlab.gitlab.removeMember(gitlab.projectId, "adam");
    onTestFinished(() => gitlab.gitlab.addMember(gitlab.projectId, "adam", "reporter"));
    now += 2 * MINUTE;

    expect((await someone.ask(`${url}/`)).status).toBe(403);
  });

  it("lets its person in while GitLab is away for half an hour; then they are told", async () => {
    await enter("/", "cathy");
    gitlab.gitlab.faults.mode = { kind: "status", status: 503 };
    onTestFinished(() => gitlab.gitlab.faults.clear());
    now += 29 * MINUTE;
    const inTime = await someone.ask(`${url}/`);
    now += 2 * MINUTE;
    const late = await someone.visit(`${url}/escalations/71/1`);

    expect(inTime.status).toBe(200);
    expect(late.status).toBe(503);
    expect(late.text).toContain("It has to say what you may see");
    expect(late.text).toContain('href="/escalations/71/1"');
  });

  it("that somebody made up, or made with another secret, is none", async () => {
    someone.cookies.set("escalations", `Fe26.2*1*${"0".repeat(64)}*a*b*1*${"0".repeat(64)}*c~2`);

    expect((await someone.ask(`${url}/`)).status).toBe(302);
  });

  it("ends with signing out, which another site's page cannot bring about", async () => {
    await enter("/", "cathy");
    const signOut = (headers: Record<string, string>) => someone.ask(`${url}/sign-out`, { method: "POST", headers });
    const refused = await Promise.all([
      signOut({ "sec-fetch-site": "cross-site" }),
      signOut({ "sec-fetch-site": "same-site", origin: url }),
      signOut({ origin: "https://elsewhere.example.test" }),
      signOut({}),
    ]);
    const still = await someone.ask(`${url}/`);
    const page = await someone.visit(`${url}/sign-out`, { method: "POST", headers: { origin: url } });

    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(still.status).toBe(200);
    expect(page.text).toContain("You are signed out");
    expect((await someone.ask(`${url}/`)).status).toBe(302);
  });
});

describe("who is not signed in", () => {
  it.each([
    { what: "a person's browser", sent: { headers: { "sec-fetch-mode": "navigate" } }, status: 302 },
    { what: "a script of a page", sent: { headers: { "sec-fetch-mode": "cors" } }, status: 401 },
    { what: "a program that wants JSON", sent: { headers: { accept: "application/json" } }, status: 401 },
    { what: "a form", sent: { method: "POST" as const }, status: 401 },
  ])("$what is answered $status", async ({ sent, status }) => {
    const answer = await someone.ask(`${url}/`, sent);

    expect(answer.status).toBe(status);
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  it("reads pages without scripts, which nobody keeps or frames", async () => {
    const { headers } = await someone.ask(`${url}/sign-in`);

    expect(headers["content-security-policy"]).toBe(
      "default-src 'none';style-src 'self';img-src data:;form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(headers["cache-control"]).toBe("no-store");
  });
});

it.skipIf(process.env["SKIP_BROWSER"] === "1")(
  "in Chromium, by keyboard: to GitLab and back, signing out, and in again; nothing is complained of, and axe finds nothing",
  { timeout: 30_000 },
  async () => {
    const browser = await startBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));

    await page.goto(`${url}/escalations/71/1`);
    await page.getByRole("button", { name: "cathy" }).press("Enter");
    await page.getByText("cathy sees it").waitFor();
    const landed = page.url();
    await page.getByRole("button", { name: "Sign out" }).press("Enter");
    await page.getByRole("heading", { name: "You are signed out" }).waitFor();
    const found = await violations(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("cathy sees it").waitFor();

    expect(landed).toBe(`${url}/escalations/71/1`);
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  },
);

/** What axe finds against WCAG 2.2 AA, in light and in dark. */
async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = AxeResults.parse(await page.evaluate("axe.run()"));
    found.push(...violations.map(({ id }) => `${colorScheme}: ${id}`));
  }
  return found;
}
