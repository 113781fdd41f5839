import { describe, expect, it } from "vitest";
import { describedAs, MINUTE, type Situation, situation } from "./situation.ts";

function opened(severity: string, people: Record<string, string> = {}): Situation {
  const here = situation({
    description: describedAs({ severity: [severity], nature: ["Product-related"], productArea: "ci", people }),
  });
  here.run();
  here.now += MINUTE;
  return here;
}

function changeTo(here: Situation, severity: string): void {
  const others = here.issue.labels.filter((label) => !label.startsWith("severity::"));
  here.issue = { ...here.issue, labels: [...others, `severity::${severity}`] };
  here.run();
}

function invited(here: Situation): string[] {
  return here.wanted.flatMap(({ action }) => (action.type === "invite" ? action.usernames : []));
}

describe("P-PROD-2: a raise from high to critical", () => {
  it("asks for the higher rank, and the one attached stays attached", () => {
    const here = opened("High");
    expect(here.memory.productDri).toBe("gina");

    changeTo(here, "critical");

    expect(here.issue.labels).toContain("needs product dri");
    expect(here.memory.productDri).toBe("gina");
    expect(here.notes.at(-1)).toMatch(/who is the Product DRI\? The severity was raised to critical/);
  });

  it("is satisfied by whoever is named, and both are there", () => {
    const here = opened("High");
    changeTo(here, "critical");

    here.history = {
      labels: [],
      comments: [
        {
          id: 7000,
          author: here.issue.author,
          body: "/esc product-dri @lou",
          createdAt: here.now,
          internal: false,
        },
      ],
    };
    here.run();

    expect(here.issue.labels).not.toContain("needs product dri");
    expect(here.memory.productDri).toBe("lou");
    expect(here.memory.productDrisBefore).toEqual(["gina"]);
    expect(invited(here)).toEqual(expect.arrayContaining(["gina", "lou"]));
    expect(here.statusNote).toMatch(/Product DRI \|.*@lou.*@gina/);
  });

  it("lowered and raised again asks no second time once it was answered", () => {
    const here = opened("High");
    changeTo(here, "critical");
    here.issue = {
      ...here.issue,
      description: here.issue.description.replace("## People\n\n", "## People\n\n- Product DRI: @lou\n"),
    };
    here.run();
    expect(here.issue.labels).not.toContain("needs product dri");

    changeTo(here, "high");
    changeTo(here, "critical");

    expect(here.issue.labels).not.toContain("needs product dri");
  });

  it("from medium takes the critical rank from the directory", () => {
    const here = opened("Medium");
    expect(here.memory.productDri).toBeNull();

    changeTo(here, "critical");

    expect(here.memory.productDri).toBe("lou");
    expect(here.issue.labels).not.toContain("needs product dri");
  });
});
