import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readFields } from "../../src/escalation/fields.ts";
import { hasHiddenLine } from "../../src/escalation/template.ts";
import { Directory } from "../../src/policy/directory.ts";
import { readLabelFiles } from "../../src/policy/label-files.ts";
import { Policy } from "../../src/policy/policy.ts";
import { TEMPLATE_FIELDS } from "../../src/policy/terms.ts";
import { readYaml } from "../../src/policy/yaml-file.ts";

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const policyIn = (path: string) => readYaml(path, text(path), Policy);

describe("the shipped policy", () => {
  it("is what a file that names nothing means, so that no default is hidden", () => {
    expect(policyIn("policy/escalation-policy.yml")).toEqual(Policy.parse({}));
  });

  it("names every key there is", () => {
    const written = Object.keys(policyIn("policy/escalation-policy.yml"));

    for (const key of written) expect(text("policy/escalation-policy.yml")).toMatch(new RegExp(`^${key}:`, "m"));
    expect(written).toEqual(Object.keys(Policy.shape));
  });

  it("has a second preset that differs in the DRI rules alone (P-DRI-12)", () => {
    const preset = policyIn("policy/csm-where-assigned.yml");

    expect({ ...preset, dri: undefined }).toEqual({ ...Policy.parse({}), dri: undefined });
    expect(preset.dri.rules.map(({ role }) => role)).toEqual([
      "ps_project_manager",
      "csm",
      "customer_success_engineering_leader",
    ]);
  });
});

describe("the example directory", () => {
  it("is valid", () => {
    expect(readYaml("directory.example.yml", text("directory.example.yml"), Directory).customers).toHaveLength(2);
  });
});

describe("the issue template", () => {
  const template = text("issue_templates/Account escalation.md");

  it("has the contract's headings in their order", () => {
    expect([...template.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([...TEMPLATE_FIELDS]);
  });

  it("answers nothing itself: prompts are no values", () => {
    const { openingChecklist, ...answers } = readFields(template);

    expect(answers).toEqual({
      severities: [],
      origins: [],
      natures: [],
      asks: [],
      exitCriteria: [],
      people: {},
      missingHeadings: [],
      cut: false,
    });
    expect(openingChecklist.every(({ done }) => !done)).toBe(true);
  });

  it("lists every opening step of the policy by its id (section 5)", () => {
    const listed = readFields(template).openingChecklist.map((item) => item.text.split(" ")[0]);

    expect(listed.toSorted()).toEqual(
      Policy.parse({})
        .opening_steps.map(({ id }) => id)
        .toSorted(),
    );
  });

  it("offers every option of the boxes", () => {
    const filled = readFields(template.replaceAll("- [ ] ", "- [x] "));

    expect(filled.severities).toEqual(["critical", "high", "medium", "low"]);
    expect(filled.origins).toEqual(["account", "support", "professional-services"]);
    expect(filled.natures).toEqual(["product-related", "platform-related"]);
  });

  it("is recognised without its label, and ends with the quick actions that set it and hide the issue", () => {
    expect(hasHiddenLine(template)).toBe(true);
    expect(template).toMatch(/\n\n\/label ~escalation\n\/confidential\n$/);
  });

  it("says where the other processes are, with the links of the policy (P-SCOPE-2)", () => {
    for (const link of Object.values(Policy.parse({}).links)) expect(template).toContain(link);
  });
});

describe("the shipped labels", () => {
  it("are those of the contract, each with a colour and a description", async () => {
    const labels = await readLabelFiles(`${import.meta.dirname}/../../labels`);

    expect(labels.map(({ name }) => name).toSorted()).toEqual(
      [
        "escalation",
        ...["critical", "high", "medium", "low"].map((value) => `severity::${value}`),
        ...["opened", "in-progress", "awaiting-agreement", "monitoring", "resolved", "redirected"].map(
          (value) => `status::${value}`,
        ),
        ...["account", "support", "professional-services"].map((value) => `origin::${value}`),
        ...["product-related", "platform-related"],
        ...["none", "customer", "internal", "both"].map((value) => `agreement::${value}`),
        ...["rca::requested", "rca::delivered"],
        ...["needs severity", "needs dri", "needs product dri", "update overdue"],
      ].toSorted(),
    );
  });
});
