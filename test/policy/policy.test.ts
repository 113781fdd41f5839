import { describe, expect, it } from "vitest";
import { Policy } from "../../src/policy/policy.ts";
import { readYaml } from "../../src/policy/yaml-file.ts";
import { problemsIn } from "./problems-in.ts";

describe("the policy file", () => {
  it("names only what differs; the rest is as shipped, inside severities too", () => {
    const policy = readYaml("policy.yml", "severities: { high: { accept_within: PT1H } }\n", Policy);

    expect(policy).toEqual({
      ...Policy.parse({}),
      severities: {
        ...Policy.parse({}).severities,
        high: { ...Policy.parse({}).severities.high, accept_within: "PT1H" },
      },
    });
  });

  it("may be empty", () => {
    expect(readYaml("policy.yml", "# all as shipped\n", Policy)).toEqual(Policy.parse({}));
  });

  it("asks for no updates where it says none, and for none at low (P-CAD-1)", () => {
    const policy = readYaml("policy.yml", "severities: { medium: { customer_update: none } }", Policy);

    expect(policy.severities.medium.customer_update).toBeUndefined();
    expect(policy.severities.medium.internal_update?.every).toBe("P5D");
    expect(policy.severities.low.internal_update).toBeUndefined();
  });

  it("gives low a clock where it names one", () => {
    const policy = readYaml("policy.yml", "severities: { low: { internal_update: { every: P10D } } }", Policy);

    expect(policy.severities.low.internal_update).toMatchObject({ every: "P10D", remind_at: "16:00" });
  });

  it("takes one value or a list in a rule's conditions (P-DRI-12)", () => {
    const { dri } = readYaml(
      "policy.yml",
      "dri: { rules: [{ when: { region: emea, segment: [a, b], has: csm }, role: csm }, { role: support }] }",
      Policy,
    );

    expect(dri.rules).toEqual([
      { when: { region: ["emea"], segment: ["a", "b"], has: "csm" }, role: "csm", inform: [] },
      { role: "support", inform: [] },
    ]);
  });

  it("may end working hours at midnight, and write a channel with its #", () => {
    const policy = readYaml(
      "policy.yml",
      'working_time: { hours: "00:00-24:00" }\nannouncements: { channel: "#out-loud" }',
      Policy,
    );

    expect(policy.working_time.hours).toBe("00:00-24:00");
    expect(policy.announcements.channel).toBe("out-loud");
  });
});

describe("a mistake in the policy file is told with its line and column, and how to put it right", () => {
  it.each([
    ["version: 2", "1:1: version: 2 is not 1"],
    ["confidential: yes", '1:1: confidential: must be true or false, not "yes"'],
    ["confidential:", "1:1: confidential: is empty: give it a value (true or false), or take the line out"],
    ["confidentail: true", "1:1: confidentail: is not known here; did you mean confidential?"],
    ["standup:\n  soon: PT1M", "2:3: standup.soon: is not known here; what can stand here is remind_before"],
    [
      "least_access_level: reportre",
      '1:1: least_access_level: "reportre" is not one of guest, planner, reporter, developer, maintainer, owner; did you mean reporter?',
    ],
    [
      'severities:\n  high:\n    accept_within: "2 hours"',
      '3:5: severities.high.accept_within: "2 hours" is not an ISO 8601 duration such as PT2H (two hours) or P1D (one day)',
    ],
    [
      "severities:\n  urgent: {}",
      "2:3: severities.urgent: is not known here; what can stand here is critical, high, medium, low",
    ],
    [
      "severities: { high: { internal_update: { evry: P1D } } }",
      "1:42: severities.high.internal_update.evry: is not known here; did you mean every?",
    ],
    [
      "severities: { high: { internal_update: daily } }",
      '1:23: severities.high.internal_update: must be none or a mapping (key: value), not "daily"',
    ],
    [
      "severities: { high: { involve: [cfo] } }",
      '1:33: severities.high.involve[0]: "cfo" is not one of csm, csm_manager, csm_leader, account_manager, ps_project_manager, support, customer_success_engineering_leader, vp_sales, product, cro, ceo, vp_customer_success; did you mean cro?',
    ],
    [
      "severities: { high: { customer_update: { remind_at: 4pm } } }",
      '1:42: severities.high.customer_update.remind_at: "4pm" is not a time of day such as "16:00"',
    ],
    ["reconcile: { every: PT0S }", "1:14: reconcile.every: must be longer than zero, because it repeats"],
    [
      "steps_manager_after: P1M",
      '1:1: steps_manager_after: "P1M" has years or months, which have no fixed length: count in days or weeks',
    ],
    ["steps_manager_after: -PT4H", '1:1: steps_manager_after: "-PT4H" is negative: spans go forward'],
    ["working_time:\n  hours: 18:00-09:00", '2:3: working_time.hours: "18:00-09:00" must start before it ends'],
    ["working_time:\n  hours: 9-18", '2:3: working_time.hours: "9-18" is not a stretch of a day such as "09:00-18:00"'],
    [
      "working_time:\n  time_zone: Europe/Berln",
      '2:3: working_time.time_zone: "Europe/Berln" is not a time zone; did you mean Europe/Berlin?',
    ],
    ["working_time:\n  days: []", "2:3: working_time.days: needs at least one day"],
    [
      "working_time:\n  holidays:\n    - 2026-12-25\n    - 2026-02-30",
      '4:7: working_time.holidays[1]: "2026-02-30" is not a day on the calendar, written YYYY-MM-DD',
    ],
    [
      "dri:\n  rules:\n    - { when: { severity: high }, role: csm }",
      "3:7: dri.rules[0]: the last rule has a `when`, so an escalation that meets no rule would have no DRI; end the list with a rule without `when`, such as `- { role: csm }`",
    ],
    [
      "dri:\n  rules:\n    - { role: csm }\n    - { role: support }",
      "3:7: dri.rules[0]: a rule without `when` always holds, so the rules after it are never reached; move it to the end",
    ],
    ["dri: { rules: [] }", "1:8: dri.rules: needs at least one rule, such as `- { role: csm }`"],
    [
      "dri:\n  rules:\n    - { when: { severity: hihg }, role: csm }\n    - { role: csm }",
      '3:17: dri.rules[0].when.severity: "hihg" is not one of critical, high, medium, low; did you mean high?',
    ],
    [
      "opening_steps:\n  - { id: a, by: person }\n  - { id: a, by: person }",
      '3:7: opening_steps[1].id: "a" is the id of an earlier step already',
    ],
    [
      "opening_steps:\n  - { id: a, by: issue-field }",
      "2:5: opening_steps[0]: a step by: issue-field needs the field to look at, such as `field: Exit criteria`",
    ],
    [
      "opening_steps:\n  - { id: a, by: person, field: Impact }",
      "2:26: opening_steps[0].field: only a step by: issue-field has a field",
    ],
    [
      "opening_steps:\n  - { id: dance, by: service }",
      '2:18: opening_steps[0].by: the service does only channel, dri, declare, tracker; make "dance" a step by: person',
    ],
    [
      "opening_steps:\n  - { id: ask, by: person }",
      '2:7: opening_steps[0].id: "ask" is not a step\'s id: lower-case letters, digits and -, and not "ask"',
    ],
    [
      "product: { required_when: { severity: [critical, medium] } }",
      "1:1: product.rank: names no rank for medium, though required_when does; add `medium: [director]`",
    ],
    [
      "closing: { internal_by: [] }",
      "1:12: closing.internal_by: is empty, so nobody could give the internal agreement that closing.require asks for",
    ],
    ["links: { star: wiki }", '1:10: links.star: "wiki" is not a web address (https://…)'],
    [
      "announcements: { channel: Escalated Customers }",
      '1:18: announcements.channel: "Escalated Customers" is not a Slack channel: lower-case letters, digits, - and _, at most 80',
    ],
  ])("%j", (text, problem) => {
    expect(problemsIn(Policy, text, "policy.yml")).toEqual([`policy.yml:${problem}`]);
  });

  it("all of them at once, in the order of the file, across rules and steps too", () => {
    const text = `
confidental: true
severities:
  high: { accept_within: soon }
dri:
  rules:
    - { role: boss }
    - { role: csm, when: { has: csm } }
opening_steps:
  - { id: a }
  - { id: a, by: person }
`;

    const places = problemsIn(Policy, text).map((problem) => problem.split(": ").slice(0, 2).join(" "));

    expect(places).toEqual([
      "file.yml:2:1 confidental",
      "file.yml:4:11 severities.high.accept_within",
      "file.yml:7:7 dri.rules[0]",
      "file.yml:7:9 dri.rules[0].role",
      "file.yml:8:7 dri.rules[1]",
      "file.yml:10:5 opening_steps[0].by",
      "file.yml:11:7 opening_steps[1].id",
    ]);
  });
});
