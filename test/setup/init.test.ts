import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import type { Ask } from "../../src/cli/ask.ts";
import { init } from "../../src/cli/init.ts";
import { directoryOf } from "../../src/cli/init-people.ts";
import { knownValues, understood, withOwnSecrets } from "../../src/cli/init-values.ts";
import { interview } from "../../src/cli/interview.ts";
import { startEmbedded } from "../../src/sandbox/embedded.ts";
import { envFileText } from "../../src/setup/env-file.ts";
import { printed } from "./operator.ts";

/** Answers questions in their order; an empty one takes what is offered. */
function someoneWho(answers: readonly string[]): Ask & { said: string[] } {
  const left = [...answers];
  const said: string[] = [];
  return {
    said,
    async text(question, { fallback = "", wrong = () => undefined } = {}) {
      const answer = (left.shift() ?? "") || fallback;
      const problem = wrong(answer);
      if (problem === undefined) return answer;
      said.push(problem);
      return this.text(question, { fallback, wrong });
    },
    secret: async () => left.shift() ?? "",
    confirm: async () => true,
    say: (line) => void said.push(line),
    show: (shown) => void said.push(shown),
  };
}

it("each answer is checked on the spot, and asked for again where nothing can be done with it", async () => {
  const embedded = await startEmbedded({ port: 0, tier: "free", clock: Date.now, labels: [], template: "" });
  onTestFinished(() => embedded.close());
  const url = `${embedded.url}/gitlab`;
  const ask = someoneWho([
    ...["gitlab", "https://nowhere.example.test", url],
    ...["wrong-token", embedded.gitlabToken],
    ...["customer-success/nothing", embedded.projectPath],
    "https://escalations.example.test/",
    ...["xoxb-wrong", embedded.slack.botToken],
  ]);
  const reach = async (address: string) => (address === url ? undefined : `${address} does not answer`);

  const values = await interview({ SLACK_API_URL: `${embedded.url}/slack/api/` }, { ask, clock: Date.now, reach });

  expect(values).toMatchObject({
    ...{ GITLAB_URL: url, GITLAB_TOKEN: embedded.gitlabToken, GITLAB_PROJECT: embedded.projectPath },
    ...{ PUBLIC_URL: "https://escalations.example.test", SLACK_BOT_TOKEN: embedded.slack.botToken },
  });
  const said = ask.said.join("\n");
  expect(said).toMatch(
    /web address[\s\S]*nowhere.*does not answer[\s\S]*401[\s\S]*no such project[\s\S]*Maintainer[\s\S]*oauth_config[\s\S]*invalid_auth/,
  );
  expect(said).not.toContain(embedded.gitlabToken);
});

it("what was set before is offered, and Enter takes it; without a Slack token it is GitLab only", async () => {
  const embedded = await startEmbedded({ port: 0, tier: "free", clock: Date.now, labels: [], template: "" });
  onTestFinished(() => embedded.close());
  const known = {
    ...{ GITLAB_URL: `${embedded.url}/gitlab`, GITLAB_TOKEN: embedded.gitlabToken },
    ...{ GITLAB_PROJECT: embedded.projectPath, PUBLIC_URL: "http://127.0.0.1:3000" },
  };

  const values = await interview(known, { ask: someoneWho([]), clock: Date.now, reach: async () => undefined });

  expect(values).toEqual(known);
});

it("a token that is in a file stays there; a GitLab that tells nothing of its tokens will do", async () => {
  const embedded = await startEmbedded({ port: 0, tier: "free", clock: Date.now, labels: [], template: "" });
  const folder = await mkdtemp(join(tmpdir(), "init-"));
  onTestFinished(async () => {
    await embedded.close();
    await rm(folder, { recursive: true });
  });
  await writeFile(join(folder, "token"), `${embedded.gitlabToken}\n`);
  const unknown = { kind: "status", status: 400, body: { error: "id is invalid" } } as const;
  embedded.gitlab.faults.once({ path: /personal_access_tokens\/self/, fault: unknown });
  const known = {
    ...{ GITLAB_URL: `${embedded.url}/gitlab`, GITLAB_TOKEN_FILE: join(folder, "token") },
    ...{ GITLAB_PROJECT: embedded.projectPath, PUBLIC_URL: "http://127.0.0.1:3000" },
  };
  const ask = someoneWho([]);

  const values = await interview(known, { ask, clock: Date.now, reach: async () => undefined });

  expect(values).toEqual(known);
  expect(ask.said.join("\n")).toContain("scopes and expiry cannot be seen");
});

it("a flag counts before the environment, that before .env; what else stood there stays", () => {
  const dotEnv = "GITLAB_TOKEN=old\nLOG_LEVEL=debug\nGITLAB_WEBHOOK_SECRET=kept\nGITLAB_PROJECT=a/b";
  const env = { GITLAB_TOKEN: "from-env", GITLAB_PROJECT: "a/c", HOME: "/root" };

  const values = withOwnSecrets(knownValues(dotEnv, env, { project: "a/d" }));

  expect(values).toEqual({
    ...{ GITLAB_TOKEN: "from-env", GITLAB_PROJECT: "a/d", LOG_LEVEL: "debug", GITLAB_WEBHOOK_SECRET: "kept" },
    API_TOKEN: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

it("a secret that is in a file stays there", () => {
  const values = knownValues("GITLAB_TOKEN=old", { GITLAB_TOKEN_FILE: "/run/secrets/token" }, {});

  expect(values).toEqual({ GITLAB_TOKEN_FILE: "/run/secrets/token" });
});

it("what is missing or wrong is told all at once, with the flag to give it", async () => {
  expect(await understood({ PORT: "x" })).toEqual([
    expect.stringMatching(/^GITLAB_TOKEN is not set.*--gitlab-token\.$/),
    expect.stringMatching(/^GITLAB_PROJECT is not set.*--project\.$/),
    expect.stringMatching(/^PORT must be.*--port\.$/),
    expect.stringMatching(/^GITLAB_WEBHOOK_SECRET is not set/),
  ]);
});

it("what .env says is read back as it was, whatever signs it has", () => {
  const values = {
    ...{ GITLAB_TOKEN: "glpat-a#b", DATABASE_URL: `postgresql://u:it's"%20@h/d?x=1`, DATA_DIR: "/srv/my data" },
    ...{ GITLAB_URL: "https://gitlab.example.test", TRUSTED_PROXIES: "10.0.0.0/8,loopback" },
  };

  expect(parseEnv(envFileText(values))).toEqual(values);
});

it("the first people are named as GitLab names them; nobody is made up", async () => {
  const known = { username: "cathy", name: "Cathy Summers", email: "cathy@example.test" };
  const findUser = async (username: string) => (username === "cathy" ? known : ("nobody" as const));

  const written = await directoryOf({ customer: "Acme: Corp", csm: "@cathy" }, { findUser });
  const refused = await directoryOf({ customer: "Acme", csm: "cahty" }, { findUser });

  expect(parse("text" in written ? written.text : "")).toEqual({
    people: { cathy: { name: "Cathy Summers", email: "cathy@example.test", roles: ["csm"] } },
    customers: [{ name: "Acme: Corp", csm: "cathy" }],
  });
  expect(refused).toEqual(["GitLab has no user @cahty."]);
});

/** Runs init in a folder of its own, as it is at the end of `what`. */
async function inFolder(
  what: (run: (...args: string[]) => ReturnType<typeof printed>) => Promise<void>,
): Promise<void> {
  const [folder, before] = [await mkdtemp(join(tmpdir(), "init-")), process.cwd()];
  process.chdir(folder);
  try {
    await what((...args) =>
      printed(() => init(["--offline", ...args], {}, Date.now, { ask: someoneWho([]), isTerminal: false })),
    );
  } finally {
    process.chdir(before);
    await rm(folder, { recursive: true });
  }
}

it(".env and directory.yml are never overwritten without being asked, and then keep what is not given anew", async () => {
  await inFolder(async (run) => {
    expect(await run("--gitlab-token", "first", "--project", "a/b")).toMatchObject({ code: 0 });
    await writeFile(".env", `${await readFile(".env", "utf8")}LOG_LEVEL=debug\n`);
    const [env, directory] = [await readFile(".env", "utf8"), await readFile("directory.yml", "utf8")];

    const again = await run("--gitlab-token", "second");
    expect(again).toEqual({ code: 1, lines: [expect.stringContaining("--force replaces it")] });
    expect(await readFile(".env", "utf8")).toBe(env);

    expect(await run("--force", "--gitlab-token", "second")).toMatchObject({ code: 0 });
    const values = parseEnv(await readFile(".env", "utf8"));
    expect(values).toEqual({ ...parseEnv(env), GITLAB_TOKEN: "second" });
    expect((await stat(".env")).mode & 0o777).toBe(0o600);
    expect(await readFile("directory.yml", "utf8")).toBe(directory);

    expect(await run("--force", "--customer", "Acme Corp", "--csm", "cathy")).toMatchObject({ code: 0 });
    expect(parse(await readFile("directory.yml", "utf8"))).toMatchObject({ customers: [{ csm: "cathy" }] });
  });
});

it("directory.yml goes where DIRECTORY_FILE says, also into a folder that is not there yet", async () => {
  await inFolder(async (run) => {
    await writeFile(".env", "DIRECTORY_FILE=people/directory.yml");

    expect(await run("--force", "--gitlab-token", "t", "--project", "a/b")).toMatchObject({ code: 0 });

    expect(await readdir("people")).toEqual(["directory.yml"]);
  });
});

it("where something is missing or cannot be written nothing is written", async () => {
  await inFolder(async (run) => {
    expect(await run("--project", "a/b")).toEqual({ code: 1, lines: [expect.stringContaining("--gitlab-token")] });
    expect(await run("--gitlab-token", "it's\"`", "--project", "a/b")).toEqual({
      ...{ code: 1, lines: [expect.stringMatching(/^GITLAB_TOKEN has .* quotes.*GITLAB_TOKEN_FILE/)] },
    });
    expect(await readdir(".")).toEqual([]);
  });
});
