import type { Locator } from "playwright-core";
import { startBrowser, startSandboxPage } from "../sandbox/page-support.ts";

/** The pictures of the guides, taken of the sandbox anew: `node test/docs/pictures.ts`. Needs Chromium. */
const running = await startSandboxPage("--limits", "off");
const browser = await startBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 2200 } });
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const say = async (words: string) => {
    await page.getByLabel("Comment", { exact: true }).fill(words);
    await button("Comment").click();
    await page
      .locator(".note:not(.service)", { hasText: words.split("\n")[0] ?? "" })
      .last()
      .getByTitle("white_check_mark")
      .waitFor();
  };

  await page.goto(`${running.url}/sandbox`);
  await button("# general").waitFor();
  await button("New escalation").click();
  await page.getByRole("button", { name: "High, product-related" }).click();
  await page.locator("#template").evaluate((form) => form.scrollTo({ top: 430 }));
  await take("csm-open", page.locator("#open-dialog"));
  await button("Open issue").click();

  const status = page.locator(".note.service", { hasText: "Escalation status" });
  await status.getByText("#esc_acme-corp").waitFor();
  await page.locator(".message.pinned").waitFor();
  await take("csm-status", status);
  await take("csm-channel", page.locator("#channel"), page.locator(".message").last());

  await say("/esc accept");
  await say(
    [
      "/esc update",
      "- Current state: the scheduler starves jobs with tags; a patch is in review.",
      "- Next steps: the patch on Acme's runners, Sam Reyes, by Thursday 16:00 CET.",
      "- Exit criteria: unchanged.",
    ].join("\n"),
  );
  const told = page.locator(".message", { hasText: "the scheduler starves jobs" }).last();
  await told.waitFor();
  await take("csm-update", told);

  await button("Close issue").click();
  const refused = page
    .locator(".note.service", { hasText: "/esc agree customer", hasNotText: "Escalation status" })
    .last();
  await refused.waitFor();
  await take("csm-closing", refused);

  await page.getByRole("button", { name: "# escalated_customers" }).click();
  await page.locator(".message", { hasText: "New escalation" }).waitFor();
  await take("manager-announcement", page.locator("#channel"), page.locator(".message").last());

  await page.getByRole("button", { name: "# esc_acme-corp" }).click();
  await page.locator(".message.pinned").waitFor();
  for (const [name, colorScheme, width, height] of [
    ["sandbox", "light", 1400, 900],
    ["sandbox-dark", "dark", 1400, 900],
    ["sandbox-phone", "light", 390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.evaluate(
      "for (const part of [document.documentElement, ...document.querySelectorAll('.gitlab *')]) part.scrollTop = 0",
    );
    await page.screenshot({ path: `docs/images/${name}.png`, animations: "disabled" });
  }
} finally {
  await browser.close();
  await running.stop();
}

/** Takes all of something, or its upper part as far as the end of what it holds. */
async function take(name: string, what: Locator, until = what): Promise<void> {
  await what.scrollIntoViewIfNeeded();
  const [whole, end] = [await what.boundingBox(), await until.boundingBox()];
  if (!whole || !end) throw new Error(`${name}: there is nothing to see`);
  const clip = { ...whole, height: end.y + end.height - whole.y };
  await what.page().screenshot({ path: `docs/images/${name}.png`, clip, animations: "disabled" });
}
