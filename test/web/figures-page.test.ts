import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Life } from "../../src/escalation/life.ts";
import { issueKey } from "../../src/issue-key.ts";
import { figuresPage } from "../../src/web/pages/figures/router.ts";
import { tokenViewer } from "../../src/web/pages/token-viewer.ts";
import { startBrowser } from "../sandbox/page-support.ts";

const NOW = Date.parse("2026-11-24T09:00:00Z");
const TODAY = Math.floor(NOW / 86_400_000);
const HOUR = 60 * 60_000;
const LET_IN = { authorization: `Basic ${Buffer.from("mona:a-token-of-the-test").toString("base64")}` };

const LOOKS = {
  light: { viewport: { width: 1280, height: 860 }, colorScheme: "light" },
  dark: { viewport: { width: 1280, height: 860 }, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light", deviceScaleFactor: 2 },
} as const;

function life(opened: number, more: Partial<Life> = {}): string {
  const whole: Life = {
    ...{ severity: "high", region: "emea", opened, toDri: 0, toAcceptance: HOUR, toUpdate: 4 * HOUR },
    ...{ updates: [[opened + 1, 3, 1]], late: { internal: null, customer: null } },
    ends: [{ round: 1, day: opened + 6, as: "resolved", open: 6 * 24 * HOUR }],
    ...{ isOpen: false, ...more },
  };
  return JSON.stringify(whole);
}

describe("the page with the figures (P-SEE-4)", () => {
  let server: Server;
  let url: string;
  let lives: string[];
  beforeAll(async () => {
    const app = express();
    app.use("/assets", express.static("src/web/pages/client"));
    app.use(
      figuresPage({
        store: {
          escalations: {
            lives: async () =>
              lives.map((one, index) => ({ key: issueKey({ projectId: 7, iid: index + 1 }), life: one })),
          },
        },
        admit: tokenViewer({ token: "a-token-of-the-test", clock: () => NOW }),
        ...{ timeZone: () => "Europe/Berlin", clock: () => NOW },
      }),
    );
    server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    lives = [
      life(TODAY - 70),
      life(TODAY - 40, { region: "<b>amer</b>", severity: "critical" }),
      life(TODAY - 3, { region: null, ends: [], isOpen: true }),
      life(TODAY - 800),
    ];
  });
  afterAll(() => server.close());

  const ask = (path: string, headers: Record<string, string> = LET_IN) => fetch(`${url}${path}`, { headers });

  it("shows the last twelve months where nothing else is asked for, and what is asked for", async () => {
    const text = async (path: string) => (await ask(path)).text();

    expect(await text("/figures")).toMatch(/<th scope="row">all<\/th><td>3<\/td><td>2<\/td>/);
    expect(await text("/figures")).toContain('value="2025-12-01"');
    expect(await text("/figures?from=&to=")).toMatch(/<th scope="row">all<\/th><td>4<\/td><td>3<\/td>/);
    expect(await text("/figures?from=2026-11-20&to=2026-11-24")).toMatch(
      /<th scope="row">all<\/th><td>1<\/td><td>0<\/td>/,
    );
    expect(await text("/figures?to=2001-01-01")).toContain("Nothing happened in this time.");
    expect((await ask("/figures?from=yesterday")).status).toBe(400);
  });

  it("says the same as CSV and JSON", async () => {
    expect(await (await ask("/figures.json?from=&to=")).json()).toMatchObject({ total: { opened: 4 }, from: null });
    expect(await (await ask("/figures.csv?from=&to=")).text()).toMatch(/^total,,4,3,0,0,0,/m);
  });

  it("has images with a name and a description, no script, and nothing that was typed as markup", async () => {
    const text = await (await ask("/figures")).text();

    expect(text.match(/<svg [^>]*role="img"/g)).toHaveLength(4);
    expect(text.match(/<title id="plot-/g)).toHaveLength(4);
    expect(text.match(/<desc id="plot-/g)).toHaveLength(4);
    expect(text).not.toMatch(/<script|<style|style="|<b>/);
    expect(text).toContain("&lt;b>amer");
  });

  it("has a scale where nothing was resolved or taken on yet", async () => {
    const before = lives;
    lives = [life(TODAY - 3, { toAcceptance: null, toUpdate: null, updates: [], ends: [], isOpen: true })];
    const text = await (await ask("/figures")).text();
    lives = before;

    expect(text).not.toMatch(/>0?\.?0{4,}|NaN/);
    expect(text.match(/>1<\/text>/g)).toHaveLength(3);
  });

  it("draws what has changed since", async () => {
    const before = await (await ask("/figures")).text();
    lives.push(life(TODAY - 2));
    const after = await (await ask("/figures")).text();
    lives.pop();

    const plots = (text: string) => /<div class="plots">.*?<\/div><section>/s.exec(text)?.[0];
    expect(plots(before)).toBeDefined();
    expect(plots(after)).not.toBe(plots(before));
    expect(plots(await (await ask("/figures")).text())).toBe(plots(before));
  });

  it("is for those who are let in", async () => {
    for (const path of ["/figures", "/figures.csv", "/figures.json"]) {
      expect((await ask(path, {})).status).toBe(401);
      expect((await ask(path, { authorization: `Basic ${btoa("mona:wrong")}` })).status).toBe(401);
    }
  });

  it.skipIf(process.env["SKIP_BROWSER"] === "1")(
    "has nothing that axe finds, light and dark, and fits a phone",
    async () => {
      const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
      const Found = z.object({ violations: z.array(z.object({ id: z.string() })) });
      const browser = await startBrowser();
      const context = await browser.newContext({
        bypassCSP: true,
        httpCredentials: { username: "mona", password: "a-token-of-the-test" },
      });
      const page = await context.newPage();
      await page.goto(`${url}/figures`);
      await page.evaluate(axe);
      for (const [colorScheme, width] of [
        ["light", 1280],
        ["dark", 360],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });

        const { violations } = Found.parse(await page.evaluate("axe.run()"));
        expect(violations.map(({ id }) => id)).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      }
      await browser.close();
    },
  );

  it.skipIf(process.env["PICTURES"] !== "1")("pictures for the docs", async () => {
    const before = lives;
    lives = aYear();
    const browser = await startBrowser();
    for (const [look, options] of Object.entries(LOOKS)) {
      const httpCredentials = { username: "mona", password: "a-token-of-the-test" };
      const page = await browser.newPage({ ...options, httpCredentials });
      await page.goto(`${url}/figures`);
      await page.screenshot({ path: `docs/images/figures-${look}.png` });
    }
    await browser.close();
    lives = before;
  });
});

/** A company's year that began badly. */
function aYear(): string[] {
  return Array.from({ length: 90 }, (_, index) => {
    const opened = TODAY - 5 - Math.round(340 * Math.abs(Math.sin(index * 1.7)));
    const days = 4 + ((index * 7) % 23);
    const late = index % 5 === 0 ? 1 : 0;
    return life(opened, {
      severity: (["critical", "high", "medium", "low"] as const)[index % 4] ?? "low",
      region: ["emea", "amer", "apac"][index % 3] ?? null,
      ...{
        toDri: (index % 4) * 600_000,
        toAcceptance: (1 + (index % 4)) * 0.7 * HOUR,
        toUpdate: (3 + (index % 7)) * HOUR,
      },
      updates: [[opened + 1, 3 + (index % 4), late]],
      ends: opened + days > TODAY ? [] : [{ round: 1, day: opened + days, as: "resolved", open: days * 24 * HOUR }],
      isOpen: opened + days > TODAY,
    });
  });
}
