import { describe, expect, it } from "vitest";
import { Directory } from "../../../src/policy/directory.ts";
import type { Sighted } from "../../../src/web/pages/viewer.ts";
import { mayRead } from "../../../src/web/sign-in/may-read.ts";

const [HERE, ELSEWHERE] = [71, 72];
const [MINIMAL, GUEST, PLANNER, OWNER] = [5, 10, 15, 50];

const directory = Directory.parse({
  customers: [
    { name: "Ministry of Maps", restricted: true, region: "emea", csm: "cathy", account_manager: "adam" },
    { name: "Acme Corp", region: "emea", csm: "carla" },
  ],
  regions: {
    emea: { csm_leader: "lena", csm_managers: ["mona", "max"], customer_success_engineering_leader: "leo" },
    apac: { csm_leader: "ling" },
  },
  executives: { ceo: "erin" },
  support: { on_call: ["olga"] },
});

const reader = (username: string, level = PLANNER, projectId = HERE) => ({
  username,
  levels: new Map([[projectId, level]]),
});

const sighted = (escalation: Partial<Sighted> = {}): Sighted => ({
  ...{ project_id: HERE, iid: 1, restricted: false, dri: null, product_dri: null, manager: null },
  ...escalation,
});

describe("who may read an escalation, as GitLab has it", () => {
  it.each([
    { level: PLANNER, confidential: true, may: true, because: "a Planner reads confidential issues" },
    { level: OWNER, confidential: true, may: true, because: "an owner reads everything" },
    { level: GUEST, confidential: true, may: false, because: "a guest reads no confidential issues" },
    { level: GUEST, confidential: false, may: true, because: "a guest reads all others" },
    { level: GUEST, confidential: undefined, may: false, because: "what is not known counts as confidential" },
    {
      level: GUEST,
      confidential: true,
      readers: ["Sam"],
      may: true,
      because: "but an author or assignee reads theirs",
    },
    { level: GUEST, confidential: true, readers: ["sammy"], may: false, because: "and nobody else's" },
    {
      level: GUEST,
      confidential: true,
      dri: "sam",
      may: false,
      because: "a DRI who is not the assignee is none of them",
    },
    { level: MINIMAL, confidential: false, may: false, because: "minimal access shows no project" },
  ])("$because", ({ level, confidential, readers, dri = null, may }) => {
    const escalation = sighted({
      dri,
      ...(confidential !== undefined && { confidential }),
      ...(readers && { readers }),
    });

    expect(mayRead(reader("sam", level), escalation, directory)).toBe(may);
  });

  it("counts by project: a member of another one reads nothing here, not even as its author", () => {
    const escalation = sighted({ confidential: false, readers: ["sam"] });

    expect(mayRead(reader("sam", OWNER, ELSEWHERE), escalation, directory)).toBe(false);
  });
});

describe("P-OPEN-7: who may read of a restricted customer", () => {
  const restricted = (escalation: Partial<Sighted> = {}) =>
    sighted({ restricted: true, customer: "Ministry of Maps", region: "emea", ...escalation });

  it.each([
    { who: "cathy", may: true, because: "its CSM" },
    { who: "adam", may: true, because: "its account manager" },
    { who: "mona", may: true, because: "a CSM manager of its region" },
    { who: "max", may: true, because: "another one" },
    { who: "lena", may: true, because: "its region's CSM leader" },
    { who: "erin", may: true, because: "an executive" },
    { who: "ERIN", may: true, because: "whatever the case" },
    { who: "carla", may: false, because: "not another customer's CSM" },
    { who: "ling", may: false, because: "not another region's leader" },
    { who: "leo", may: false, because: "not the engineers' leader, who is asked in when needed" },
    { who: "olga", may: false, because: "not whoever is on call" },
    { who: "sam", may: false, because: "not anybody who may read the issue on GitLab" },
  ])("$because ($who)", ({ who, may }) => {
    expect(mayRead(reader(who, OWNER), restricted(), directory)).toBe(may);
  });

  it.each([
    { part: { dri: "sam" } },
    { part: { product_dri: "sam" } },
    { part: { manager: "sam" } },
    { part: { readers: ["sam"] } },
  ])("whoever has a part in it: $part", ({ part }) => {
    expect(mayRead(reader("sam"), restricted(part), directory)).toBe(true);
  });

  it("but nobody who may not read the issue itself", () => {
    expect(mayRead(reader("cathy", GUEST), restricted(), directory)).toBe(false);
    expect(mayRead({ username: "cathy", levels: new Map() }, restricted(), directory)).toBe(false);
  });

  it("its region's and the executives where the directory does not know the customer", () => {
    const unknown = restricted({ customer: null, region: "emea" });

    expect(["lena", "erin", "cathy"].map((who) => mayRead(reader(who), unknown, directory))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
