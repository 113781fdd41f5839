import { describe, expect, it } from "vitest";
import type { FoundLabel, ProjectFacts } from "../../src/act/project-setup.ts";
import type { Webhook } from "../../src/act/webhooks.ts";
import { judgeToken } from "../../src/setup/judge-access.ts";
import { judgeHooks } from "../../src/setup/judge-project.ts";
import { judgeAnnouncements, judgeBot } from "../../src/setup/judge-slack.ts";
import { judgeClock, judgeMembers, judgePublicUrl } from "../../src/setup/judge-surroundings.ts";
import { matchLabels } from "../../src/setup/match-labels.ts";
import { planAnnouncements } from "../../src/setup/plan-announcements.ts";
import { BOARD, planBoard } from "../../src/setup/plan-board.ts";
import { planTemplates } from "../../src/setup/plan-templates.ts";
import { planWebhook } from "../../src/setup/plan-webhook.ts";
import { SLACK_SCOPES } from "../../src/setup/slack-app.ts";

const wanted = { name: "needs dri", color: "#b3001e", description: "Nobody is responsible.", previously: ["no dri"] };
const found = (label: Partial<FoundLabel>): FoundLabel => ({ ...wanted, id: 1, isInherited: false, ...label });

describe("a label", () => {
  it.each([
    {
      is: "right",
      because: "it looks as it should",
      there: [found({ color: "#B3001E", description: `${wanted.description} ` })],
    },
    {
      is: "right",
      because: "the group's is the group's to change",
      there: [found({ color: "#000000", isInherited: true })],
    },
    { is: "wrong", because: "its colour differs", there: [found({ color: "#000000" })] },
    {
      is: "renamed",
      because: "our file knows its name from before",
      there: [found({ name: "no dri", description: "" })],
    },
    { is: "renamed", because: "somebody renamed it, and its description stayed", there: [found({ name: "dri?" })] },
    {
      is: "missing",
      because: "a like one of the group cannot be renamed",
      there: [found({ name: "no dri", isInherited: true })],
    },
    { is: "right", because: "it is there beside one with its old name", there: [found({ name: "no dri" }), found({})] },
  ])("is $is where $because", ({ is, there }) => {
    expect(matchLabels([wanted], there).map(({ state }) => state)).toEqual([is]);
  });
});

it("a template whose lines a browser ended its own way is the same", () => {
  const template = { name: "A.md", content: "## Customer\n\n" };
  const there = new Map([[".gitlab/issue_templates/A.md", { content: "## Customer\r\n", lastCommitId: "1" }]]);

  expect(planTemplates([template], there, "main").steps).toEqual([]);
});

it("templates that may not be seen are not made over", () => {
  const { steps, obstacles } = planTemplates([{ name: "A.md", content: "" }], undefined, "main");

  expect(steps).toEqual([]);
  expect(obstacles.map(({ remedy }) => remedy)).toEqual([expect.stringContaining("Maintainer's token")]);
});

const URL_OF_HOOK = "https://escalations.example.test/webhooks/gitlab";
const hook = (one: Partial<Webhook> = {}): Webhook => ({
  ...{
    id: 1,
    url: URL_OF_HOOK,
    sslVerification: true,
    isSigned: true,
    health: "executable",
    hasTemplate: false,
    setUp: "",
  },
  events: ["issues_events", "confidential_issues_events", "note_events", "confidential_note_events"],
  ...one,
});
const secrets = { token: true, signingToken: false };
const planned = (hooks: Webhook[] | undefined, renew = false) =>
  planWebhook(hooks, { url: URL_OF_HOOK, secrets, renew }).steps.map((step) =>
    step.type === "complete-webhook" ? step.what.join(", ") : step.type,
  );

describe("the webhook", () => {
  it.each([
    { there: [], steps: ["create-webhook"], because: "there is none" },
    {
      there: [hook({ url: "https://other.example.test/" })],
      steps: ["create-webhook"],
      because: "the only one leads elsewhere",
    },
    { there: [hook()], steps: [], because: "it is as it should be" },
    {
      there: [hook({ isSigned: undefined })],
      steps: [],
      because: "an older GitLab does not tell whether it has a secret",
    },
    {
      there: [hook({ sslVerification: false })],
      steps: ["checks the certificate"],
      because: "certificates are not checked",
    },
    {
      there: [hook({ hasToken: false, isSigned: false })],
      steps: ["gets its secret token"],
      because: "it has no secret",
    },
    { there: [hook({ health: "disabled" })], steps: ["test-webhook"], because: "GitLab has disabled it" },
    { there: [hook(), hook({ id: 2 })], steps: ["remove-webhook"], because: "it is doubled" },
    {
      there: [hook(), hook({ id: 2, setUp: "other" })],
      steps: [],
      because: "which of two different ones is wrong a person must say",
    },
  ])("is planned as $steps where $because", ({ there, steps }) => {
    expect(planned(there)).toEqual(steps);
  });

  it("gets its secrets again where that is asked for", () => {
    expect(planned([hook()], true)).toEqual(["gets its secrets again"]);
  });
});

it("a board that people made with a list for each severity will do; one of ours is completed", () => {
  const labels = ["severity::critical", "severity::high"];

  expect(planBoard([{ id: 1, name: "Ours", labels: [...labels, "x"] }], labels).steps).toEqual([]);
  expect(planBoard([{ id: 2, name: BOARD, labels: ["severity::high"] }], labels).steps).toEqual([
    { type: "complete-board", id: 2, name: BOARD, labels: ["severity::critical"] },
  ]);
});

const channel = { id: "C1", name: "news", isArchived: false, isMember: false, isPrivate: false };

it.each([
  { there: undefined, steps: 0, says: /no channel #news/ },
  { there: { ...channel, isArchived: true }, steps: 0, says: /archived/ },
  { there: { ...channel, isPrivate: true }, steps: 0, says: /private/ },
  { there: channel, steps: 1, says: /not joined/ },
  { there: { ...channel, isMember: true }, steps: 0, says: /is in/ },
])("the announcements channel: $says", ({ there, steps, says }) => {
  expect(planAnnouncements("news", there).steps).toHaveLength(steps);
  expect(judgeAnnouncements("news", there).what).toMatch(says);
});

describe("Slack's scopes", () => {
  const bot = { name: "escalations", team: "Example", isBot: true };
  const all = SLACK_SCOPES.map(({ scope }) => scope);

  it("are named one by one where they are missing, with what for and what to do", () => {
    const checks = judgeBot({ ...bot, scopes: all.filter((scope) => !["pins:write", "im:write"].includes(scope)) });

    expect(checks.filter(({ status }) => status === "failed")).toEqual([
      expect.objectContaining({
        what: "pins:write is missing (for messages, pin, bookmarks)",
        remedy: expect.stringMatching(/install the app again/),
      }),
      expect.objectContaining({ what: expect.stringMatching(/^im:write is missing/) }),
    ]);
  });

  it("are left open where Slack does not tell them, and a person's token is refused", () => {
    expect(judgeBot({ ...bot, scopes: undefined }).map(({ status }) => status)).toEqual(["ok", "warning"]);
    expect(judgeBot({ ...bot, isBot: false, scopes: all })[0]?.status).toBe("failed");
  });
});

const now = Date.parse("2026-11-24T12:00:00Z");
const project: ProjectFacts = {
  ...{ id: 1, path: "cs/escalations", webUrl: "https://gitlab.example.test/cs/escalations", defaultBranch: "main" },
  ...{ accessLevel: 40, isArchived: false, hasIssues: true },
};

it("a token that never expires, and one of a GitLab that does not tell, are no failure", () => {
  expect(judgeToken({ name: "bot", scopes: ["api"], expiresAt: undefined }, now).map(({ status }) => status)).toEqual([
    "ok",
    "ok",
  ]);
  expect(judgeToken(undefined, now).map(({ status }) => status)).toEqual(["warning"]);
});

it("a signing token alone is no use before GitLab 19", () => {
  const signing = { token: false, signingToken: true, version: "18.4.1" };

  expect(judgeHooks(project, [hook()], { url: URL_OF_HOOK, signing })).toEqual([
    expect.objectContaining({ status: "failed", remedy: expect.stringContaining("GITLAB_WEBHOOK_SECRET") }),
  ]);
});

it("a webhook that cannot be seen is a warning that says what to look for", () => {
  const signing = { ...secrets, version: "19.5.0" };

  expect(judgeHooks(project, undefined, { url: URL_OF_HOOK, signing })).toEqual([
    expect.objectContaining({ status: "warning", remedy: expect.stringContaining(URL_OF_HOOK) }),
  ]);
});

it.each([
  { off: 2_000, status: "ok" },
  { off: -20_000, status: "warning" },
  { off: 61_000, status: "failed" },
])("a clock that is $off ms off: $status", ({ off, status }) => {
  expect(judgeClock("GitLab", { theirs: now, ours: now + off }).map((check) => check.status)).toEqual([status]);
});

it.each([
  { url: "http://127.0.0.1:3000", gitlabUrl: "https://gitlab.com", reached: "nothing", status: "failed" },
  { url: "http://127.0.0.1:3000", gitlabUrl: "http://localhost:8080", reached: "nothing", status: "ok" },
  { url: "http://esc.example.test", gitlabUrl: "https://gitlab.com", reached: "service", status: "warning" },
  { url: "https://esc.example.test", gitlabUrl: "https://gitlab.com", reached: "something else", status: "warning" },
  { url: "https://esc.example.test", gitlabUrl: "https://gitlab.com", reached: "service", status: "ok" },
] as const)(
  "PUBLIC_URL $url beside $gitlabUrl, where $reached answers: $status",
  ({ url, gitlabUrl, reached, status }) => {
    expect(judgePublicUrl(url, { gitlabUrl, reached, isRunning: false }).status).toBe(status);
  },
);

it("whom GitLab does not know is told apart from who is no member", () => {
  const checks = judgeMembers("cs/escalations", { missing: ["cathy", "cahty"], strangers: ["cahty"] });

  expect(checks.map(({ what }) => what)).toEqual([
    "GitLab knows nobody called @cahty",
    "in the directory but no members: @cathy",
  ]);
});
