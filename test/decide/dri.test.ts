import { describe, expect, it } from "vitest";
import { describedAs, MEMBERS, member, rowsOf, situation } from "./situation.ts";

const without = (...usernames: string[]) => MEMBERS.filter(({ username }) => !usernames.includes(username));

describe("who is the DRI", () => {
  it.each([
    {
      rule: "P-DRI-2",
      severity: "Critical",
      origin: ["Professional services"],
      dri: "petra",
      because: "PS project manager, because origin is professional-services (rule 1)",
    },
    {
      rule: "P-DRI-2",
      severity: "Low",
      origin: ["Professional services"],
      dri: "petra",
      because: "PS project manager, because origin is professional-services (rule 1)",
    },
    {
      rule: "P-DRI-3",
      severity: "High",
      origin: ["Support ticket"],
      dri: "cathy",
      because: "CSM, because severity is critical or high (rule 2)",
    },
    {
      rule: "P-DRI-4",
      severity: "Medium",
      origin: ["Support ticket"],
      dri: "olga",
      because: "support engineer, because origin is support and severity is medium or low (rule 3)",
    },
    {
      rule: "P-DRI-5",
      severity: "Low",
      origin: [],
      dri: "cathy",
      because: "CSM, because no other rule applies (rule 4)",
    },
  ])(
    "$rule: $severity from $origin is $dri's, and the status note says by which rule",
    ({ severity, origin, dri, because }) => {
      const here = situation({ description: describedAs({ severity: [severity], origin }) });

      here.run();

      const { name } = member(dri);
      expect(here.issue.assignees).toEqual([member(dri)]);
      expect(rowsOf(here.statusNote)["DRI"]).toBe(`@${dri} (${name}): ${because}; named in the directory`);
    },
  );

  it("P-DRI-4: the CSM is named to be informed where Support is the DRI", () => {
    const here = situation({ description: describedAs({ severity: ["Low"], origin: ["Support ticket"] }) });

    here.run();

    expect(rowsOf(here.statusNote)["To be informed by the DRI"]).toBe("@cathy (Cathy Summers, CSM)");
  });

  it("the issue's People win over the directory", () => {
    const here = situation({ description: describedAs({ severity: ["High"], people: { CSM: "@sam" } }) });

    here.run();

    expect(here.issue.assignees).toEqual([member("sam")]);
    expect(rowsOf(here.statusNote)["DRI"]).toMatch(/; named in the issue$/);
  });

  it.each([
    { typed: "@Sam", because: "GitLab's usernames ignore case" },
    { typed: "Sam Reyes", because: "the directory knows the name" },
    { typed: "sam@example.test", because: "the directory knows the address" },
  ])("somebody typed as $typed is @sam: $because", ({ typed }) => {
    const here = situation({ description: describedAs({ severity: ["High"], people: { CSM: typed } }) });

    here.run();

    expect(here.issue.assignees).toEqual([member("sam")]);
  });

  it("a name is never taken for another person's username", () => {
    const here = situation({ description: describedAs({ severity: ["High"], people: { CSM: "Sam Elsewhere" } }) });

    here.run();

    expect(here.issue.assignees).toEqual([]);
    expect(here.statusNote).toContain(
      "- No DRI yet: it should be the CSM, because severity is critical or high (rule 2), but Sam Elsewhere is no member of this project and cannot be assigned",
    );
  });

  it("support on call who is no member is skipped for the next", () => {
    const directory = "customers: [{ name: Acme Corp, csm: cathy }]\nsupport: { on_call: [olga, sam] }";
    const here = situation({
      directory,
      members: without("olga"),
      description: describedAs({ severity: ["Low"], origin: ["Support ticket"] }),
    });

    here.run();

    expect(here.issue.assignees).toEqual([member("sam")]);
  });

  it("P-DRI-6: a CSM who is no member leaves the seat empty; author and CSM manager are asked", () => {
    const here = situation({ members: without("cathy"), description: describedAs({ severity: ["High"] }) });

    here.run();

    expect(here.issue.labels).toContain("needs dri");
    expect(here.notes).toHaveLength(1);
    expect(here.notes[0]).toMatch(
      /^@cathy @mona: who is the DRI\? It should be the CSM, because severity is critical or high \(rule 2\), but Cathy Summers is no member/,
    );
    expect(here.statusNote).toContain("- On GitLab Cathy Summers is no member of this project and is not notified");
  });

  it.each([
    {
      directory: "{}",
      customer: "Acme Corp",
      says: "the issue names none and the directory does not know the customer",
    },
    {
      directory: "customers: [{ name: Acme Corp }]",
      customer: "Acme Corp",
      says: "neither the issue nor the directory names one",
    },
    { directory: "{}", customer: "", says: "the issue does not name the customer" },
  ])("P-DRI-6: nobody can be told because $says", ({ directory, customer, says }) => {
    const here = situation({ directory, description: describedAs({ customer, severity: ["High"] }) });

    here.run();

    expect(here.notes.join("\n")).toContain(
      `It should be the CSM, because severity is critical or high (rule 2), but ${says}.`,
    );
    expect(rowsOf(here.statusNote)["DRI"]).toBe("_not known yet_");
  });

  it("P-DRI-12: the second preset goes by whether a CSM is assigned", () => {
    const policy = {
      dri: { rules: [{ when: { has: "csm" }, role: "csm" }, { role: "customer_success_engineering_leader" }] },
    };
    const acme = situation({ policy, description: describedAs({ severity: ["Low"], origin: ["Support ticket"] }) });
    const globex = situation({ policy, description: describedAs({ customer: "Globex", severity: ["Low"] }) });

    acme.run();
    globex.run();

    expect(acme.issue.assignees).toEqual([member("cathy")]);
    expect(rowsOf(acme.statusNote)["DRI"]).toContain("CSM, because there is a CSM (rule 1)");
    expect(globex.issue.assignees).toEqual([member("leo")]);
  });
});

describe("the assignee (P-DRI-1, P-DRI-7)", () => {
  const opened = (assignees: readonly string[] = []) => {
    const here = situation({ assignees, description: describedAs({ severity: ["High"] }) });
    here.run();
    return here;
  };

  it("chosen by hand at the opening is kept", () => {
    const here = opened(["sam"]);

    expect(here.issue.assignees).toEqual([member("sam")]);
    expect(rowsOf(here.statusNote)["DRI"]).toBe("@sam (Sam Reyes): assigned by hand");
  });

  it("of several at the opening is the one the rules name, else the first", () => {
    expect(opened(["sam", "cathy"]).issue.assignees).toEqual([member("cathy")]);
    expect(opened(["sam", "olga"]).issue.assignees).toEqual([member("sam")]);
  });

  it("removed is put back and explained once", () => {
    const here = opened();

    here.issue = { ...here.issue, assignees: [] };
    here.run();

    expect(here.issue.assignees).toEqual([member("cathy")]);
    expect(here.notes).toHaveLength(1);
    expect(here.notes[0]).toContain("I assigned @cathy again");
    expect(here.run().wanted).toEqual([]);
  });

  it("replaced is followed, and both are told once (P-DRI-7)", () => {
    const here = opened();

    here.issue = { ...here.issue, assignees: [member("sam")] };
    here.run();

    expect(here.memory.dri?.username).toBe("sam");
    const said = here.notes.filter((note) => note.includes("escalations:handover"));
    expect(said).toEqual([expect.stringContaining("@sam is the DRI now, after @cathy")]);
  });

  it("joined by others stays the only one", () => {
    const here = opened();

    here.issue = { ...here.issue, assignees: [member("sam"), member("cathy")] };
    here.run();

    expect(here.issue.assignees).toEqual([member("cathy")]);
  });
});
