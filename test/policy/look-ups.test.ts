import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Directory } from "../../src/policy/directory.ts";
import {
  findCustomer,
  findPerson,
  type RoleQuestion,
  regionOf,
  resolveRole,
  rolesOf,
  timeZoneOf,
} from "../../src/policy/look-ups.ts";
import { Policy } from "../../src/policy/policy.ts";

const directory = Directory.parse({
  people: {
    cathy: { name: "Cathy Summers", roles: ["csm"], time_zone: "Europe/Lisbon" },
    mona: { name: "Mona Okafor", roles: ["csm_manager"] },
  },
  customers: [
    {
      name: "Acme Corp",
      aliases: ["ACME", "ﬁrst"],
      region: "emea",
      csm: "cathy",
      csm_manager: "max",
      product_area: "ci",
    },
    { name: "Globex", region: "emea", csm: "cathy" },
    { name: "Initech" },
  ],
  regions: {
    emea: {
      csm_leader: "lena",
      csm_managers: ["mona", "milo"],
      customer_success_engineering_leader: "leo",
      time_zone: "Europe/Berlin",
    },
    amer: { csm_leader: "lars" },
  },
  executives: { ceo: "erin", product: "paula" },
  product_areas: { ci: { group_product_manager: "gina", leadership: "lou" }, Registry: { director: "rita" } },
  support: { on_call: ["olga", "oskar"] },
});
const acme = findCustomer(directory, "Acme Corp");
const globex = findCustomer(directory, "Globex");
const initech = findCustomer(directory, "Initech");

describe("a customer is found by name or alias", () => {
  it.each(["Acme Corp", "  acme   CORP ", "acme", "Ａｃｍｅ", "FIRST", "acme\u00A0corp"])("%j", (typed) => {
    expect(findCustomer(directory, typed)?.name).toBe("Acme Corp");
  });

  it.each(["", "Acm", "Acme Corporation", "toString"])("and not by %j", (typed) => {
    expect(findCustomer(directory, typed)).toBeUndefined();
  });

  it("whatever the name, its case, and the blanks around it", () => {
    const names = fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1 }), { maxLength: 5 });
    const changes = fc.constantFrom(
      (name: string) => name.toUpperCase(),
      (name: string) => name.toLowerCase(),
      (name: string) => `\t${name} `,
      (name: string) => name.normalize("NFD"),
    );
    fc.assert(
      fc.property(names, changes, (called, change) => {
        const read = Directory.safeParse({ customers: called.map((name) => ({ name })) });
        // Names that are blank, or the same save for their case, are refused as a directory.
        fc.pre(read.success);

        for (const { name } of read.data.customers) expect(findCustomer(read.data, change(name))?.name).toBe(name);
      }),
    );
  });
});

describe("a person is found by username", () => {
  it.each(["cathy", "@cathy", "Cathy"])("%s", (username) => {
    expect(findPerson(directory, username)?.name).toBe("Cathy Summers");
  });

  it("and is unknown where GitLab knows them and the directory does not", () => {
    expect(findPerson(directory, "max")).toBeUndefined();
    expect(findPerson(directory, "constructor")).toBeUndefined();
  });
});

describe("a role is resolved to who holds it", () => {
  const situations: [string, RoleQuestion, string[]][] = [
    ["the customer's CSM", { role: "csm", customer: acme }, ["cathy"]],
    ["nobody, where the customer has no CSM", { role: "csm", customer: initech }, []],
    ["nobody, where the customer is unknown", { role: "csm" }, []],
    ["the customer's own CSM manager", { role: "csm_manager", customer: acme }, ["max"]],
    ["else the region's first CSM manager", { role: "csm_manager", customer: globex }, ["mona"]],
    ["nobody, where there is no region", { role: "csm_manager", customer: initech }, []],
    ["the region's CSM leader", { role: "csm_leader", customer: acme }, ["lena"]],
    ["that of another region, where one is named", { role: "csm_leader", customer: acme, region: "amer" }, ["lars"]],
    ["nobody, in a region nobody knows", { role: "csm_leader", region: "toString" }, []],
    [
      "the region's engineering leader (P-DRI-12)",
      { role: "customer_success_engineering_leader", customer: acme },
      ["leo"],
    ],
    ["who is on call (P-DRI-4)", { role: "support" }, ["olga", "oskar"]],
    ["an executive", { role: "ceo" }, ["erin"]],
    ["nobody, where the executive is not named", { role: "cro" }, []],
    ["the customer's product area (P-PROD-1)", { role: "group_product_manager", customer: acme }, ["gina"]],
    ["the product area of the issue", { role: "director", customer: acme, productArea: "registry" }, ["rita"]],
    ["nobody, where a rank is open", { role: "director", customer: acme }, []],
  ];
  it.each(situations)("%s", (_because, question, holders) => {
    expect(resolveRole(directory, question)).toEqual(holders);
  });
});

describe("what is known of a person's roles (P-DRI-7)", () => {
  it.each([
    ["cathy", ["csm"]],
    ["milo", ["csm_manager"]],
    ["@Max", ["csm_manager"]],
    ["lou", ["product"]],
    ["oskar", ["support"]],
    ["stranger", []],
  ])("%s: %j", (username, roles) => {
    expect(rolesOf(directory, username)).toEqual(roles);
  });
});

describe("the time zone is", () => {
  const policy = Policy.parse({ working_time: { time_zone: "Asia/Tokyo" } });

  it.each([
    ["the person's", { person: "cathy", region: "emea" }, "Europe/Lisbon"],
    ["else the region's", { person: "mona", region: "emea" }, "Europe/Berlin"],
    ["else the policy's", { person: "mona", region: "amer" }, "Asia/Tokyo"],
    ["the policy's, where nothing is known", {}, "Asia/Tokyo"],
  ])("%s", (_which, whose, zone) => {
    expect(timeZoneOf({ policy, directory }, whose)).toBe(zone);
  });
});

describe("a customer's region", () => {
  it("comes with its name", () => {
    expect(regionOf(directory, globex)).toMatchObject({ name: "emea", csm_leader: "lena" });
  });

  it("is unknown where the customer has none", () => {
    expect(regionOf(directory, initech)).toBeUndefined();
  });
});
