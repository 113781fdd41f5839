import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type RunningSandbox, startSandboxPage } from "../../sandbox/page-support.ts";
import { type Answer, visitor } from "./visitor.ts";

let running: RunningSandbox;
let service: string;
beforeAll(async () => {
  running = await startSandboxPage();
  service = /Escalation service\s+(http:\S+?),/.exec(running.banner)?.[1] ?? "";
});
afterAll(() => running.stop());

async function open(as: string, customer: string): Promise<void> {
  const description = `<!-- escalation -->\n## Customer\n\n${customer}\n\n## Severity\n\n- [x] Medium\n`;
  const response = await fetch(`${running.url}/sandbox/api/open`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ as, title: "Pipelines do not start", description }),
  });
  expect(response.status).toBe(200);
}

/** Where the link leads whose text begins so. */
function linkTo({ text: page }: Answer, text: string): string {
  const [, href = ""] = new RegExp(`<a href="([^"]+)">${text}`).exec(page) ?? [];
  return href.replaceAll("&#38;", "&");
}

it("the overview asks who one is: the sandbox's GitLab lets people choose, and cancel", async () => {
  const someone = visitor();
  const choice = await someone.visit(`${service}/?severity=high`);
  const cancelled = await someone.visit(linkTo(choice, "Cancel"));
  const again = await someone.visit(`${service}/?severity=high`);
  const overview = await someone.visit(linkTo(again, "Cathy Summers"));

  expect(choice.url).toMatch(new RegExp(`^${running.url}/gitlab/oauth/authorize\\?`));
  expect(cancelled).toMatchObject({ status: 403, text: expect.stringContaining("You did not let GitLab tell") });
  expect(overview).toMatchObject({ status: 200, url: `${service}/?severity=high` });
  expect(overview.text).toContain("Open escalations");
  expect(overview.text).toContain("Cathy Summers");
});

it("from the sandbox's page it opens for whoever one is there, without a question", async () => {
  const someone = visitor();
  await someone.visit(`${running.url}/sandbox/overview?as=cathy`);
  const other = await someone.visit(`${running.url}/sandbox/overview?as=mona`);

  expect(other).toMatchObject({ status: 200, url: `${service}/` });
  expect(other.text).toContain("Mona Okafor");
  expect((await visitor().visit(`${service}/`)).text).toContain("Who are you?");
});

it("P-OPEN-7: it shows a restricted customer to those concerned, and a guest what they opened alone", async () => {
  for (const [as, customer] of [
    ["sam", "Acme Corp"],
    ["gus", "Globex"],
    ["cathy", "Ministry of Maps"],
  ] as const)
    await open(as, customer);
  const seenBy = async (as: string) => {
    const { text } = await visitor().visit(`${running.url}/sandbox/overview?as=${as}`);
    return ["Acme Corp", "Globex", "Ministry of Maps"].filter((customer) => text.includes(customer));
  };
  await vi.waitFor(async () => expect(await seenBy("cathy")).toHaveLength(3), { timeout: 15_000, interval: 200 });

  expect(await seenBy("olga")).toEqual(["Acme Corp", "Globex"]);
  expect(await seenBy("gus")).toEqual(["Globex"]);
  expect(await seenBy("erin")).toEqual(["Acme Corp", "Globex", "Ministry of Maps"]);
});

it("and signing out leads to a page that does not sign in again by itself", async () => {
  const someone = visitor();
  await someone.visit(`${running.url}/sandbox/overview?as=cathy`);
  const out = await someone.visit(`${service}/sign-out`, { method: "POST", headers: { origin: service } });

  expect(out).toMatchObject({ status: 200, url: `${service}/sign-in?signed-out` });
  expect(someone.cookies.has("escalations")).toBe(false);
});

it("GitLab sends nobody where the service is not", async () => {
  const { location } = await visitor().ask(`${service}/sign-in/start`);
  const elsewhere = new URL(location);
  elsewhere.searchParams.set("redirect_uri", "https://elsewhere.example.test/sign-in/callback");

  expect((await visitor().ask(elsewhere.href)).status).toBe(400);
});
