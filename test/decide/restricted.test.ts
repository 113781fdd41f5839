import { describe, expect, it } from "vitest";
import { describedAs, type Situation, situation } from "./situation.ts";

/** What is said where everybody may read. */
function inPublic(here: Situation): string {
  const { effects } = here;
  return effects
    .filter(({ key }) => /^(?:declaration|channel|topic)/.test(key))
    .map(({ action }) => action)
    .join("\n");
}

describe("a restricted customer (P-OPEN-7)", () => {
  it.each([
    { customer: "Ministry of Maps", title: "Nothing loads", how: "by name" },
    { customer: "ministry  of maps", title: "Nothing loads", how: "in another case" },
    { customer: "Ministry of Mapps", title: "Nothing loads", how: "with a slip" },
    { customer: "Ministry of Maps (EMEA)", title: "Nothing loads", how: "with something behind it" },
    { customer: "", title: "Ministry of Maps: nothing loads", how: "in the title alone" },
  ])("named $how is called by the code name, in a private channel", ({ customer, title }) => {
    const here = situation({
      title,
      description: `${describedAs({ customer, severity: ["High"] })}\n\n## What is happening\n\nThe Ministry's tiles are gone\n`,
    });

    here.run();

    const created = here.wanted.find(({ action }) => action.type === "create-channel")?.action;
    expect(created).toMatchObject({ names: ["esc_bluebird", "esc_42"], isPrivate: true });
    expect(inPublic(here)).toContain("Bluebird");
    expect(inPublic(here)).not.toMatch(/ministry|tiles|nothing loads/i);
  });

  it("is not suspected behind a customer who is known by another name", () => {
    const here = situation({
      title: "Nothing loads",
      description: describedAs({ customer: "Ministry", severity: ["High"] }),
    });

    here.run();

    expect(inPublic(here)).toContain("Ministry");
  });

  it("without a code name is a restricted customer", () => {
    const here = situation({
      directory: "customers: [{ name: Hush, restricted: true }]",
      description: describedAs({ customer: "Hush", severity: ["Low"] }),
    });

    here.run();

    expect(here.wanted.find(({ action }) => action.type === "create-channel")?.action).toMatchObject({
      names: ["esc_42"],
    });
    expect(inPublic(here)).toContain("a restricted customer");
  });

  it("named only after a public channel was made is a gap that people hear of", () => {
    const here = situation({ title: "Nothing loads", description: describedAs({ customer: "", severity: ["High"] }) });
    here.run();

    here.issue = { ...here.issue, description: describedAs({ customer: "Ministry of Maps", severity: ["High"] }) };
    here.run();

    expect(here.statusNote).toContain(
      "- The Slack channel is public, for it was made before the issue named this restricted customer",
    );
  });
});
