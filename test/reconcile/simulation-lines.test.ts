import { expect, it } from "vitest";
import type { Simulation } from "../../src/reconcile/simulate.ts";
import { simulationLines } from "../../src/reconcile/simulation-lines.ts";

type Changed = Simulation["changed"][number];

function escalation(iid: number, ...changes: Changed["changes"]): Changed {
  const web_url = `https://gitlab.example.test/-/issues/${iid}`;
  return {
    project_id: 7,
    iid,
    title: "Acme Corp\u001b[31m",
    web_url,
    customer: "Acme Corp",
    severity: "high",
    changes,
  };
}
const kept = { kind: "keep", text: "would bring up to date: status note", from: null, to: "status note" } as const;
const assigned = { kind: "do", text: "would assign @adam", from: null, to: "assign @adam" } as const;

it("a simulation in lines: what changes, what only in words, what could not be read; nothing that drives a terminal", () => {
  const lines = simulationLines({
    at: "2026-11-24T09:00:00.000Z",
    proposed: { policy: Array.from({ length: 32 }, (_, index) => `key${index}: 1 → 2`), directory: [] },
    escalations: 4,
    changed: [escalation(1, assigned, kept), escalation(2, kept)],
    unread: [{ issue: "7#3", reason: "GitLab answered 403" }],
  });

  expect(lines.slice(30)).toEqual([
    "  key29: 1 → 2",
    "  and 2 more",
    "",
    "#1 Acme Corp [31m (high)",
    "https://gitlab.example.test/-/issues/1",
    "  - would assign @adam",
    "  - would bring up to date: status note",
    "",
    "Only what is kept current (status note and the like) would be worded otherwise: #2",
    "",
    "7#3 could not be read: GitLab answered 403",
    "4 open escalations: 1 would change, 1 in words alone, 1 would not, 1 could not be read.",
    "Nothing was done.",
  ]);
});
