import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningSandbox, startBrowser, startSandboxPage, viewOf } from "./page-support.ts";

describe.skipIf(process.env["SKIP_BROWSER"] === "1")("the page in a browser", () => {
  let browser: Browser;
  let running: RunningSandbox;
  let page: Page;
  /** What the browser complained of: errors of scripts, refusals of the content security policy. */
  let complaints: string[];

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    running = await startSandboxPage("--limits", "off");
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(10_000);
    complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(`${running.url}/sandbox`);
    await page.getByRole("button", { name: "# general" }).waitFor();
  });
  afterEach(async () => {
    await page.close();
    await running.stop();
  });

  async function openExample(label: string): Promise<void> {
    await page.getByRole("button", { name: "New escalation" }).click();
    await page.getByRole("button", { name: label }).click();
    await page.getByRole("button", { name: "Open issue" }).click();
  }

  const statusNote = () => page.locator(".note.service", { hasText: "Escalation status" });

  it("an issue opened from the template gets labels, a DRI and a status note, a channel and a declaration", async () => {
    await openExample("High, product-related");

    await statusNote().getByText("#esc_acme-corp").waitFor();
    await page.getByRole("button", { name: "Remove label severity::high" }).waitFor();
    await page.getByRole("button", { name: "Take off Cathy Summers" }).waitFor();
    await page.locator(".message.pinned", { hasText: "An engineer who knows runner scheduling" }).waitFor();
    await page.locator("#channel-head", { hasText: "# esc_acme-corp" }).waitFor();
    await page.getByRole("button", { name: "# escalated_customers" }).click();
    await page.locator(".message", { hasText: "New escalation" }).getByText("@Gina Rossi").waitFor();
    expect(await page.getByText("Nothing leaves this machine").isVisible()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it("a raise by keyboard, a handover by mouse: the announcements' thread tells of the one, the topic of both (P-SEV-4, P-DRI-7)", async () => {
    await openExample("Medium, through support");
    await page.getByRole("button", { name: "Take off Sam Reyes" }).waitFor();
    await page.locator("#channel-head", { hasText: "DRI: Sam Reyes" }).waitFor();

    await page.getByRole("button", { name: "critical", exact: true }).press("Enter");
    await page.getByRole("button", { name: "Take off Cathy Summers" }).waitFor();
    await page.locator("#channel-head", { hasText: "Severity: critical · DRI: Cathy Summers" }).waitFor();
    await page.getByLabel("Person to assign").selectOption("mona");
    await page.getByRole("button", { name: "Assign", exact: true }).click();
    await page.locator("#channel-head", { hasText: "Severity: critical · DRI: Mona Okafor" }).waitFor();
    await page.getByLabel("You are").selectOption("mona");
    await page.getByLabel("Comment", { exact: true }).fill("/esc accept");
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    await page.locator(".note", { hasText: "/esc accept" }).getByTitle("white_check_mark").waitFor();
    await page.getByRole("button", { name: "# escalated_customers" }).click();

    const declaration = page.locator(".message", { hasText: "New escalation" });
    await declaration.locator(".replies", { hasText: "Severity changed from medium to critical" }).waitFor();
    await page.locator("#messages > .message", { hasText: "replied to a thread" }).waitFor();
    await declaration.locator(".fields", { hasText: "@Mona Okafor" }).waitFor();
    expect(await page.getByRole("button", { name: "critical", exact: true }).getAttribute("aria-pressed")).toBe("true");
    expect(await page.getByRole("button", { name: /^Take off/ }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it("hostile text is shown as text on both sides, and no script runs", async () => {
    await openExample("Hostile text");

    await statusNote().getByText("<img src=x").first().waitFor();
    await page.locator("#messages", { hasText: "<img src=x" }).waitFor();
    await page.getByRole("button", { name: "Show the whole description" }).click();
    await page.getByText("<script>document.title = 'hacked'</script>").first().waitFor();
    await page.getByRole("button", { name: "# escalated_customers" }).click();
    await page.locator(".message", { hasText: "New escalation" }).waitFor();
    expect(await page.title()).toBe("Escalation sandbox");
    expect(await page.locator("img, article script, a[href^='javascript:']").count()).toBe(0);
    expect(await page.locator("#messages .ping").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("all of it goes by keyboard: opening, ticking, commenting", async () => {
    async function tabTo(name: string): Promise<void> {
      for (let presses = 0; presses < 60; presses += 1) {
        const focused = await page.evaluate(
          "document.activeElement.labels?.[0]?.textContent ?? document.activeElement.ariaLabel ?? document.activeElement.textContent",
        );
        if (String(focused).trim().startsWith(name)) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`60 tabs did not reach "${name}"`);
    }

    await tabTo("New escalation");
    await page.keyboard.press("Enter");
    await tabTo("Without a severity");
    await page.keyboard.press("Enter");
    await tabTo("Open issue");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove label needs severity" }).waitFor();
    await tabTo("High — badly impaired");
    await page.keyboard.press("Space");
    await page.locator("#channel-head", { hasText: "# esc_acme-corp" }).waitFor();
    await tabTo("Comment");
    await page.keyboard.type("On it.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");

    await page.locator(".note", { hasText: "On it." }).waitFor();
    await page.getByRole("button", { name: "Remove label severity::high" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("what GitLab refuses is said to the person", async () => {
    await page.getByRole("button", { name: "New escalation" }).click();
    await page.getByLabel("Title").fill("A question");
    await page.getByLabel("Description, in Markdown").last().fill("nothing");
    await page.getByRole("button", { name: "Open issue" }).click();
    await page.getByRole("heading", { name: "A question" }).waitFor();

    await page.getByLabel("You are").selectOption("gus");
    await page.getByRole("button", { name: "Close issue" }).click();

    await page.getByRole("alert").getByText("GitLab refuses: 403 Forbidden").waitFor();
    expect(await page.locator(".badge.opened").count()).toBe(1);
  });

  it("closing by mouse, reopening by keyboard, closing by a merge request: the activity tells who and how", async () => {
    await page.getByRole("button", { name: "New escalation" }).click();
    await page.getByLabel("Title").fill("A question");
    await page.getByLabel("Description, in Markdown").last().fill("nothing");
    await page.getByRole("button", { name: "Open issue" }).click();
    await page.getByRole("heading", { name: "A question" }).waitFor();

    await page.getByRole("button", { name: "Close issue" }).click();
    await page.locator(".badge.closed").waitFor();
    // The focus stays on the button, which reopens now.
    await page.keyboard.press("Enter");
    await page.locator(".badge.opened").waitFor();
    await page.getByLabel("You are").selectOption("mona");
    await page.getByRole("button", { name: "Merge a fix" }).click();
    await page.locator(".badge.closed").waitFor();

    const told = (await page.locator("#notes .system p").allInnerTexts()).map((line) => line.replace(/\s+/g, " "));
    expect(told).toEqual([
      expect.stringContaining("@cathy closed"),
      expect.stringContaining("@cathy reopened"),
      expect.stringContaining("@mona mentioned in merge request !1"),
      expect.stringContaining("@mona closed via merge request !1"),
    ]);
    expect(complaints).toEqual([]);
  });

  it("an archived channel is shown as archived, with who did it, until a person brings it back", async () => {
    await openExample("High, product-related");
    // Only members archive it, and invitations come after the channel.
    await page.locator("#channel-head", { hasText: /# esc_acme-corp[\s\S]*\d members/ }).waitFor();

    await page.getByRole("button", { name: "Archive" }).press("Enter");
    await page.locator("#channels .archived", { hasText: "esc_acme-corp" }).waitFor();
    await page.locator("#messages .system", { hasText: "Cathy Summers archived the channel" }).waitFor();
    await page.getByRole("button", { name: "Unarchive" }).click();

    await page.locator("#channels .archived").waitFor({ state: "detached" });
    await page.locator("#messages .system", { hasText: "un-archived the channel" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("another site's page cannot open an issue", async () => {
    const elsewhere = createServer(
      (_request, response) => void response.setHeader("content-type", "text/html").end("<p>elsewhere"),
    ).listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    const other = await browser.newPage();
    await other.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);

    const body = JSON.stringify({ as: "cathy", title: "From elsewhere", description: "" });
    for (const type of ["text/plain", "application/json"]) {
      const attempt = `fetch("${running.url}/sandbox/api/open", { method: "POST", mode: "${type === "text/plain" ? "no-cors" : "cors"}", headers: { "content-type": "${type}" }, body: ${JSON.stringify(body)} }).then(() => "sent", () => "stopped")`;
      await other.evaluate(attempt);
    }

    expect((await viewOf(running, "mona")).gitlab.issues).toEqual([]);
    await other.close();
    elsewhere.close();
  });

  it("fits a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await openExample("High, product-related");
    await statusNote().waitFor();

    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  });
});
