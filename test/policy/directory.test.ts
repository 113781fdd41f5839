import { describe, expect, it } from "vitest";
import { Directory } from "../../src/policy/directory.ts";
import { readYaml } from "../../src/policy/yaml-file.ts";
import { problemsIn } from "./problems-in.ts";

const nobody = {
  people: {},
  customers: [],
  regions: {},
  executives: {},
  product_areas: {},
  support: { on_call: [] },
};

describe("the directory file", () => {
  it.each(["", "people:\ncustomers:\nregions:\nexecutives:\nproduct_areas:\nsupport:\n"])(
    "%j is valid and knows nobody",
    (text) => {
      expect(readYaml("directory.yml", text, Directory)).toEqual(nobody);
    },
  );

  it("needs only the name of a person and of a customer; an empty value counts as left out", () => {
    const text = "people:\n  cathy: { name: Cathy Summers }\ncustomers:\n  - name: Acme Corp\n    csm:\n    aliases:\n";

    expect(readYaml("directory.yml", text, Directory)).toEqual({
      ...nobody,
      people: { cathy: { name: "Cathy Summers", roles: [] } },
      customers: [{ name: "Acme Corp", aliases: [], restricted: false }],
    });
  });

  it("takes usernames with or without @, and people without an entry", () => {
    const text = 'customers: [{ name: Acme Corp, csm: "@cathy", csm_manager: mona }]\nsupport: { on_call: ["@olga"] }';

    const { customers, support } = readYaml("directory.yml", text, Directory);

    expect(customers[0]).toMatchObject({ csm: "cathy", csm_manager: "mona" });
    expect(support.on_call).toEqual(["olga"]);
  });

  it("keeps a region that has nothing but its name", () => {
    const { regions } = readYaml(
      "directory.yml",
      "regions:\n  emea:\ncustomers: [{ name: A, region: emea }]",
      Directory,
    );

    expect(regions).toEqual({ emea: { csm_managers: [] } });
  });

  it("lets an alias repeat the customer's own name", () => {
    expect(problemsIn(Directory, "customers: [{ name: Acme, aliases: [ACME, acme] }]")).toEqual([]);
  });
});

describe("a mistake in the directory file is told with its line and column, and how to put it right", () => {
  it.each([
    ["people:\n  cathy: {}", "2:3: people.cathy.name: is missing; it must be text"],
    ["people:\n  cathy: { name: 12 }", "2:12: people.cathy.name: must be text, not 12; put it in quotes"],
    [
      "people:\n  cathy summers: { name: C }",
      '2:3: people.cathy summers: "cathy summers" is not a GitLab username, such as cathy (as in @cathy)',
    ],
    ["people:\n  cathy: { name: C, email: cathy }", '2:21: people.cathy.email: "cathy" is not an e-mail address'],
    [
      "people:\n  cathy: { name: C, slack_id: cathy }",
      '2:21: people.cathy.slack_id: "cathy" is not a Slack member id such as U0CATHY (profile, "Copy member ID")',
    ],
    [
      "people:\n  cathy: { name: C, slackid: U0CATHY }",
      "2:21: people.cathy.slackid: is not known here; did you mean slack_id?",
    ],
    [
      "people:\n  cathy: { name: C, time_zone: CEST }",
      '2:21: people.cathy.time_zone: "CEST" is not a time zone; write it like Europe/Berlin, America/New_York or Etc/UTC',
    ],
    ["customers:\n  - region: emea\nregions: { emea: {} }", "2:5: customers[0].name: is missing; it must be text"],
    [
      "customers:\n  - name: A\n    csm: cathy summers",
      '3:5: customers[0].csm: "cathy summers" is not a GitLab username, such as cathy (as in @cathy)',
    ],
    [
      "customers:\n  - name: A\n    region: emae\nregions: { emea: {}, amer: {} }",
      '3:5: customers[0].region: "emae" is not among `regions`; did you mean emea?',
    ],
    [
      "customers:\n  - name: A\n    region: emea",
      '3:5: customers[0].region: "emea" is not among `regions`; add it there, or take the line out',
    ],
    [
      "customers:\n  - name: Acme Corp\n  - name: acme  corp",
      '3:5: customers[1].name: "acme  corp" already stands for the customer "Acme Corp"; names and aliases must differ',
    ],
    [
      "customers:\n  - name: Acme Corp\n  - name: B\n    aliases: [ACME CORP]",
      '4:5: customers[1].aliases: "ACME CORP" already stands for the customer "Acme Corp"; names and aliases must differ',
    ],
    ["executives: { cfo: frank }", "1:15: executives.cfo: is not known here; did you mean cro?"],
    [
      "product_areas:\n  ci: { manager: gina }",
      "2:9: product_areas.ci.manager: is not known here; what can stand here is group_product_manager, director, leadership",
    ],
  ])("%j", (text, problem) => {
    expect(problemsIn(Directory, text, "directory.yml")).toEqual([`directory.yml:${problem}`]);
  });

  it("all of them at once, across customers too", () => {
    const text = "customers:\n  - name: A\n    region: nowhere\n  - csm: b c\n  - name: a\n";

    const places = problemsIn(Directory, text).map((problem) => problem.split(": ").slice(0, 2).join(" "));

    expect(places).toEqual([
      "file.yml:3:5 customers[0].region",
      "file.yml:4:5 customers[1].name",
      "file.yml:4:5 customers[1].csm",
      "file.yml:5:5 customers[2].name",
    ]);
  });
});
