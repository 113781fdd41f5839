import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { readSettings, SETTING_NAMES, SettingsProblems } from "../../src/settings.ts";

const required = {
  GITLAB_TOKEN: "glpat-first",
  GITLAB_PROJECT: "customer-success/escalations",
  GITLAB_WEBHOOK_SECRET: "hush",
};

const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24).toString("base64")}`;

/** Reads settings from an environment and a disk that holds these files only. */
function settings(env: Record<string, string | undefined>, files: Record<string, string> = {}) {
  return readSettings(env, {
    async read(path) {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error("gone"), { code: "ENOENT" });
      return text;
    },
  });
}

async function problemsOf(env: Record<string, string | undefined>, files: Record<string, string> = {}) {
  const refused = await settings(env, files).then(
    () => undefined,
    (error: unknown) => error,
  );
  return refused instanceof SettingsProblems ? refused.problems : refused;
}

describe("the settings", () => {
  it("have a default wherever the contract names one", async () => {
    expect(await settings(required)).toEqual({
      gitlabUrl: "https://gitlab.com",
      gitlabToken: "glpat-first",
      gitlabProjects: ["customer-success/escalations"],
      gitlabWebhookSecret: "hush",
      slackApiUrl: "https://slack.com/api/",
      dataDir: "./data",
      host: "127.0.0.1",
      port: 3000,
      publicUrl: "http://127.0.0.1:3000",
      policyFile: "policy/escalation-policy.yml",
      directoryFile: "directory.yml",
      trustedProxies: [],
      logLevel: "info",
    });
  });

  it("count as not set where they are empty", async () => {
    expect(await settings({ ...required, PORT: "", LOG_LEVEL: "  ", SLACK_BOT_TOKEN: "" })).toEqual(
      await settings(required),
    );
  });

  it.each([
    [{ GITLAB_PROJECT: " a/b, 42 ,a/b," }, { gitlabProjects: ["a/b", "42"] }],
    [{ GITLAB_URL: "https://git.example.test/gitlab//" }, { gitlabUrl: "https://git.example.test/gitlab" }],
    [{ SLACK_API_URL: "http://127.0.0.1:9000/api" }, { slackApiUrl: "http://127.0.0.1:9000/api/" }],
    [
      { HOST: "::1", PORT: "8080" },
      { port: 8080, publicUrl: "http://[::1]:8080" },
    ],
    [{ PUBLIC_URL: "https://esc.example.test/" }, { publicUrl: "https://esc.example.test" }],
    [
      { SENTIMENT_URL: "https://cs.example.test/hook?token=t", SENTIMENT_SECRET: WEBHOOK_SECRET },
      { sentiment: { url: "https://cs.example.test/hook?token=t", secret: WEBHOOK_SECRET } },
    ],
    [
      { SENTIMENT_URL: "http://[::1]:8080/", SENTIMENT_SECRET: WEBHOOK_SECRET },
      { sentiment: { url: "http://[::1]:8080/", secret: WEBHOOK_SECRET } },
    ],
    [
      { OIDC_CLIENT_ID: "esc", OIDC_CLIENT_SECRET: "hush", GITLAB_URL: "https://git.example.test/" },
      { signIn: { clientId: "esc", clientSecret: "hush", issuer: "https://git.example.test" } },
    ],
    [
      { OIDC_CLIENT_ID: "esc", OIDC_CLIENT_SECRET: "hush", OIDC_ISSUER: "https://git.example.test/sub" },
      { gitlabUrl: "https://gitlab.com", signIn: { issuer: "https://git.example.test/sub" } },
    ],
    [{ DATABASE_URL: "postgres:///esc?host=/run/pg" }, { databaseUrl: "postgres:///esc?host=/run/pg" }],
  ])("%j is read as %j", async (env, read) => {
    expect(await settings({ ...required, ...env })).toMatchObject(read);
  });

  it("need no webhook secret where there is a signing token", async () => {
    const token = `whsec_${Buffer.alloc(32).toString("base64")}`;

    const read = await settings({ ...required, GITLAB_WEBHOOK_SECRET: undefined, GITLAB_SIGNING_TOKEN: token });

    expect(read).toMatchObject({ gitlabSigningToken: token, gitlabWebhookSecret: undefined });
  });
});

describe("a .env file", () => {
  it("is read, and the environment wins over it", async () => {
    const files = { ".env": "GITLAB_TOKEN=from-file\nPORT=4000\n# HOST=x\nLOG_LEVEL='debug'\n" };

    expect(await settings({ ...required, PORT: "5000" }, files)).toMatchObject({
      gitlabToken: "glpat-first",
      port: 5000,
      logLevel: "debug",
    });
  });

  it("wins over an empty environment", async () => {
    expect(await settings({ ...required, PORT: "" }, { ".env": "PORT=4000" })).toMatchObject({ port: 4000 });
  });
});

describe("a secret", () => {
  it("can be read from a file, whose last line end does not count", async () => {
    const env = { ...required, GITLAB_TOKEN: undefined, GITLAB_TOKEN_FILE: "/run/secrets/token" };

    expect(await settings(env, { "/run/secrets/token": "from-secret\n" })).toMatchObject({
      gitlabToken: "from-secret",
    });
  });

  it("of the customer-success platform and its address can be read from files too; one that is missing is told once", async () => {
    const env = { ...required, SENTIMENT_URL_FILE: "/url", SENTIMENT_SECRET_FILE: "/secret" };
    const url = "https://cs.example.test/hook";

    expect(await settings(env, { "/url": `${url}\n`, "/secret": WEBHOOK_SECRET })).toMatchObject({
      sentiment: { url, secret: WEBHOOK_SECRET },
    });
    expect(await problemsOf(env, { "/url": url })).toEqual([
      "SENTIMENT_SECRET_FILE names /secret, which does not exist.",
    ]);
  });

  it("in a file named by the environment wins over one in the .env file", async () => {
    const env = { ...required, GITLAB_TOKEN: undefined, GITLAB_TOKEN_FILE: "/token" };
    const files = { ".env": "GITLAB_TOKEN=older", "/token": "newer" };

    expect(await settings(env, files)).toMatchObject({ gitlabToken: "newer" });
  });

  it("given twice is refused", async () => {
    expect(await problemsOf({ ...required, GITLAB_TOKEN_FILE: "/token" }, { "/token": "x" })).toEqual([
      "GITLAB_TOKEN and GITLAB_TOKEN_FILE are both set; keep one of them.",
    ]);
  });

  it.each([
    [{}, "GITLAB_WEBHOOK_SECRET_FILE names /secret, which does not exist."],
    [{ "/secret": "\n" }, "GITLAB_WEBHOOK_SECRET_FILE names /secret, which is empty."],
  ])("in a file that is not there or empty is told once", async (files, problem) => {
    const env = { ...required, GITLAB_WEBHOOK_SECRET: undefined, GITLAB_WEBHOOK_SECRET_FILE: "/secret" };

    expect(await problemsOf(env, files)).toEqual([problem]);
  });

  it("does not make POLICY_FILE the file of a secret", async () => {
    expect(await settings({ ...required, POLICY_FILE: "other.yml" })).toMatchObject({ policyFile: "other.yml" });
  });
});

describe("what is wrong with the settings", () => {
  it("is told all at once, in sentences", async () => {
    expect(await problemsOf({ PORT: "http", LOG_LEVEL: "loud", GITLAB_URL: "gitlab.com" })).toEqual([
      "GITLAB_URL must be a web address such as https://gitlab.example.com, without blanks.",
      "GITLAB_TOKEN is not set: it is the bot's access token with the scope api.",
      "GITLAB_PROJECT is not set: it is the path of the project that the escalations are opened in.",
      "PORT must be a port number up to 65535.",
      "LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.",
      "GITLAB_WEBHOOK_SECRET is not set: it is the webhook's secret token. Or set GITLAB_SIGNING_TOKEN.",
    ]);
  });

  it.each([
    [{ GITLAB_PROJECT: "," }, "GITLAB_PROJECT must name at least one project."],
    [
      { GITLAB_PROJECT: "a/b,https://gitlab.com/a/b" },
      "GITLAB_PROJECT holds something (number 2) that is neither a project's path, group/project, nor its id.",
    ],
    [{ PORT: "65536" }, "PORT must be a port number up to 65535."],
    [
      { DATABASE_URL: "mysql://x" },
      expect.stringMatching(/^DATABASE_URL must be the address of a PostgreSQL database/),
    ],
    [{ GITLAB_SIGNING_TOKEN: "whsec_!" }, "GITLAB_SIGNING_TOKEN must be whsec_<base64>, exactly as GitLab shows it."],
    [{ PUBLIC_URL: "https://me:pw@esc.example.test" }, "PUBLIC_URL must not hold a user name or password."],
    [
      { SENTIMENT_URL: "https://cs.example.test/hook" },
      "SENTIMENT_URL is set alone: SENTIMENT_URL and SENTIMENT_SECRET go together; set both, or neither.",
    ],
    [
      { SENTIMENT_SECRET: WEBHOOK_SECRET },
      "SENTIMENT_SECRET is set alone: SENTIMENT_URL and SENTIMENT_SECRET go together; set both, or neither.",
    ],
    [
      { SENTIMENT_URL: "http://cs.example.test/hook", SENTIMENT_SECRET: WEBHOOK_SECRET },
      "SENTIMENT_URL must begin with https://; http:// is for this machine alone, such as http://localhost:8080.",
    ],
    [
      { SENTIMENT_URL: "http://localhost.example.test/", SENTIMENT_SECRET: WEBHOOK_SECRET },
      expect.stringContaining("must begin with https://"),
    ],
    [
      { SENTIMENT_URL: "https://me:pw@cs.example.test/hook", SENTIMENT_SECRET: WEBHOOK_SECRET },
      "SENTIMENT_URL must not hold a user name or password.",
    ],
    [
      { SENTIMENT_URL: "https://cs.example.test/hook", SENTIMENT_SECRET: "hush" },
      expect.stringMatching(/^SENTIMENT_SECRET must be whsec_ and at least 24 random bytes in base64/),
    ],
    [
      {
        SENTIMENT_URL: "https://cs.example.test/hook",
        SENTIMENT_SECRET: `whsec_${Buffer.alloc(23).toString("base64")}`,
      },
      expect.stringMatching(/at least 24 random bytes/),
    ],
    [
      { OIDC_CLIENT_ID: "esc" },
      "OIDC_CLIENT_ID is set alone: OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together; set both, or neither.",
    ],
    [{ OIDC_ISSUER: "https://git.example.test" }, "OIDC_ISSUER is set alone: without OIDC_CLIENT_ID nobody signs in."],
    [
      { OIDC_CLIENT_ID: "esc", OIDC_CLIENT_SECRET: "hush", OIDC_ISSUER: "http://git.example.test" },
      "OIDC_ISSUER must begin with https://; http:// is for this machine alone, such as http://localhost:8080.",
    ],
    [
      { OIDC_CLIENT_ID: "esc", OIDC_CLIENT_SECRET: "hush", GITLAB_URL: "http://git.example.test" },
      "OIDC_ISSUER is not set, and GITLAB_URL does not begin with https://: people cannot sign in through it.",
    ],
  ])("%j is refused", async (env, problem) => {
    expect(await problemsOf({ ...required, ...env })).toEqual([problem]);
  });

  it("never repeats a secret, even in the wrong place", async () => {
    const secret = "glpat-very secret";
    const wrong = Object.fromEntries(SETTING_NAMES.map((name) => [name, secret]));

    const problems = await problemsOf({
      ...wrong,
      POLICY_FILE: "policy.yml",
      DIRECTORY_FILE: "d.yml",
      DATA_DIR: "data",
    });

    expect(problems).toHaveLength(21);
    expect(JSON.stringify(problems)).not.toContain("very");
  });
});

describe("the example of a .env file", () => {
  const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");

  it("has every setting, and no other", () => {
    const named = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);

    expect(named.toSorted()).toEqual([...SETTING_NAMES].toSorted());
  });

  it("shows the defaults where a setting is left alone", async () => {
    const commentedIn = parseEnv(example.replace(/^# ([A-Z_]+=)/gm, "$1"));
    const { PUBLIC_URL: _example, OIDC_ISSUER: _another, ...shown } = commentedIn;

    expect(await settings({ ...shown, ...required })).toEqual(await settings(required));
  });
});
