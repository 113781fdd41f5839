import { describe, expect, it } from "vitest";
import { anOperator, HOOK_URL, type Operator, type OperatorOptions } from "./operator.ts";

const DAY_MS = 86_400_000;
const HOOK = { url: HOOK_URL, token: "s", enable_ssl_verification: true };
const EVENTS = {
  issues_events: true,
  note_events: true,
  confidential_issues_events: true,
  confidential_note_events: true,
};

function aHealthyOne(options: OperatorOptions = {}): Promise<Operator> {
  return anOperator({ ...options, isProvisioned: true });
}

function hookOf(operator: Operator, hook: object): void {
  operator.gitlab.addHook(operator.projectId, { ...HOOK, ...EVENTS, ...hook });
}

it("finds nothing wrong after provisioning, and says it in one line each", async () => {
  const operator = await aHealthyOne();

  const { code, wrong, all } = await operator.doctor();

  expect(wrong).toEqual([]);
  expect(code).toBe(0);
  expect(all.length).toBeGreaterThan(15);
});

it("says that it works on GitLab only where there is no Slack token", async () => {
  const operator = await aHealthyOne({ slack: false });

  const { code, all } = await operator.doctor();

  expect(code).toBe(0);
  expect(all.find(({ name }) => name === "Slack")?.what).toContain("GitLab only");
});

const SELF = /personal_access_tokens\/self/;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** What is broken, how, and what the doctor has to say of it. */
const BROKEN: readonly {
  broken: string;
  how: (operator: Operator) => unknown;
  options?: OperatorOptions;
  status?: "warning";
  name: string;
  what: RegExp;
  remedy: RegExp;
}[] = [
  {
    broken: "a token with the wrong scope",
    how: (one) => one.gitlabAnswers(SELF, 200, { name: "bot", scopes: ["read_api"], expires_at: null }),
    name: "GitLab token scope",
    what: /read_api.*needs api/,
    remedy: /token with the scope api/,
  },
  {
    broken: "a token about to expire",
    how: (one) => one.gitlabAnswers(SELF, 200, { name: "bot", scopes: ["api"], expires_at: inDays(4) }),
    status: "warning",
    name: "GitLab token expiry",
    what: /in [34] days/,
    remedy: /rotate/,
  },
  {
    broken: "a revoked token",
    how: (one) => one.gitlab.revokeToken(one.gitlabToken),
    name: "GitLab",
    what: /401/,
    remedy: /GITLAB_TOKEN/,
  },
  {
    broken: "the guest role",
    how: (one) => one.gitlab.addMember(one.projectId, "escalation-bot", "guest"),
    name: "customer-success/escalations: role",
    what: /Guest/,
    remedy: /role Planner or Developer/,
  },
  {
    broken: "a renamed label",
    how: (one) => one.api("PUT", `/labels/${encodeURIComponent("severity::high")}`, { new_name: "sev high" }),
    name: "customer-success/escalations: labels",
    what: /"severity::high" is missing.*renamed to "sev high"/,
    remedy: /escalations provision/,
  },
  {
    broken: "a label that is gone",
    how: (one) => one.api("DELETE", `/labels/${encodeURIComponent("needs dri")}`),
    name: "customer-success/escalations: labels",
    what: /missing: "needs dri"/,
    remedy: /escalations provision/,
  },
  {
    broken: "a changed template",
    how: (one) => one.gitlab.setTemplate(one.projectId, "Account escalation", "our own"),
    status: "warning",
    name: "customer-success/escalations: issue templates",
    what: /other than shipped: "Account escalation.md"/,
    remedy: /escalations provision/,
  },
  {
    broken: "a repository that the role may not read",
    how: (one) => one.gitlabAnswers(/repository\/files/, 403, { message: "403 Forbidden" }),
    status: "warning",
    name: "customer-success/escalations: issue templates",
    what: /may not read the repository/,
    remedy: /Account escalation.md.* are on main/,
  },
  {
    broken: "no webhook",
    how: async (one) => {
      for (const { id } of one.project().hooks) await one.api("DELETE", `/hooks/${id}`);
    },
    name: "customer-success/escalations: webhook",
    what: /none of the project's leads to http/,
    remedy: /escalations provision/,
  },
  {
    broken: "a doubled webhook",
    how: (one) => hookOf(one, {}),
    name: "customer-success/escalations: webhook",
    what: /lead here for the same events/,
    remedy: /remove all but one/,
  },
  {
    broken: "missing confidential events",
    how: (one) =>
      one.api("PUT", `/hooks/${one.project().hooks[0]?.id}`, {
        ...{ url: HOOK.url, confidential_issues_events: false, confidential_note_events: false },
      }),
    name: "customer-success/escalations: webhook",
    what: /confidential_issues_events, confidential_note_events/,
    remedy: /escalations provision/,
  },
  {
    broken: "a webhook that GitLab has disabled",
    how: (one) =>
      one.gitlabAnswers(/\/hooks$/, 200, [
        { id: 5, ...HOOK, ...EVENTS, token_present: true, alert_status: "disabled" },
      ]),
    name: "customer-success/escalations: webhook",
    what: /disabled webhook 5/,
    remedy: /GitLab reaches PUBLIC_URL/,
  },
  {
    broken: "a wrong secret",
    how: (one) =>
      one.gitlabAnswers(/\/hooks\/\d+\/events$/, 200, [
        { id: 1, response_status: "200" },
        { id: 2, response_status: "401" },
      ]),
    status: "warning",
    name: "customer-success/escalations: webhook",
    what: /refused the newest delivery/,
    remedy: /--renew-secret/,
  },
  {
    broken: "an absent announcements channel",
    how: () => undefined,
    options: { env: { POLICY_FILE: "test/setup/absent-channel.yml" } },
    name: "Slack announcements",
    what: /no channel #nowhere/,
    remedy: /make #nowhere in Slack/,
  },
  {
    broken: "a clock two minutes behind",
    how: () => undefined,
    options: { offMs: -120_000 },
    name: "clock beside GitLab's",
    what: /1[12]\d s behind/,
    remedy: /time synchronisation/,
  },
  {
    broken: "a revoked Slack token",
    how: (one) => one.slack.faults.add({ fault: { kind: "error", error: "token_revoked" } }),
    name: "Slack token",
    what: /token_revoked/,
    remedy: /SLACK_BOT_TOKEN/,
  },
  {
    broken: "a store that cannot be made",
    how: () => undefined,
    options: { env: { DATA_DIR: "/dev/null/data" } },
    name: "store",
    what: /dev\/null.*not a folder/,
    remedy: /DATA_DIR/,
  },
];

describe("names what is broken, with its remedy:", () => {
  it.each(BROKEN)("$broken", async ({ how, options, status = "failed", name, what, remedy }) => {
    const operator = await aHealthyOne(options);
    await how(operator);

    const { code, wrong } = await operator.doctor();

    expect(wrong).toContainEqual({
      ...{ name, status, what: expect.stringMatching(what), remedy: expect.stringMatching(remedy) },
    });
    expect(code).toBe(status === "failed" ? 1 : 0);
  });
});

it("tells all mistakes of settings, policy and directory at once", async () => {
  const operator = await anOperator({ env: { GITLAB_PROJECT: "", PORT: "x", DIRECTORY_FILE: "none.yml" } });

  const { code, wrong } = await operator.doctor();

  expect(code).toBe(1);
  expect(wrong.map(({ name }) => name)).toEqual(["settings", "settings", "policy and directory"]);
});
