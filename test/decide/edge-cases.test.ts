import { describe, expect, it } from "vitest";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { describedAs, MINUTE, member, type Situation, type SituationOptions, say, situation } from "./situation.ts";

function opened(options: SituationOptions = {}): Situation {
  const here = situation({
    description: describedAs({ severity: ["High"] }),
    ...options,
    policy: { opening_steps: [], ...(options.policy as object | undefined) },
  });
  here.run();
  return here;
}

function relabel(here: Situation, scope: string, label: string): void {
  here.now += 2 * MINUTE;
  here.issue = {
    ...here.issue,
    labels: [...here.issue.labels.filter((one) => !one.startsWith(`${scope}::`)), label],
  };
  here.run();
}

describe("P-DRI-11: a decline", () => {
  it("is taken back by accepting", () => {
    const here = opened();
    say(here, "cathy", "/esc decline on leave");
    expect(here.issue.labels).toContain("needs dri");

    say(here, "cathy", "/esc accept");

    expect(here.issue.labels).not.toContain("needs dri");
    expect(here.statusNote).not.toContain("declined");
  });

  it("is answered by being chosen again", () => {
    const here = opened();
    say(here, "cathy", "/esc decline on leave");

    say(here, "mona", "/esc dri @cathy please, for today");

    expect(here.issue.labels).not.toContain("needs dri");
  });
});

describe("P-DRI-8: a role changes and nobody is known for it", () => {
  const withoutServices = describedAs({ customer: "Globex", severity: ["High"], people: { CSM: "@cathy" } });

  it("is said and asked for, and the DRI stays until somebody is known", () => {
    const here = opened({ description: withoutServices });

    relabel(here, "origin", "origin::professional-services");

    expect(here.memory.dri?.username).toBe("cathy");
    expect(here.issue.labels).toContain("needs dri");
    expect(here.notes.at(-1)).toContain("it should be the PS project manager".replace("it", "It"));
  });

  it("whoever is named afterwards takes over", () => {
    const here = opened({ description: withoutServices });
    relabel(here, "origin", "origin::professional-services");

    here.issue = {
      ...here.issue,
      description: here.issue.description.replace("- CSM: @cathy", "- CSM: @cathy\n- PS project manager: @petra"),
    };
    here.run();

    expect(here.memory.dri?.username).toBe("petra");
    expect(here.issue.labels).not.toContain("needs dri");
  });

  it("or the present one, by command", () => {
    const here = opened({ description: withoutServices });
    relabel(here, "origin", "origin::professional-services");

    say(here, "mona", "/esc dri @cathy she knows them");

    expect(here.issue.labels).not.toContain("needs dri");
    expect(here.memory.dri?.username).toBe("cathy");
  });
});

describe("commands", () => {
  it("two alerts in one comment are two announcements", () => {
    const here = opened();

    say(here, "cathy", "/esc alert one\n\n/esc alert two");

    const said = here.wanted.filter(({ key }) => key.startsWith("alert/") && !key.endsWith("/channel"));
    expect(said.map(({ action }) => JSON.stringify(action).match(/"text":"(\w+)"/)?.[1])).toEqual(["one", "two"]);
  });

  it("in GitLab's quotes over several lines are text; an open one quotes nothing", () => {
    const here = opened();

    say(here, "cathy", "they wrote\n\n>>>\n/esc severity low\n>>>\n");
    expect(here.memory.severity).toBe("high");
    say(here, "cathy", ">>>\n/esc severity low");

    expect(here.memory.severity).toBe("low");
  });

  it("P-ROLE-4: of other bots run nothing", () => {
    const here = opened();
    for (const username of ["service_account_group_12_ab12", "project_7_bot_0a1b", "alert-bot", "jira-bridge"]) {
      here.now += MINUTE;
      here.history = {
        labels: [],
        comments: [
          {
            id: here.now,
            author: { id: 9, username, name: "Bot" },
            body: "/esc severity low",
            createdAt: here.now,
            internal: false,
          },
        ],
      };
      here.run();
    }

    expect(here.memory.severity).toBe("high");
    expect(here.notes).toEqual([]);
  });

  it("P-ROLE-4: of somebody in the directory count, whatever they are called", () => {
    const here = opened({
      directory: `${DIRECTORY}\n`.replace("people:\n", "people:\n  anna.bridge: { name: Anna Bridge }\n"),
    });
    const author = { id: 100, username: "anna.bridge", name: "Anna Bridge" };
    here.now += MINUTE;
    here.history = { comments: [{ id: 1, author, body: "/esc help", createdAt: here.now, internal: false }] };
    here.run();

    expect(here.notes.at(-1)).toMatch(/^@anna\.bridge: /);
  });

  it.each(["/esc product-dri @toString", "/esc involve @constructor", "/esc dri @escalation-bot", "/esc dri @gus"])(
    "%s names nobody who could do it, and is refused",
    (command) => {
      const here = opened();

      say(here, "cathy", command);

      expect(here.wanted.at(-1)?.key).toMatch(/^(?:reply|reaction|status-note)/);
      expect(here.notes.at(-1)).toMatch(/^@cathy: /);
      expect(here.memory.involved).toEqual([]);
    },
  );

  it("/esc involve takes a role in words, and a person with a comma", () => {
    const here = opened();

    say(here, "cathy", "/esc involve csm leader");
    say(here, "cathy", "/esc involve @sam, please");

    expect(here.memory.involved).toEqual(["lena", "sam"]);
  });

  it("P-SEE-3: a refused one stands in the timeline", () => {
    const here = opened();
    here.now += MINUTE;
    here.history = {
      labels: [],
      comments: [{ id: 1, author: member("adam"), body: "/esc alert x", createdAt: here.now, internal: false }],
    };

    expect(here.decide().timeline).toContainEqual(expect.objectContaining({ who: "adam", what: "was refused: alert" }));
  });
});

describe("P-DRI-8: a proposal", () => {
  it("is void once the rules call for the present DRI's role again", () => {
    const here = opened({
      description: describedAs({ severity: ["Medium"], origin: ["Support ticket"] }),
      policy: { dri: { handover: "propose" } },
    });
    relabel(here, "severity", "severity::critical");
    expect(here.memory.proposed?.username).toBe("cathy");

    relabel(here, "severity", "severity::medium");
    say(here, "cathy", "/esc accept");

    expect(here.memory.proposed).toBeNull();
    expect(here.memory.dri?.username).toBe("olga");
  });
});
