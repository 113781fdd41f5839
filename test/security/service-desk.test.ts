import { describe, expect, it } from "vitest";
import { describedAs, MINUTE, type Situation, situation } from "../decide/situation.ts";

function byMail(): Situation {
  const here = situation({ description: describedAs({ severity: ["High"] }) });
  here.issue = { ...here.issue, serviceDesk: true, author: { id: 1, username: "support-bot", name: "Support Bot" } };
  here.run();
  return here;
}

function comment(here: Situation, author: { id: number; username: string; name: string }, body: string): void {
  here.now += MINUTE;
  here.history = { labels: [], comments: [{ id: here.now, author, body, createdAt: here.now, internal: false }] };
  here.run();
}

describe("an escalation that came by Service Desk mail", () => {
  it("the customer's mail commands nothing", () => {
    const here = byMail();

    comment(here, here.issue.author, "/esc severity low\n/esc close-anyway we are fine\n/esc dri @mallory");

    expect(here.memory.severity).toBe("high");
    expect(here.memory.closed).toBeNull();
    expect(here.memory.dri?.username).not.toBe("mallory");
  });

  it("all that the service says is internal, or GitLab would mail it to the customer", () => {
    const here = byMail();

    comment(here, { id: 11, username: "cathy", name: "Cathy Summers" }, "/esc severity nonsense\n/esc help");

    const said = here.wanted.map(({ action }) => action).filter((action) => "internal" in action);
    expect(said.length).toBeGreaterThan(1);
    expect(said.filter(({ internal }) => !internal)).toEqual([]);
  });
});
