import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startBrowser } from "../sandbox/page-support.ts";
import { filledIn, startWorld, type World } from "../support/world.ts";

/** With PICTURES=1 the pages are photographed for README and docs. */
const PICTURES = process.env["PICTURES"] === "1" ? "docs/images" : undefined;

const DESKTOP = { viewport: { width: 1280, height: 860 } };
const PHONE = { viewport: { width: 390, height: 844 } };
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { ...DESKTOP, colorScheme: "light" },
  dark: { ...DESKTOP, colorScheme: "dark" },
  phone: { ...PHONE, colorScheme: "light", deviceScaleFactor: 2 },
};

describe.skipIf(process.env["SKIP_BROWSER"] === "1")("the pages in a browser", () => {
  let world: World;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  /** What the browser complained of: errors of scripts, refusals of the content security policy. */
  let complaints: string[] = [];

  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld(), startBrowser()]);
    await open("Acme Corp: pipelines wait for runners", { severity: ["Critical"], nature: ["Product-related"] });
    await open("Globex: training behind schedule", { customer: "Globex", severity: ["Low"], people: { CSM: "cathy" } });
    await open("Ministry of Maps: wrong maps", { customer: "Ministry of Maps", severity: ["High"] });
    await world.settled();
    world.gitlab.as("cathy").comment(1, "/esc accept\n/esc standup Mon,Wed,Fri 10:30 Europe/Berlin");
    await world.settled();
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    complaints = [];
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  async function open(title: string, answers: Parameters<typeof filledIn>[0]): Promise<void> {
    const asks = "- An engineer who knows runner scheduling, 09:00-17:00 CET, from tomorrow";
    const description = await filledIn({ happening: "A third of the pipelines waits for a runner.", asks, ...answers });
    world.gitlab.as("cathy").openIssue({
      title,
      description: description.replace("## Exit criteria\n", "## Exit criteria\n\n- [ ] Pipelines start within 30 s\n"),
    });
  }

  async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const httpCredentials = { username: "cathy", password: "api-token-of-the-test" };
    const context = await browser.newContext({ httpCredentials, ...LOOKS["light"], ...options });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(`${world.app.url}${path}`);
    return page;
  }

  it("who is escalated, how bad, who has it; from there to the escalation, its account and back", async () => {
    const page = await visit("/");

    await page
      .getByRole("article", { name: "Acme Corp pipelines wait for runners" })
      .getByText("Cathy Summers")
      .waitFor();
    expect(await page.getByRole("article").count()).toBe(2);
    expect(await page.getByText("Ministry of Maps").count()).toBe(0);
    await page.getByRole("link", { name: "pipelines wait for runners" }).click();
    await page.getByRole("heading", { name: "pipelines wait for runners", level: 1 }).waitFor();
    await page.getByRole("region", { name: "What happened, and why" }).getByText("opened as critical").waitFor();
    await page.getByRole("link", { name: "Acme Corp" }).click();
    await page.getByRole("heading", { name: "Acme Corp", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("heading", { name: "Open escalations" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("what happens is shown at once, and the focus stays where it is", async () => {
    const page = await visit("/");
    await page.getByRole("link", { name: "pipelines wait for runners" }).focus();

    world.gitlab.as("cathy").comment(1, "/esc monitoring The workaround holds.");

    await page.getByRole("article", { name: "Acme Corp" }).getByText("monitoring", { exact: true }).waitFor();
    expect(await page.evaluate("document.activeElement.textContent")).toBe("pipelines wait for runners");
    await open("Acme Corp: releases are late", { severity: ["Medium"] });
    await page.getByRole("status").getByText("Now 3 open").waitFor();
    await page.getByRole("article", { name: "releases are late" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("filters by keyboard, and by a tap on a figure", async () => {
    const page = await visit("/");

    await page.getByText("Filter", { exact: true }).press("Enter");
    await page.getByLabel("Customer").fill("globex");
    await page.keyboard.press("Enter");
    await page.waitForURL(/customer=globex/);
    expect(await page.getByRole("article").count()).toBe(1);
    await page.getByRole("link", { name: "Show all" }).press("Enter");
    await page.getByRole("link", { name: /Critical$/ }).click();

    await page.waitForURL("**/?severity=critical");
    expect(await page.getByRole("article").count()).toBe(1);
    expect(await page.getByRole("link", { name: /Critical$/ }).getAttribute("aria-current")).toBe("true");
  });

  it("without script it is the same, filters too", async () => {
    const page = await visit("/", { javaScriptEnabled: false });

    await page.getByText("Filter", { exact: true }).click();
    await page.getByLabel("DRI").fill("Cathy");
    await page.getByLabel("Mine").check();
    await page.getByRole("button", { name: "Show" }).click();

    await page.waitForURL(/dri=Cathy&.*mine=1/);
    await page.getByRole("article", { name: "Acme Corp pipelines wait for runners" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("all links are reached with the Tab key, the way past the head first", async () => {
    const page = await visit("/");
    const reached: unknown[] = [];

    for (let presses = 0; presses < 22; presses += 1) {
      await page.keyboard.press("Tab");
      reached.push(await page.evaluate("document.activeElement.textContent.trim()"));
    }

    expect(reached[0]).toBe("Skip to the content");
    expect(reached).toEqual(expect.arrayContaining(["Overview", "Filter", "pipelines wait for runners", "Globex"]));
  });

  const pages = () => ({
    overview: "/",
    escalation: `/escalations/${world.projectId}/1`,
    account: "/accounts/acme",
  });

  it.each([
    {
      where: "light, on a desk",
      options: { ...DESKTOP, colorScheme: "light" } as const,
      besides: { filtered: "/?dri=x" },
    },
    { where: "dark, on a phone", options: { ...PHONE, colorScheme: "dark" } as const, besides: {} },
  ])("WCAG 2.2 AA: axe finds nothing, and nothing is too wide, $where", async ({ options, besides }) => {
    const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    const page = await visit("/", options);

    for (const [name, path] of Object.entries({ ...pages(), ...besides })) {
      if (name !== "overview") await page.goto(`${world.app.url}${path}`);
      await page.evaluate(axe);
      const { violations } = (await page.evaluate(
        "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })",
      )) as AxeResults;

      expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html).join(" ")}`)).toEqual(
        [],
      );
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    }
  });

  describe.skipIf(PICTURES === undefined)("pictures for README and docs", () => {
    beforeAll(setTheScene, 60_000);

    it.each(Object.keys(LOOKS))("%s", async (look) => {
      const page = await visit("/", LOOKS[look]);

      for (const [name, path] of Object.entries(pages())) {
        await page.goto(`${world.app.url}${path}`);
        await page.screenshot({ path: `${PICTURES}/${name}-${look}.png` });
      }
    });
  });

  /** Some days pass: one is in good hands, one was forgotten, one has no severity. */
  async function setTheScene(): Promise<void> {
    const cathy = world.gitlab.as("cathy");
    await open("Initech: the upgrade failed", { customer: "Initech", severity: ["High"], people: { CSM: "sam" } });
    await world.settled();
    world.pass(2 * 24 * 60 * 60_000);
    world.app.wake();
    await world.settled();
    await open("Hooli: not happy with the migration", { customer: "Hooli" });
    cathy.comment(1, "/esc update Two of three runners are back.\n\nNext: the third by Friday, Cathy Summers");
    cathy.comment(1, "/esc customer-update They see the difference.");
    await world.settled();
  }
});
