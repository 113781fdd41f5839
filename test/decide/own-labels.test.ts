import { describe, expect, it } from "vitest";
import type { LabelChange } from "../../src/escalation/issue.ts";
import { describedAs, MINUTE, member, type Situation, situation } from "./situation.ts";

function opened(labels: readonly string[] = []): Situation {
  const here = situation({
    description: describedAs({ severity: ["High"] }),
    labels: ["escalation", ...labels],
  });
  here.run();
  here.now += MINUTE;
  return here;
}

/** Somebody sets these labels by hand, as GitLab with scoped labels would have it. */
function setByHand(here: Situation, by: string, label: string): void {
  const scope = label.includes("::") ? label.split("::")[0] : undefined;
  const gone = here.issue.labels.filter((one) => scope !== undefined && one.startsWith(`${scope}::`));
  const at = here.issue.updatedAt + 1000;
  const labels: LabelChange[] = [
    { at, by: member(by), label, added: true },
    ...gone.map((one) => ({ at, by: member(by), label: one, added: false })),
  ];
  here.history = { labels };
  here.issue = {
    ...here.issue,
    updatedAt: at,
    labels: [...here.issue.labels.filter((one) => !gone.includes(one)), label],
  };
}

describe("P-STAT-2: labels that only the service moves", () => {
  it.each(["status::resolved", "status::awaiting-agreement", "agreement::both", "rca::delivered", "needs dri"])(
    "%s set by hand is put back, with one explanation",
    (label) => {
      const here = opened();

      setByHand(here, "mona", label);
      here.run();

      expect(here.issue.labels).toContain("status::opened");
      expect(here.issue.labels).not.toContain(label);
      expect(here.notes).toHaveLength(1);
      expect(here.notes[0]).toContain(`\`${label}\``);
      expect(here.run().wanted).toEqual([]);
    },
  );

  it("a status set by hand is never published", () => {
    const here = opened();

    setByHand(here, "mona", "status::resolved");
    const { wanted } = here.run();

    expect(JSON.stringify(wanted.filter(({ lane }) => lane === "slack"))).not.toContain("resolved");
    expect(here.statusNote).not.toContain("resolved");
  });

  it("one that came with the opening is put back too", () => {
    const here = opened(["status::resolved"]);

    expect(here.issue.labels).toContain("status::opened");
    expect(here.issue.labels).not.toContain("status::resolved");
    expect(here.notes).toEqual([expect.stringContaining("`status::resolved`")]);
  });

  it("P-DRI-13: at the opening the boxes say the origin, and a label against them is put back", () => {
    const here = situation({
      description: describedAs({ severity: ["Low"], origin: ["Account (no support ticket)"] }),
      labels: ["escalation", "origin::support"],
    });

    here.run();

    expect(here.issue.labels).toContain("origin::account");
    expect(here.issue.labels).not.toContain("origin::support");
    expect(here.notes).toEqual([expect.stringContaining("`origin::support`")]);
  });

  it("`status::monitoring` by the DRI is the command", () => {
    const here = opened();
    const { username } = here.memory.dri ?? { username: "" };

    setByHand(here, username, "status::monitoring");
    const { wanted } = here.run();

    expect(here.memory.status).toBe("monitoring");
    expect(here.issue.labels).toContain("status::monitoring");
    expect(here.notes).toEqual([]);
    expect(wanted.filter(({ key }) => key === "moved/1/1")).toHaveLength(1);
  });

  it("P-ROLE-5: by somebody else it is put back", () => {
    const here = opened();

    setByHand(here, "adam", "status::monitoring");
    here.run();

    expect(here.memory.status).toBe("opened");
    expect(here.notes).toHaveLength(1);
  });

  it("`status::in-progress` by the DRI takes it on, or takes monitoring back", () => {
    const here = opened();
    const { username } = here.memory.dri ?? { username: "" };

    setByHand(here, username, "status::in-progress");
    here.run();
    expect(here.memory.status).toBe("in-progress");
    setByHand(here, username, "status::monitoring");
    here.run();
    setByHand(here, username, "status::in-progress");
    here.run();

    expect(here.memory.status).toBe("in-progress");
    expect(here.memory.move).toMatchObject({ number: 2, to: "in-progress" });
    expect(here.notes).toEqual([]);
  });
});
