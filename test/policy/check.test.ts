import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Candidate, checkFiles, kindOf } from "../../src/policy/check.ts";
import { codeQualityReport } from "../../src/policy/code-quality.ts";
import { PRESETS } from "../../src/policy/presets.ts";
import { describeProblem } from "../../src/policy/problems.ts";

const DIRECTORY = `
customers: [{ name: Acme Corp, segment: enterprise, region: emea, csm: cathy, account_manager: adam }]
regions: { emea: { csm_leader: lena, csm_managers: [mona] } }
executives: { vp_sales: victor, product: paula, cro: carl, ceo: erin, vp_customer_success: vera }
`;

function check(...files: Candidate[]) {
  const checked = checkFiles(files);
  return {
    kinds: checked.map(({ kind }) => kind),
    problems: checked.flatMap(({ problems }) => problems.map(describeProblem)),
    warnings: checked.flatMap(({ warnings }) => warnings.map(describeProblem)),
  };
}

describe("files are told apart by what stands in them", () => {
  it.each([
    ["policy", "severities: {}", "a.yml"],
    ["directory", "people: {}", "a.yml"],
    ["policy", "dri: {}\ncustomers: []\nlinks: {}", "directory.yml"],
    ["policy", "confidentail: true", "a.yml"],
    ["directory", "custommers: []", "a.yml"],
    ["policy", "dri: [", "a.yml"],
    ["directory", "", "conf/directory.yml"],
    ["policy", "# nothing yet", "my-policy.yml"],
    [undefined, "steps: []", "a.yml"],
    [undefined, "- 1", "a.yml"],
  ])("%s: %j in %s", (kind, text, file) => {
    expect(kindOf(text, file)).toBe(kind);
  });
});

describe("escalations policy check", () => {
  it("says file, line and column of every problem, of both files", () => {
    const found = check(
      { file: "p.yml", text: "confidential: true\nseverities: { high: { acept_within: P1D } }\n" },
      { file: "d.yml", text: "customers:\n  - csm: cathy\n" },
    );

    expect(found.problems).toEqual([
      "p.yml:2:23: severities.high.acept_within: is not known here; did you mean accept_within?",
      "d.yml:2:5: customers[0].name: is missing; it must be text",
    ]);
  });

  it("what is neither is a problem", () => {
    expect(check({ file: "a.yml", text: "jobs: []" }).problems).toEqual([
      "a.yml:1:1: is neither a policy nor a directory: no key of either stands in it",
    ]);
  });

  it("warns of a DRI rule that can never hold, and of a role that nobody has (P-DRI-12)", () => {
    const policy = `dri:
  rules:
    - { when: { segment: enterprize }, role: csm }
    - { when: { region: apac }, role: customer_success_engineering_leader }
    - { role: csm }
`;
    const found = check({ file: "p.yml", text: policy }, { file: "d.yml", text: DIRECTORY });

    expect(found).toEqual({
      kinds: ["policy", "directory"],
      problems: [],
      warnings: [
        'p.yml:3:17: dri.rules[0].when.segment: no customer of the directory has the segment "enterprize"; did you mean enterprise?',
        'p.yml:4:17: dri.rules[1].when.region: no customer of the directory has the region "apac"',
        "p.yml:4:33: dri.rules[1].role: nobody in the directory is customer_success_engineering_leader, so it stays empty unless the issue names somebody",
      ],
    });
  });

  it("the shipped files have nothing to warn of", () => {
    const read = (file: string) => ({ file, text: readFileSync(file, "utf8") });

    for (const { file } of PRESETS) {
      const found = check(read(`policy/${file}`), read("directory.example.yml"));
      expect({ problems: found.problems, warnings: found.warnings }).toEqual({ problems: [], warnings: [] });
    }
  });

  it("a finding stands beside its line in a merge request", () => {
    const checked = checkFiles([{ file: "./p.yml", text: "\nconfidentail: true\n" }]);

    expect(codeQualityReport(checked)).toMatchObject([
      {
        severity: "major",
        location: { path: "p.yml", lines: { begin: 2 } },
        description: expect.stringContaining("did you mean confidential?"),
      },
    ]);
  });
});
