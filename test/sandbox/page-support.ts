import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { sandbox } from "../../src/cli/sandbox.ts";
import type { PageView } from "../../src/sandbox/page/view.ts";

/** The sandbox as `npm run sandbox` starts it, on a free port. */
export interface RunningSandbox {
  url: string;
  banner: string;
  /** Stops it as Ctrl-C would; answers the exit code. */
  stop(): Promise<number>;
}

export async function startSandboxPage(...args: string[]): Promise<RunningSandbox> {
  const stop = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const lines: string[] = [];
  const ended = sandbox(["--port", "0", ...args], {
    write(line) {
      lines.push(line);
      if (line.includes("Ctrl-C")) ready.resolve();
    },
    stopped: () => stop.promise,
  });
  await Promise.race([ready.promise, ended]);
  const banner = lines.join("\n");
  const [, url] = /(http:\/\/127\.0\.0\.1:\d+)\/sandbox/.exec(banner) ?? [];
  if (url === undefined) throw new Error(`the sandbox did not start: ${banner}`);
  return {
    url,
    banner,
    stop() {
      stop.resolve();
      return ended;
    },
  };
}

/** All that the page shows, as this person sees it. */
export async function viewOf({ url }: RunningSandbox, as: string, issue?: number): Promise<PageView> {
  const query = new URLSearchParams({ as, ...(issue !== undefined && { issue: String(issue) }) });
  const response = await fetch(`${url}/sandbox/api/view?${query}`);
  return (await response.json()) as PageView;
}

/** Chromium, as installed on the machine: nothing is downloaded. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}. Install it (Debian: apt-get install chromium), say where it is (CHROMIUM=/path), or leave the browser tests out (SKIP_BROWSER=1).`,
    );
  }
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", ...quiet];
  return chromium.launch({ executablePath, args });
}
