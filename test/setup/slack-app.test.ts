import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { methods } from "../../src/sandbox/slack/methods/index.ts";
import { EXAMPLE_URL, SLACK_SCOPES, slackAppManifest } from "../../src/setup/slack-app.ts";
import { firstColumnCells } from "./tables.ts";

const scopes = SLACK_SCOPES.map(({ scope }) => scope).sort();

/** After a change: `npx vitest run test/setup/slack-app.test.ts --update`. */
it("slack-app-manifest.yml is the manifest that init prints", async () => {
  const head =
    "# The Slack app: paste this at https://api.slack.com/apps, Create New App, From a manifest. `escalations init` prints the\n# same with your address. Made from src/setup/slack-app.ts; a test keeps both the same.\n";

  await expect(head + slackAppManifest(EXAMPLE_URL)).toMatchFileSnapshot("../../slack-app-manifest.yml");
});

it("the manifest keeps Slack's limits", () => {
  const Manifest = z.object({
    display_information: z.object({
      name: z.string().max(35),
      description: z.string().max(140),
      long_description: z.string().min(174).max(4000),
    }),
    features: z.object({ bot_user: z.object({ display_name: z.string().regex(/^[a-z0-9._-]{1,80}$/) }) }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  });

  const manifest = Manifest.parse(parse(slackAppManifest("https://e.example.test")));

  expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual(scopes);
});

/** Slack accepts these too where one of ours does, or they are for what the service does not do (docs.slack.dev, scopes). */
const OTHER_WAYS = /^mpim:|^im:read$|:write\.(invites|topic)$|^chat:write\.|^channels:write$/;

it("the scopes are exactly those that the methods the service calls ask for", () => {
  const sources = globSync("src/slack/*.ts").map((path) => readFileSync(path, "utf8"));
  const named = sources.flatMap((text) =>
    [...text.matchAll(/"([a-z]+(?:\.[a-zA-Z]+)+)"/g)].map(([, name]) => name ?? ""),
  );
  const called = [...new Set(named)].flatMap((name) => methods.get(name) ?? []);

  const asked = new Set(called.flatMap((method) => method.scopes.filter((scope) => !OTHER_WAYS.test(scope))));

  expect(called.length).toBeGreaterThan(15);
  expect([...asked].sort()).toEqual(scopes);
});

it("the README lists the same", () => {
  expect(firstColumnCells("README.md", "Running it for real").sort()).toEqual(scopes);
});
