import { describe, expect, it } from "vitest";
import { WEBHOOK_EVENTS, type Webhook } from "../../src/act/webhooks.ts";
import { judgeWebhooks, leadsTo, type WebhookHistory } from "../../src/watch/judge-webhooks.ts";

const url = "https://escalations.example.test/webhooks/gitlab";
const now = Date.parse("2026-11-24T09:00:00Z");
const minute = 60_000;
const day = 24 * 60 * minute;

function hook(more: Partial<Webhook> = {}): Webhook {
  return {
    ...{ id: 1, url, events: WEBHOOK_EVENTS, sslVerification: true, isSigned: true, health: "executable" },
    ...{ hasTemplate: false, setUp: "as usual", ...more },
  };
}

function judged(hooks: readonly Webhook[] | undefined, history: Partial<WebhookHistory> = {}) {
  const { findings, repairs } = judgeWebhooks(hooks, {
    ...{ url, now, history: { heardAt: null, absentSince: null, seenAs: null, ...history } },
  });
  return {
    problems: findings.map(({ problem }) => problem),
    repairs: repairs.map((repair) => ("hook" in repair ? `${repair.type} ${repair.hook.id}` : repair.type)),
  };
}

const well = { problems: [], repairs: [] };

describe("which webhook is ours", () => {
  it.each([
    ["https://escalations.example.test/webhooks/gitlab/", true],
    ["https://ESCALATIONS.example.test:443/webhooks/gitlab", true],
    ["https://escalations.example.test/webhooks/gitlab?from=gitlab", true],
    ["http://escalations.example.test/webhooks/gitlab", false],
    ["https://escalations.example.test/webhooks/other", false],
    ["https://other.example.test/webhooks/gitlab", false],
    ["{masked}", false],
  ])("%s: %s", (address, isOurs) => {
    expect(leadsTo({ url: address }, url)).toBe(isOurs);
  });
});

describe("what is wrong with a project's webhooks, and what can be repaired", () => {
  it("one that leads here with all four events is well, whatever else the project has", () => {
    expect(judged([hook(), hook({ id: 2, url: "https://chat.example.test/hook", events: [] })])).toEqual(well);
  });

  it.each([
    { why: "confidential events", events: ["issues_events", "note_events"] as const },
    { why: "all events", events: [] },
  ])("lacks $why: ticked", ({ events }) => {
    expect(judged([hook({ events })])).toEqual({ problems: ["events"], repairs: ["add-events 1"] });
  });

  it("two that share the events between them are well", () => {
    const issues = hook({ events: ["issues_events", "confidential_issues_events"] });
    const notes = hook({ id: 2, events: ["note_events", "confidential_note_events"] });

    expect(judged([issues, notes])).toEqual(well);
  });

  it.each(["temporarily_disabled", "disabled"] as const)("%s: a test brings it back", (health) => {
    expect(judged([hook({ health })])).toEqual({ problems: ["disabled"], repairs: ["test 1"] });
  });

  it("doubled and set up the same: the newer goes, the disabled one before it", () => {
    expect(judged([hook(), hook({ id: 2 })])).toEqual({ problems: ["doubled"], repairs: ["remove 2"] });
    expect(judged([hook({ health: "disabled" }), hook({ id: 2 })]).repairs).toContain("remove 1");
  });

  it("doubled and set up otherwise: said, and left to a person", () => {
    expect(judged([hook(), hook({ id: 2, setUp: "with push events" })])).toEqual({
      problems: ["doubled"],
      repairs: [],
    });
  });

  it("neither secret nor signing token: given the service's own; nothing where GitLab does not say", () => {
    expect(judged([hook({ isSigned: false })])).toEqual({ problems: ["unsigned"], repairs: ["set-secrets 1"] });
    expect(judged([hook({ isSigned: undefined })])).toEqual(well);
  });

  it("certificate not checked, custom template: said, and left to a person", () => {
    expect(judged([hook({ sslVerification: false, hasTemplate: true })])).toEqual({
      problems: ["template", "ssl"],
      repairs: [],
    });
    const local = hook({ sslVerification: false, url: "http://127.0.0.1:3000/webhooks/gitlab" });
    expect(
      judgeWebhooks([local], { url: local.url, now, history: { heardAt: null, absentSince: null, seenAs: null } }),
    ).toEqual({ findings: [], repairs: [] });
  });

  it("missing from the beginning: said, and not made", () => {
    expect(judged([])).toEqual({ problems: ["missing"], repairs: [] });
    expect(judged([], { absentSince: now - 3 * minute })).toEqual({ problems: ["missing"], repairs: [] });
  });

  it("one that was there: said at once, put back at the second look", () => {
    expect(judged([], { absentSince: now, seenAs: url })).toEqual({ problems: ["missing"], repairs: [] });
    expect(judged([], { absentSince: now - 3 * minute, seenAs: url })).toEqual({
      ...{ problems: ["missing"], repairs: ["create"] },
    });
  });

  it("one that was there under another PUBLIC_URL is not put back under this one", () => {
    expect(judged([], { absentSince: now - 3 * minute, seenAs: "https://old.example.test/webhooks/gitlab" })).toEqual({
      ...{ problems: ["missing"], repairs: [] },
    });
  });

  it("missing, but heard since (a group's webhook, another address): well, for as long as something is heard", () => {
    const absentSince = now - 30 * day;

    expect(judged([], { absentSince, heardAt: now - day, seenAs: url })).toEqual(well);
    expect(judged([], { absentSince, heardAt: now - 8 * day }).problems).toEqual(["missing"]);
    expect(judged([], { absentSince: now - minute, heardAt: now - 2 * minute }).problems).toEqual(["missing"]);
  });

  it("may not be seen: nothing wrong while the project is heard, else said as a small thing", () => {
    expect(judged(undefined, { heardAt: now - day })).toEqual(well);
    expect(judged(undefined)).toEqual({ problems: ["unseen"], repairs: [] });
  });
});
