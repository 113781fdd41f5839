import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpApp, listen } from "../src/app/http.ts";
import { newMemory } from "../src/escalation/memory.ts";
import { issueKey } from "../src/issue-key.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";
import { pagesRouter } from "../src/web/pages/router.ts";
import { tokenViewer } from "../src/web/pages/token-viewer.ts";
import { startBrowser } from "../test/sandbox/page-support.ts";
import { aLine, CONFIGURATION, iso, NOW, OVERDUE } from "../test/web/pages/lines.ts";
import { inWords, percentile, type Row, type Size, sizeAskedFor, table } from "./report.ts";

const TOKEN = "token-of-the-bench";
const HEADERS = { authorization: `Basic ${btoa(`mona:${TOKEN}`)}` };
const COMMITS_AT_ONCE = 50;
const SILENT = { info() {}, warn() {}, error() {} };

/**
 * How long the pages take on the server, one asked after another, on an embedded store with a tenth of `escalations` open
 * and twice as many past; and in Chromium, where there is one, from the click to the first escalation on the screen.
 */
export async function overview({ escalations, repeats }: Size): Promise<Row[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-overview-"));
  const store = await openStore({ dataDir });
  const [open, past] = [Math.ceil(escalations / 10), 2 * escalations];
  await fill(store, open, past);
  const admit = tokenViewer({ token: TOKEN, clock: () => NOW });
  // As if something changed before each request, so that every one reads the lines; or as it is.
  let changes = 0;
  let isChanging = true;
  const changing = async () => (isChanging ? NOW + ++changes : store.escalations.changedAt());
  const escalationsChanging = { ...store.escalations, changedAt: changing };
  const router = pagesRouter({
    store: { escalations: escalationsChanging },
    configuration: () => CONFIGURATION,
    admit,
    clock: () => NOW,
    log: SILENT,
  });
  const server = await listen(httpApp([router], SILENT), { host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const group = `pages, ${inWords(open)} open and ${inWords(past)} past`;
  try {
    const changed = [
      await served(group, "overview, after a change", `${url}/`, repeats, { atMost: 200 }),
      await served(group, "overview, filtered, after a change", `${url}/?severity=high&overdue=1&dri=cathy`, repeats, {
        atMost: 200,
      }),
    ];
    isChanging = false;
    return [
      ...changed,
      await served(group, "overview", `${url}/`, repeats, { atMost: 200 }),
      await served(group, "one escalation", `${url}/escalations/7/1`, repeats, { atMost: 200 }),
      await served(group, "an account with 100 past ones", `${url}/accounts/Customer%201`, repeats, { atMost: 200 }),
      ...(escalations >= 1_000 && existsSync(process.env["CHROMIUM"] ?? "/usr/bin/chromium")
        ? [await seen(group, url, repeats)]
        : []),
    ];
  } finally {
    server.closeAllConnections();
    server.close();
    await store.close();
    await rm(dataDir, { recursive: true });
  }
}

/** The median: the machine does other things too. */
async function served(group: string, what: string, url: string, repeats: number, goal: Row["goal"]): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < 10 * repeats; round += 1) {
    const began = performance.now();
    const answer = await fetch(url, { headers: HEADERS });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`);
    times.push(performance.now() - began);
  }
  return { group, what: `${what}, p50`, measured: percentile(times, 0.5), unit: "ms", ...(goal && { goal }) };
}

async function seen(group: string, url: string, repeats: number): Promise<Row> {
  const browser = await startBrowser();
  try {
    const times: number[] = [];
    for (let round = 0; round < repeats; round += 1) {
      const page = await browser.newPage({ httpCredentials: { username: "mona", password: TOKEN } });
      const began = performance.now();
      await page.goto(url, { waitUntil: "load" });
      await page.getByRole("article").first().waitFor();
      times.push(performance.now() - began);
      await page.close();
    }
    const goal = { atMost: 1_000 };
    return { group, what: "overview usable in Chromium, best", measured: Math.min(...times), unit: "ms", goal };
  } finally {
    await browser.close();
  }
}

/** Every hundredth customer's are of one and the same. A row is about as long as those of real escalations. */
async function fill({ escalations }: Store, open: number, past: number): Promise<void> {
  const memory = JSON.stringify({ ...newMemory(NOW), padding: "x".repeat(6_000) });
  const severities = ["critical", "high", "medium", "low"] as const;
  const commits = Array.from({ length: open + past }, (_, index) => async () => {
    const isOpen = index < open;
    const customer = `Customer ${isOpen ? index + 1 : ((index - open) % Math.max(1, past / 100)) + 1}`;
    const line = aLine({
      ...{
        iid: index + 1,
        customer,
        title: `${customer}: pipelines stand still`,
        severity: severities[index % 4] ?? null,
      },
      ...(index % 7 === 0 && OVERDUE),
      ...(isOpen ? {} : { closed_at: iso(-index), closed_as: "resolved", clocks: [], open_asks: [] }),
    });
    await escalations.commit({
      key: issueKey({ projectId: 7, iid: index + 1 }),
      memory,
      view: { open: isOpen, customer: customer.toLowerCase(), summary: JSON.stringify(line) },
      ...{ effects: [], replace: [], watched: [], at: NOW + index },
      timeline: Array.from({ length: 5 }, (_, step) => ({
        ...{ at: NOW + step, who: "mona", what: `step ${step}`, rule: "P-SEV-4", facts: '{"because":"it got worse"}' },
      })),
    });
  });
  while (commits.length > 0) await Promise.all(commits.splice(0, COMMITS_AT_ONCE).map((commit) => commit()));
}

if (import.meta.main) console.log(table(await overview(sizeAskedFor())));
