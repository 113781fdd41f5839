import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readFields } from "../../src/escalation/fields.ts";
import { describedAs, HOUR, MORNING, type Situation, type SituationOptions, say, situation } from "./situation.ts";

const DONE = "- [x] CSM sentiment updated to at risk";
const SENT = `${DONE}: sent to the customer-success platform`;
const KEY = "sentiment-at-risk/1";

function opened(severity: string, options: SituationOptions = {}): Situation {
  const here = situation({ description: describedAs({ severity: [severity] }), ...options });
  here.run();
  here.takeOn();
  here.run();
  return here;
}

function reports({ wanted }: Situation) {
  return wanted.filter(({ action }) => action.type === "report-sentiment");
}

/** Comments that ask for steps, once the step is due. */
function askedFor(here: Situation): string[] {
  here.now = MORNING + 4 * HOUR;
  here.run();
  return here.notes.filter((text) => text.includes("/esc done sentiment"));
}

describe("the step `sentiment` (process section 5) by a person", () => {
  it("is done by the template's own box, and is owed again when that is taken back", () => {
    const ticked = "- [x] sentiment — the customer's CSM sentiment set to at risk";
    const template = readFileSync("issue_templates/Account escalation.md", "utf8");
    expect(template).toContain(ticked.replace("[x]", "[ ]"));
    const checklist = template
      .slice(template.indexOf("## Opening checklist"))
      .replace("- [ ] sentiment", "- [x] sentiment");
    expect(readFields(checklist).openingChecklist.filter(({ done }) => done)).toHaveLength(1);
    const here = opened("High");
    const without = here.issue.description;

    here.issue = { ...here.issue, description: `${without}\n${checklist}` };
    here.run();
    expect(here.statusNote).toMatch(new RegExp(`^${DONE.replaceAll("[", "\\[").replaceAll("]", "\\]")}$`, "m"));
    expect(askedFor(here)).toEqual([]);

    here.issue = { ...here.issue, description: without };
    here.run();
    expect(here.statusNote).not.toContain(DONE);
    expect(askedFor(here)).toHaveLength(1);
  });

  it("is done by command, and nobody is told where no platform is connected", () => {
    const here = opened("High");

    say(here, "cathy", "/esc done sentiment");

    expect(here.statusNote).toContain(DONE);
    expect(here.statusNote).not.toContain("platform");
    expect(askedFor(here)).toEqual([]);
    expect(reports(here)).toEqual([]);
  });
});

describe("the step `sentiment` through the connector", () => {
  it.each(["Critical", "High"])("%s: reported once, aside; done, and nobody is asked", (severity) => {
    const here = opened(severity, { sentimentSink: true });

    expect(reports(here)).toMatchObject([
      {
        ...{ key: KEY, lane: "aside" },
        action: {
          ...{ event: "at-risk", at: MORNING, customer: "Acme Corp", severity: severity.toLowerCase() },
          escalation: { projectId: 7, iid: 42 },
          dri: { username: "cathy", name: "Cathy Summers" },
        },
      },
    ]);
    expect(here.statusNote).toContain(SENT);
    expect(askedFor(here)).toEqual([]);
    expect(reports(here)).toHaveLength(1);
  });

  it("a medium one is not, until it is raised; up and down later changes nothing", () => {
    const here = opened("Medium", { sentimentSink: true });
    expect(reports(here)).toEqual([]);

    say(here, "mona", "/esc severity high it spreads");
    expect(reports(here)).toMatchObject([{ key: KEY, action: { severity: "high", at: here.now } }]);

    say(here, "mona", "/esc severity medium calmer");
    say(here, "mona", "/esc severity critical worse than ever");
    expect(reports(here)).toHaveLength(1);
    expect(here.statusNote).toContain(SENT);
  });

  it("given up: the gap is shown, the step is open and asked for, and a person's word closes it", () => {
    const here = situation({ description: describedAs({ severity: ["High"] }), sentimentSink: true });
    here.broken.add("report-sentiment");
    here.run();

    expect(here.statusNote).toContain(
      "- Could not tell the customer-success platform that the customer is at risk: no",
    );
    expect(here.statusNote).toContain("- [ ] CSM sentiment updated to at risk");
    expect(askedFor(here)).toHaveLength(1);

    say(here, "cathy", "/esc done sentiment");
    expect(here.statusNote).toContain(DONE);
    expect(here.statusNote).not.toContain(SENT);
  });

  it("what a person has done already is not reported", () => {
    const description = `${describedAs({ severity: ["High"] })}\n## Opening checklist\n\n- [x] sentiment\n`;

    const here = opened("High", { description, sentimentSink: true });

    expect(reports(here)).toEqual([]);
    expect(here.statusNote).toContain(DONE);
  });

  it("waits for the customer's name", () => {
    const description = describedAs({ severity: ["High"], customer: "" });
    const here = opened("High", { description, title: "Pipelines stand still", sentimentSink: true });
    expect(reports(here)).toEqual([]);

    here.issue = { ...here.issue, description: describedAs({ severity: ["High"] }) };
    here.run();

    expect(reports(here)).toMatchObject([{ action: { customer: "Acme Corp" } }]);
  });

  it("P-OPEN-7: a restricted customer is named there, but not one that the issue only seems to mean", () => {
    const exact = describedAs({ severity: ["High"], customer: "Ministry of Maps" });
    const slip = describedAs({ severity: ["High"], customer: "Ministry of Mapps" });
    const here = opened("High", { description: slip, sentimentSink: true });
    expect(reports(here)).toEqual([]);

    here.issue = { ...here.issue, description: exact };
    here.run();

    expect(reports(here)).toMatchObject([{ action: { customer: "Ministry of Maps" } }]);
  });

  it("is left alone where the policy has no such step", () => {
    const here = opened("High", { sentimentSink: true, policy: { opening_steps: [] } });

    expect(reports(here)).toEqual([]);
  });
});
