import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningSandbox, startSandboxPage } from "../../sandbox/page-support.ts";
import { visitor } from "./visitor.ts";

let running: RunningSandbox;
let service: string;
beforeAll(async () => {
  running = await startSandboxPage();
  service = /Escalation service\s+(http:\S+?),/.exec(running.banner)?.[1] ?? "";
});
afterAll(() => running.stop());

/** Whoever reads the page under the sandbox's choice of people: where the link with that name leads. */
function linkTo(page: string, text: string): string {
  const [, href = ""] = new RegExp(`<a href="([^"]+)">${text}`).exec(page) ?? [];
  return href.replaceAll("&#38;", "&");
}

it("the sandbox's GitLab lets people choose who signs in to the service", async () => {
  const someone = visitor();
  const choice = await someone.visit(`${service}/sign-in/start`);
  const home = `${service}/`;
  const done = await someone.visit(linkTo(choice.text, "Cathy Summers"), {}, (url) => url === home);

  expect(choice.url).toMatch(new RegExp(`^${running.url}/gitlab/oauth/authorize\\?`));
  expect(done.location).toBe(home);
  expect(someone.cookies.has("escalations")).toBe(true);
});

it("and to cancel", async () => {
  const someone = visitor();
  const choice = await someone.visit(`${service}/sign-in/start`);
  const cancelled = await someone.visit(linkTo(choice.text, "Cancel"));

  expect(cancelled.status).toBe(403);
  expect(cancelled.text).toContain("You did not let GitLab tell");
});

it("and sends nobody where the service is not", async () => {
  const { location } = await visitor().ask(`${service}/sign-in/start`);
  const elsewhere = new URL(location);
  elsewhere.searchParams.set("redirect_uri", "https://elsewhere.example.test/sign-in/callback");

  expect((await visitor().ask(elsewhere.href)).status).toBe(400);
});
