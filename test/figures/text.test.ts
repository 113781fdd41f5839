import { describe, expect, it } from "vitest";
import { escalationsCsv } from "../../src/figures/csv.ts";
import { OpenEscalation } from "../../src/figures/open-escalation.ts";
import { openAsText } from "../../src/figures/text.ts";

const READING = { now: Date.parse("2026-11-24T09:00:00Z"), timeZone: "Europe/Berlin" };

function line(more: object): OpenEscalation {
  return OpenEscalation.parse({
    ...{ project_id: 7, iid: 42, title: "Trouble", web_url: "https://gitlab.example.test/42", severity: "low" },
    ...{ customer: "Acme Corp", opened_at: "2026-11-20T09:00:00Z", ...more },
  });
}

describe("open escalations on a terminal", () => {
  it("stand one to a line, the worst first, whatever somebody typed", () => {
    const text = openAsText(
      [line({}), line({ iid: 43, severity: "critical", customer: "\u001b[2J\nAcme\r\u202e Corp" })],
      READING,
    );

    expect(text.split("\n").map((one) => one.split(/ {2,}/).slice(0, 3))).toEqual([
      ["Open escalations: 2"],
      [""],
      ["Issue", "Severity", "Customer"],
      ["#43", "critical", "[2J Acme Corp"],
      ["#42", "low", "Acme Corp"],
    ]);
  });

  it("are none where there are none", () => {
    expect(openAsText([], READING)).toBe("Open escalations: 0");
  });
});

describe("open escalations as CSV", () => {
  it.each(["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])("%j is no formula", (title) => {
    expect(escalationsCsv([line({ title })])).toContain(`'${title}`);
  });

  it("stay in their cells, whatever somebody typed", () => {
    const [, row] = escalationsCsv([line({ title: 'a "b", c\r\nd' })]).split(/\r\n(?=7,|$)/);

    expect(row).toContain('7,42,"a ""b"", c\r\nd",https://gitlab.example.test/42,');
  });
});
