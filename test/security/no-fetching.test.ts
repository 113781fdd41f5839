import { globSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { addressOf } from "../../src/app/http.ts";
import { answered, named, TEMPLATE, tickedBox } from "../support/template.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

it("no address that anybody typed is ever asked for", async () => {
  const asked: string[] = [];
  const canary = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end();
  });
  await new Promise<void>((listening) => canary.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void canary.close());
  const url = `http://127.0.0.1:${addressOf(canary).port}`;
  world = await startWorld();
  let text = tickedBox(tickedBox(TEMPLATE, "High"), "Product-related");
  for (const heading of ["Customer", "What is happening", "Impact", "Next customer sync", "Product area"])
    text = answered(text, heading, `${url}/${heading.replaceAll(" ", "-")} ![x](${url}/image.png)`);
  for (const line of ["Support tickets", "Tracker document", "Incident"])
    text = named(text, line, `${url}/acme/x/-/issues/1`);
  text = named(text, "CSM", "@cathy");

  const { iid } = world.gitlab.as("cathy").openIssue({ title: `See ${url}/title`, description: text });
  await world.settled();
  for (const command of [
    `standup Mon,Wed 10:30 Europe/Berlin ${url}/standup`,
    `agree customer ${url}/evidence`,
    `rca delivered ${url}/rca`,
    `done sentiment ${url}/done`,
    `update ${url}/update ![x](${url}/u.png)`,
    `redirect incident ${url}/redirect`,
  ]) {
    world.gitlab.as("cathy").comment(iid, `/esc ${command}`);
    await world.settled();
  }

  expect(world.gitlab.issue(iid).notes.length).toBeGreaterThan(6);
  expect(asked).toEqual([]);
});

it("only what speaks with GitLab, Slack, the platform and the service itself makes requests", () => {
  const callers = globSync("src/**/*.ts", { exclude: ["src/sandbox/**"] }).filter((path) =>
    /\bfetch\(|node:(?:https?|net|dgram|tls)"/.test(readFileSync(path, "utf8").replace(/import type .*/g, "")),
  );

  expect(callers.toSorted()).toEqual([
    "src/app/http.ts",
    "src/cli/doctor.ts",
    "src/cli/init.ts",
    "src/cli/running-service.ts",
    "src/failed-attempts.ts",
    "src/gitlab/requester.ts",
    "src/sentiment/http-sink.ts",
    "src/settings.ts",
    "src/slack/web-api.ts",
    "src/watch/heartbeat.ts",
  ]);
});
