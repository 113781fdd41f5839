import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compare, type Sight } from "../../src/decide/compare.ts";
import { decide } from "../../src/decide/decide.ts";
import { receiptsOf } from "../../src/decide/receipts.ts";
import { differences } from "../../src/policy/differences.ts";
import { Directory } from "../../src/policy/directory.ts";
import { Policy } from "../../src/policy/policy.ts";
import { notDoneYet } from "../../src/reconcile/explain.ts";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { describedAs, HOUR, type Situation, situation } from "./situation.ts";

const FILES = { policy: Policy.parse({}), directory: Directory.parse(parse(DIRECTORY)) };

/** An escalation that has come to rest under the shipped policy. */
function running(): Situation {
  const here = situation({ description: describedAs({ severity: ["High"] }) });
  here.run();
  here.takeOn();
  here.run();
  return here;
}

/** What would be otherwise, in words. */
function under(here: Situation, proposed: { policy?: unknown; directory?: (text: string) => string }): string[] {
  const files = {
    policy: Policy.parse(proposed.policy ?? {}),
    directory: Directory.parse(parse((proposed.directory ?? String)(DIRECTORY))),
  };
  return compare(sight(here, FILES), sight(here, files)).map(({ text }) => text);
}

function sight(here: Situation, files: typeof FILES): Sight {
  const facts = { ...here.facts(), ...files, receipts: receiptsOf(here.effects) };
  const decision = decide(facts);
  const effects = here.effects.map((effect) => ({
    ...effect,
    ...({ lane: "gitlab", stream: "", state: "done", attempts: 0, dueAt: 0, firstTriedAt: undefined } as const),
  }));
  return { facts, decision, wanted: notDoneYet(decision.actions, effects) };
}

describe("what a proposed policy or directory would change of an escalation", () => {
  it("nothing, where it says the same", () => {
    expect(under(running(), {})).toEqual([]);
  });

  it("nothing, where what it changes does not concern this one", () => {
    expect(under(running(), { policy: { severities: { low: { involve: ["ceo"] } } } })).toEqual([]);
  });

  it("an update is due at another time, and so is what follows from it (P-CAD-1)", () => {
    const changes = under(running(), { policy: { severities: { high: { internal_update: { every: "P2D" } } } } });

    expect(changes).toEqual([
      "internal update due: moves from Wed 25 Nov 2026, 18:00 CET to Thu 26 Nov 2026, 18:00 CET",
      "reminder of the internal update: moves from Wed 25 Nov 2026, 16:00 CET to Thu 26 Nov 2026, 16:00 CET",
      "CSM manager told of the missing internal update: moves from Thu 26 Nov 2026, 13:00 CET to Fri 27 Nov 2026, 13:00 CET",
      "would bring up to date: status note",
    ]);
  });

  it("as the guide for process owners shows it", () => {
    const changes = under(running(), { policy: { severities: { high: { customer_update: { every: "P3D" } } } } });
    const guide = readFileSync("docs/process-owner.md", "utf8");

    expect(changes).toHaveLength(4);
    expect(changes.filter((text) => !guide.includes(`  - ${text}\n`))).toEqual([]);
  });

  it("what is overdue as soon as it is due is told once, else both", () => {
    const changes = under(running(), {
      policy: { severities: { high: { internal_update: { overdue_after: "P1D" } } } },
    });

    expect(changes[0]).toBe(
      "internal update overdue: moves from Wed 25 Nov 2026, 18:00 CET to Thu 26 Nov 2026, 18:00 CET",
    );
  });

  it("what is late already under it would be said at once", () => {
    const here = running();
    here.now += 3 * HOUR;
    const changes = under(here, { policy: { severities: { high: { internal_update: { every: "PT1H" } } } } });

    expect(changes).toContain("would be overdue");
    expect(changes).toContain('would set ~"update overdue"');
    expect(
      changes.filter((text) => text.startsWith("would say on the issue: @cathy: an internal update is overdue")),
    ).toHaveLength(1);
    expect(changes.filter((text) => text.startsWith("would say in the channel: Overdue"))).toEqual([]);
  });

  it("a clock that is not asked for any more", () => {
    const changes = under(running(), { policy: { severities: { high: { customer_update: "none" } } } });

    expect(changes[0]).toBe("communication with the customer due: not any more, was Thu 26 Nov 2026, 18:00 CET");
  });

  it("another rule hands over to its person, and says so (P-DRI-8)", () => {
    const rules = [{ role: "account_manager" }];
    const changes = under(running(), { policy: { dri: { rules } } });

    expect(changes).toContain("would assign @adam");
    expect(changes[0]).toMatch(/^DRI moves from @cathy to @adam \(account manager, because no other rule applies/);
    expect(changes.some((text) => text.startsWith("to be taken on by the DRI: new, Tue 24 Nov 2026, 12:00 CET"))).toBe(
      true,
    );
    expect(changes.some((text) => text.startsWith("would say on the issue: "))).toBe(true);
  });

  it("a role that nobody holds is asked for (P-DRI-6)", () => {
    const rules = [{ role: "customer_success_engineering_leader" }];
    const withoutLeader = (text: string) => text.replace("customer_success_engineering_leader: leo, ", "");
    const changes = under(running(), { policy: { dri: { rules } }, directory: withoutLeader });

    expect(changes).toContain('would set ~"needs dri"');
    expect(changes.some((text) => /^would ask on the issue: @cathy.*who is the DRI\?/.test(text))).toBe(true);
  });

  it("who is made aware besides is invited (P-SEV-3)", () => {
    const involve = [...FILES.policy.severities.high.involve, "account_manager"];
    const changes = under(running(), { policy: { severities: { high: { involve } } } });

    expect(changes).toContain("would invite @adam to the channel");
  });

  it("a step and a gate more (P-OPEN-1, P-CLOSE-1)", () => {
    const opening_steps = [...FILES.policy.opening_steps, { id: "legal", within: "P1D", by: "person" }];
    expect(under(running(), { policy: { opening_steps } })).toContain(
      'opening step "legal" due: new, Wed 25 Nov 2026, 18:00 CET',
    );

    expect(under(running(), { policy: { closing: { require: ["resolution"] } } })).toEqual([
      "closing would no longer take: customer agreement",
      "closing would no longer take: internal agreement",
      "would bring up to date: status note",
    ]);
  });

  it("another manager in the directory (P-ROLE-1)", () => {
    const changes = under(running(), {
      directory: (text) => text.replaceAll("csm_manager: mona", "csm_manager: lena"),
    });

    expect(changes[0]).toBe("CSM manager moves from @mona to @lena");
  });
});

describe("in what proposed files differ from those in force", () => {
  it.each([
    [{}, {}, []],
    [{ a: { b: "P1D" } }, { a: { b: "P2D" } }, ['a.b: "P1D" → "P2D"']],
    [{ a: [1, 2] }, { a: [2] }, ["a: [1,2] → [2]"]],
    [
      { steps: [{ id: "x", by: "person" }] },
      { steps: [{ id: "x", by: "service" }] },
      ['steps.x.by: "person" → "service"'],
    ],
    [
      { customers: [{ name: "Acme" }] },
      { customers: [{ name: "Acme" }, { name: "Globex" }] },
      ['customers.Globex: new, {"name":"Globex"}'],
    ],
    [
      { customers: [{ name: "Acme", csm: "a" }] },
      { customers: [{ name: "Acme" }] },
      ['customers.Acme.csm: left out, was "a"'],
    ],
    [
      { rules: [{ role: "a" }, { role: "b" }] },
      { rules: [{ role: "b" }, { role: "a" }] },
      ['rules.1.role: "a" → "b"', 'rules.2.role: "b" → "a"'],
    ],
    [{ s: [{ id: "x" }, { id: "y" }] }, { s: [{ id: "y" }, { id: "x" }] }, ["s: another order"]],
  ])("%j and %j", (before, after, lines) => {
    expect(differences(before, after)).toEqual(lines);
  });
});
