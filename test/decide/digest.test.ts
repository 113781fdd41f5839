import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { DigestLine, readDigestLine } from "../../src/decide/concerns.ts";
import { digestFor, digestsOwed, morningsDue, nextMorningDue } from "../../src/decide/digest.ts";
import type { Message, Text } from "../../src/decide/message.ts";
import { Directory } from "../../src/policy/directory.ts";
import { Policy } from "../../src/policy/policy.ts";
import { DIRECTORY } from "../../src/sandbox/company.ts";
import { render } from "../../src/slack/render.ts";
import { describedAs, HOUR, MINUTE, MORNING, situation } from "./situation.ts";

/** 09:00 in Berlin, on a Tuesday. */
const NINE = MORNING - HOUR;
const DAY = 24 * HOUR;
const iso = (at: number) => new Date(at).toISOString();

function configured({ directory = DIRECTORY, policy = {} }: { directory?: string; policy?: unknown } = {}) {
  return { directory: Directory.parse(parse(directory)), policy: Policy.parse(policy) };
}

/** An escalation of Mona's that runs its course. */
function line(more: Partial<DigestLine> = {}): DigestLine {
  return {
    ...{ title: "Acme Corp: pipelines stand still", web_url: "https://gitlab.example.test/e/-/issues/42" },
    ...{ customer: "Acme Corp", severity: "high", dri: "cathy", opened_at: iso(NINE - 3 * DAY), manager: "mona" },
    ...{ region: "emea", channel: "esc_acme-corp", channel_id: "C1", paused_until: null, accept_by: null },
    ...{ open_asks: [], needs: [], clocks: [], steps_missing: [], failed: [] },
    ...more,
  };
}

const clock = (due: number, overdue = due, name: "internal" | "customer" = "internal") => ({
  ...{ name, due: iso(due), overdue_at: iso(overdue) },
});
const troubled = (more: Partial<DigestLine> = {}) => line({ needs: ["dri"], ...more });

function owedAt(
  now: number,
  lines: DigestLine[],
  configuration = configured(),
  known: Parameters<typeof digestsOwed>[2] = [],
) {
  return digestsOwed(morningsDue(configuration, new Map(), now), lines, known, configuration, now);
}

const owed = { manager: "mona", day: "2026-11-24", morningAt: NINE, expiresAt: NINE + 15 * HOUR };

function said(lines: DigestLine[], now = NINE, configuration = configured()): Message | undefined {
  return digestFor(owed, lines, configuration, now);
}

function plain(text: Text): string {
  return text
    .map((part) => {
      if (typeof part === "string") return part;
      if ("link" in part) return part.label;
      return "person" in part ? part.name : `#${part.name}`;
    })
    .join("");
}

function paragraphs(lines: DigestLine[], now = NINE): string[] {
  return (said(lines, now)?.paragraphs ?? []).map(plain);
}

describe("who gets a digest, and when (P-ROLE-1)", () => {
  it("each manager of an escalation that wants saying something, at the start of their working hours", () => {
    const lines = [troubled(), troubled({ manager: "Lena" }), troubled({ manager: null }), line({ manager: "leo" })];

    expect(owedAt(NINE - 1, lines)).toEqual([]);
    expect(owedAt(NINE, lines)).toEqual([owed, { ...owed, manager: "lena" }]);
  });

  it("nobody where no escalation of theirs wants saying anything, or there is none", () => {
    expect(owedAt(NINE, [line(), line({ clocks: [clock(NINE + 2 * DAY)] })])).toEqual([]);
    expect(owedAt(NINE, [])).toEqual([]);
  });

  it("nobody for what was opened only after the morning", () => {
    const later = troubled({ opened_at: iso(NINE + MINUTE) });

    expect(owedAt(NINE + HOUR, [later])).toEqual([]);
    expect(owedAt(NINE + HOUR, [later, troubled()])).toHaveLength(1);
  });

  it("nobody on a day off, and whoever has none on that day gets theirs", () => {
    const holiday = configured({ policy: { working_time: { holidays: ["2026-11-24"] } } });

    expect(owedAt(NINE, [troubled()], holiday)).toEqual([]);
    expect(owedAt(NINE + DAY, [troubled()], holiday)).toMatchObject([{ day: "2026-11-25" }]);
    expect(owedAt(NINE + 4 * DAY, [troubled()])).toEqual([]);
  });

  it("everybody at 09:00 of every day where working time is always", () => {
    const always = configured({ policy: { working_time: { always: true } } });

    expect(owedAt(NINE + 4 * DAY, [troubled()], always)).toMatchObject([
      { day: "2026-11-28", morningAt: NINE + 4 * DAY },
    ]);
  });

  it("in their own zone, else the region's that they manage, else the customer's, else the policy's", () => {
    const people = DIRECTORY.replace(
      "email: lena@example.test",
      "email: lena@example.test, time_zone: Pacific/Auckland",
    );
    const regions = people.replace(
      "regions:\n",
      "regions:\n  apac: { csm_managers: [sam], time_zone: Asia/Tokyo }\n  nowhere: { csm_managers: [gus] }\n",
    );
    const configuration = configured({ directory: regions });
    const zone = (manager: string, region: string | null) => {
      const lines = [troubled({ manager, region, opened_at: iso(NINE - 30 * DAY) })];
      const days = [...Array(48).keys()].map((half) => NINE - DAY + (half * HOUR) / 2);
      return days.flatMap((now) => owedAt(now, lines, configuration))[0]?.morningAt;
    };

    expect(zone("lena", "emea")).toBe(Date.parse("2026-11-22T20:00:00Z"));
    expect(zone("sam", "emea")).toBe(Date.parse("2026-11-23T00:00:00Z"));
    expect(zone("leo", "emea")).toBe(Date.parse("2026-11-23T08:00:00Z"));
    expect(zone("leo", null)).toBe(Date.parse("2026-11-23T09:00:00Z"));
    expect(zone("gus", "emea")).toBe(Date.parse("2026-11-23T09:00:00Z"));
  });

  it("managers a day apart get the digest of their own date", () => {
    const configuration = configured({
      directory: DIRECTORY.replace("email: lena@", "time_zone: Pacific/Auckland, email: lena@").replace(
        "email: leo@",
        "time_zone: America/Los_Angeles, email: leo@",
      ),
    });
    const now = Date.parse("2026-11-24T21:00:00Z");
    const lines = [troubled({ manager: "lena" }), troubled({ manager: "leo" })];

    expect(owedAt(now, lines, configuration)).toMatchObject([
      { manager: "lena", day: "2026-11-25", morningAt: Date.parse("2026-11-24T20:00:00Z") },
      { manager: "leo", day: "2026-11-24", morningAt: Date.parse("2026-11-24T17:00:00Z") },
    ]);
  });

  it("at the same local time before and after clocks change", () => {
    const before = Date.parse("2027-03-26T08:00:00Z");
    const after = Date.parse("2027-03-29T07:00:00Z");
    const old = troubled({ opened_at: iso(NINE) });

    expect(owedAt(before, [old])).toMatchObject([{ morningAt: before }]);
    expect(owedAt(after - 1, [old])).toEqual([]);
    expect(owedAt(after, [old])).toMatchObject([{ morningAt: after }]);
  });

  it("nobody twice a day, wherever they have moved meanwhile", () => {
    const moved = configured({ directory: DIRECTORY.replace("Europe/Berlin", "America/Los_Angeles") });
    const nineThere = NINE + 9 * HOUR;

    expect(owedAt(nineThere, [troubled()], moved)).toMatchObject([{ day: "2026-11-24" }]);
    expect(owedAt(nineThere, [troubled()], moved, [owed])).toEqual([]);
    expect(owedAt(nineThere + DAY, [troubled()], moved, [owed])).toMatchObject([{ day: "2026-11-25" }]);
  });

  it("mornings that were looked at bring nobody any more, the next is awaited", () => {
    const looked = new Map([["Europe/Berlin", "2026-11-24"]]);

    expect(morningsDue(configured(), looked, NINE + 30 * MINUTE)).toEqual([]);
    expect(morningsDue(configured(), looked, NINE + DAY)).toMatchObject([{ timeZone: "Europe/Berlin" }]);
    // The policy's zone, Etc/UTC, an hour later.
    expect(nextMorningDue(configured(), NINE)).toBe(NINE + HOUR);
    expect(nextMorningDue(configured(), NINE + HOUR)).toBe(NINE + DAY);
  });
});

describe("what a digest says", () => {
  it("what needs the manager first, then what is due today, then the others in a line each", () => {
    const message = said([
      line({ title: "Acme Corp: quiet", severity: "low" }),
      line({ title: "Acme Corp: due", severity: "medium", clocks: [clock(NINE + 3 * HOUR)] }),
      line({
        ...{
          severity: "critical",
          clocks: [clock(NINE - 15 * HOUR), clock(NINE + 9 * HOUR, NINE + 9 * HOUR, "customer")],
        },
        open_asks: [{ since: iso(NINE - 2 * DAY) }, { since: iso(NINE) }],
      }),
    ]);

    expect(message?.heading).toBe("Your escalations on Tue 24 Nov 2026: 1 needs you, 1 due by today, 1 more open");
    expect(message?.paragraphs?.map(plain)).toEqual([
      [
        "*Needs you first*",
        "critical · Acme Corp: pipelines stand still · #esc_acme-corp",
        "• overdue: internal update was due Mon 18:00 CET",
        "• communication with the customer due Tue 18:00 CET, in 9 working hours",
        "• 2 asks open, the oldest for 2 days",
        "DRI Cathy Summers, open for 3 days",
      ].join("\n"),
      "*Due by today*\n• medium · Acme Corp: due · #esc_acme-corp · internal update due Tue 12:00 CET, in 3 working hours · DRI Cathy Summers, open for 3 days",
      "*Also open*\n• low · Acme Corp: quiet · #esc_acme-corp · DRI Cathy Summers, open for 3 days",
    ]);
  });

  it.each<{ what: string; with: Partial<DigestLine>; says: string; isUrgent?: boolean }>([
    {
      what: "held",
      with: { severity: null, needs: ["severity"] },
      says: "held: nobody has said its severity",
      isUrgent: true,
    },
    { what: "no DRI", with: { dri: null, needs: ["dri"] }, says: "nobody is its DRI", isUrgent: true },
    { what: "no Product DRI", with: { needs: ["product dri"] }, says: "no Product DRI yet", isUrgent: true },
    {
      ...{ what: "not taken on", with: { accept_by: iso(NINE - 16 * HOUR) }, isUrgent: true },
      says: "the DRI has not taken it on, was due Mon 17:00 CET, 1 working hour ago",
    },
    {
      ...{ what: "to be taken on tomorrow", with: { accept_by: iso(NINE + 33 * HOUR) } },
      says: "the DRI has not taken it on, due Wed 18:00 CET, in 1 working day",
    },
    {
      ...{ what: "steps missing", isUrgent: true },
      with: {
        steps_missing: [
          { id: "standup", due: iso(NINE - HOUR) },
          { id: "own-step", due: iso(NINE) },
        ],
      },
      says: "still missing: internal standup series set up, own-step, was due Tue 08:00 CET",
    },
    {
      ...{ what: "steps to come", with: { steps_missing: [{ id: "exit-criteria", due: iso(NINE + 9 * HOUR) }] } },
      says: "to be done: exit criteria written, due Tue 18:00 CET, in 9 working hours",
    },
    {
      ...{ what: "in trouble", with: { failed: ["make the Slack channel"] }, isUrgent: true },
      says: "the service could not make the Slack channel; its status note says why",
    },
    {
      ...{ what: "paused", with: { paused_until: "2026-12-01T22:59:59.999Z" } },
      says: "paused until Tue 1 Dec 2026, 23:59 CET",
    },
    { what: "an ask", with: { open_asks: [{ since: iso(NINE - DAY) }] }, says: "1 ask open for 1 day" },
    {
      what: "an update asked for and not overdue",
      with: { clocks: [clock(NINE - DAY, NINE + 5 * DAY)] },
      says: "internal update was due Mon 09:00 CET, 9 working hours ago",
    },
  ])("$what", ({ with: more, says, isUrgent = false }) => {
    const [text = ""] = paragraphs([line(more)]);

    expect(text).toContain(says);
    expect(text.startsWith("*Needs you first*")).toBe(isUrgent);
  });

  it("the next due of an escalation that runs its course, where another one wants saying something", () => {
    const quiet = line({ clocks: [clock(NINE + 3 * DAY), clock(NINE + 2 * DAY, NINE + 2 * DAY, "customer")] });

    expect(paragraphs([troubled(), quiet])[1]).toContain(
      "next: communication with the customer due Thu 09:00 CET, in 1 working day",
    );
  });

  it("nothing where nothing wants saying any more", () => {
    expect(said([line()])).toBeUndefined();
    expect(said([])).toBeUndefined();
  });

  it("that it comes late, by more than an hour", () => {
    expect(paragraphs([troubled()], NINE + HOUR)).toHaveLength(1);
    expect(paragraphs([troubled()], NINE + HOUR + 1)[0]).toBe(
      "This comes late: it was meant for Tue 24 Nov 2026, 09:00 CET. It says how things stand by now.",
    );
  });

  it("whose escalation it is where the title does not, a restricted customer by name (P-OPEN-7)", () => {
    const restricted = troubled({ title: "Maps are gone", customer: "Ministry of Maps" });

    expect(paragraphs([restricted])[0]).toContain("Ministry of Maps: Maps are gone");
  });

  it("nothing of other managers' escalations", () => {
    const message = said([troubled(), troubled({ manager: "lena", title: "Globex" })]);

    expect(JSON.stringify(message)).not.toContain("Globex");
  });

  it("what fits into one message, the most urgent first, and how many more there are", () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      index % 3 === 0
        ? troubled({ title: `Acme Corp & ${index}`, severity: index === 57 ? "critical" : "low" })
        : line({ title: `Acme Corp <${index}>`, clocks: index % 3 === 1 ? [clock(NINE + HOUR)] : [] }),
    );

    const message = said(many);
    const { text, blocks } = render(message ?? { heading: "" }, new Map());

    expect(message?.heading).toContain("20 need you, 20 due by today, 20 more open");
    expect(paragraphs(many)[0]).toContain("Acme Corp & 57");
    expect(paragraphs(many).at(-1)).toMatch(
      /^And there are more of yours than fit here: 17 due by today, 20 others\.$/,
    );
    expect(text.length).toBeLessThanOrEqual(4000);
    expect(text).not.toContain("…");
    expect(blocks.length).toBeGreaterThan(2);
  });
});

describe("the overview's line", () => {
  it("has all that a digest reads", () => {
    const here = situation({ description: describedAs({ severity: ["Critical"] }) });
    here.run();

    const parsed = DigestLine.parse(here.decide().overview);

    expect(parsed).toMatchObject({ manager: "mona", region: "emea", channel_id: "C0NEW", dri: "cathy" });
    expect(parsed.clocks.map(({ name }) => name)).toEqual(["internal", "customer"]);
    expect(parsed.accept_by).toBe(iso(MORNING + 2 * HOUR));
    expect(parsed.steps_missing.map(({ id }) => id)).toEqual(["sentiment", "standup"]);
    here.takeOn();
    expect(here.decide().overview.accept_by).toBeNull();
  });

  it("names whom the issue names as manager, and what was given up", () => {
    const here = situation({ description: describedAs({ severity: ["High"], people: { "CSM manager": "@lena" } }) });
    here.broken.add("pin");
    here.run();

    expect(here.decide().overview).toMatchObject({ manager: "lena", failed: ["pin the opening message"] });
  });

  it("of an earlier version is nobody's", () => {
    const { manager, region, clocks, accept_by, steps_missing, failed, channel_id, ...earlier } = troubled();

    expect(owedAt(NINE, [DigestLine.parse(earlier)])).toEqual([]);
  });

  it("just taken over from a status note, after the store was lost, holds up nobody's", () => {
    const { title, web_url, severity, channel } = line();

    expect(readDigestLine(JSON.stringify({ title, web_url, severity, channel }))).toBeUndefined();
    expect(readDigestLine(JSON.stringify(line()))).toEqual(line());
  });
});
