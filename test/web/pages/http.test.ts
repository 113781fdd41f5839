import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { httpApp, listen } from "../../../src/app/http.ts";
import type { OverviewLine } from "../../../src/decide/overview-line.ts";
import type { IssueKey } from "../../../src/issue-key.ts";
import { type EscalationLine, type Store, StoreUnavailable } from "../../../src/store/store.ts";
import { pagesRouter } from "../../../src/web/pages/router.ts";
import { tokenViewer } from "../../../src/web/pages/token-viewer.ts";
import { aLine, CONFIGURATION, iso, NOW } from "./lines.ts";

const TOKEN = "token: with a colon";
const RESTRICTED = aLine({ iid: 2, customer: "Ministry of Maps", title: "Maps are wrong", restricted: true });

describe("the pages over HTTP", () => {
  const asked: string[] = [];
  let changedAt = NOW;
  let isAway = false;
  const lines = [
    kept(aLine({ iid: 1 })),
    kept(RESTRICTED),
    kept(aLine({ iid: 3, closed_at: iso(-1), closed_as: "resolved" }), false),
  ];
  const escalations: Pick<Store["escalations"], "list" | "line" | "everyOf" | "timeline" | "changedAt"> = {
    list: async ({ open }) => {
      if (isAway) throw new StoreUnavailable("the disk is full");
      return answer(
        "list",
        lines.filter((one) => one.open === open),
      );
    },
    line: async (key) =>
      answer(
        "line",
        lines.find((one) => one.key === key),
      ),
    everyOf: async (customer) =>
      answer(
        "everyOf",
        customer === "acme corp"
          ? [lines[0], lines[2]].flatMap((one) => one ?? [])
          : customer === "ministry of maps"
            ? lines.slice(1, 2)
            : [],
      ),
    timeline: async () =>
      answer("timeline", [{ at: NOW, who: "service", what: "opened as high", rule: "P-SEV-1", facts: "{}" }]),
    changedAt: async () => changedAt,
  };
  let url = "";
  let close: () => void;
  beforeAll(async () => {
    ({ url, close } = await served(TOKEN));
  });
  afterAll(() => close());

  async function served(token: string | undefined) {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const router = pagesRouter({
      store: { escalations: escalations as Store["escalations"] },
      configuration: () => CONFIGURATION,
      admit: tokenViewer({ token, clock: () => NOW }),
      clock: () => NOW,
      log,
    });
    const server = await listen(httpApp([router], log), { host: "127.0.0.1", port: 0 });
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  function get(path: string, credentials = `mona:${TOKEN}`, signal?: AbortSignal): Promise<Response> {
    const authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
    return fetch(`${url}${path}`, { headers: credentials === "" ? {} : { authorization }, ...(signal && { signal }) });
  }

  it("without API_TOKEN there are none", async () => {
    const other = await served(undefined);

    const answer = await fetch(other.url);

    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("set API_TOKEN")]);
    other.close();
  });

  it.each(["/", "/escalations/7/1", "/accounts/ACME", "/changes"])(
    "%s asks for the token as a password",
    async (path) => {
      const answers = await Promise.all(["", "mona:wrong", `${TOKEN}:`].map((credentials) => get(path, credentials)));

      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
      expect(answers[0]?.headers.get("www-authenticate")).toContain('Basic realm="');
    },
  );

  it("who guesses too often has to wait", async () => {
    const other = await served("another");
    const guess = () => fetch(other.url, { headers: { authorization: `Basic ${btoa("mona:guess")}` } });

    for (let times = 0; times < 60; times += 1) await guess();

    expect((await guess()).status).toBe(429);
    other.close();
  });

  it("loads nothing but its own files, is framed by nobody and kept nowhere", async () => {
    const answer = await get("/");

    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("referrer-policy")).toBe("same-origin");
    expect(await answer.text()).not.toMatch(
      / style=|<style|<script(?! type="module" src="\/assets\/live.js">)|https?:\/\/(?!www\.w3\.org|gitlab\.example|chat\.example)/,
    );
  });

  it("the overview reads the open ones, once, and leaves restricted customers out, saying that it does (P-OPEN-7)", async () => {
    changedAt += 1;
    asked.length = 0;

    const text = await (await get("/")).text();

    expect(asked).toEqual(["list"]);
    expect(text).toContain("Acme Corp");
    expect(text).not.toContain("Ministry of Maps");
    expect(text).toContain("1 escalation is left out.");
    expect(text).toContain("Mona Okafor");
  });

  it("pages that come back at the same moment share one reading, until something changes", async () => {
    changedAt += 1;
    asked.length = 0;

    await Promise.all([get("/"), get("/?mine=1"), get("/")]);
    await get("/");
    expect(asked).toEqual(["list"]);
    changedAt += 1;
    await get("/");

    expect(asked).toEqual(["list", "list"]);
  });

  it("where the store is away it says so, and to come again", async () => {
    isAway = true;
    changedAt += 1;

    const answers = [await get("/"), await get("/")];
    isAway = false;

    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect(await answers[0]?.text()).toContain("cannot be read just now");
  });

  it("an escalation's page reads its own line and timeline, and nothing else", async () => {
    asked.length = 0;

    const answer = await get("/escalations/7/3");

    expect(answer.status).toBe(200);
    expect(asked).toEqual(["line", "timeline"]);
    expect(await answer.text()).toContain("opened as high");
  });

  it.each([
    "/escalations/7/2",
    "/escalations/7/99",
    "/escalations/7/1e3",
    "/escalations/x/1",
    "/accounts/Ministry%20of%20Maps",
    "/accounts/Initech",
  ])("%s: what one may not see is answered as what is not there", async (path) => {
    const answer = await get(path);

    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("Maps");
  });

  it.each(["/accounts/Acme%20Corp", "/accounts/acme", "/accounts/acme-corp", "/accounts/ACME%20CORP"])(
    "%s is the account's page, open and past",
    async (path) => {
      const text = await (await get(path)).text();

      expect(text).toContain("<h1>Acme Corp</h1>");
      expect(text).toMatch(/Open<\/h2>.*Past<\/h2>/s);
    },
  );

  it("what watches is told how it stands, and of each change", async () => {
    const ending = new AbortController();
    const stream = (await get("/changes", undefined, ending.signal)).body?.pipeThrough(new TextDecoderStream());
    const reader = stream?.getReader();
    let heard = "";
    const until = async (text: string) => {
      while (!heard.includes(text)) heard += (await reader?.read())?.value ?? "";
    };

    await until(`data: ${changedAt}`);
    changedAt += 5;
    await until(`data: ${changedAt}`);

    expect(heard).not.toContain("Acme");
    ending.abort();
    await expect(reader?.closed).rejects.toThrow();
  });

  function answer<Value>(what: string, value: Value): Value {
    asked.push(what);
    return value;
  }
});

function kept(line: OverviewLine, open = true): EscalationLine {
  const key: IssueKey = `${line.project_id}#${line.iid}`;
  return { key, open, summary: JSON.stringify(line), changedAt: NOW };
}
