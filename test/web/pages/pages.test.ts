import { readFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { type OverviewLine, readOverviewLine } from "../../../src/decide/overview-line.ts";
import { Directory } from "../../../src/policy/directory.ts";
import { Policy } from "../../../src/policy/policy.ts";
import { isRestricted } from "../../../src/policy/restricted.ts";
import { accountPage } from "../../../src/web/pages/account-page.ts";
import { escalationPage } from "../../../src/web/pages/escalation-page.ts";
import { Filter } from "../../../src/web/pages/overview/filter.ts";
import { overviewPage } from "../../../src/web/pages/overview/page.ts";
import { MOST_ON_A_PAGE, select } from "../../../src/web/pages/overview/select.ts";
import { type TimelineLine, whyOf } from "../../../src/web/pages/timeline.ts";
import { ago, titleOf, wordsFor } from "../../../src/web/pages/words.ts";
import { aLine, CONFIGURATION, HOUR, iso, NOW, OVERDUE, VIEWER, words } from "./lines.ts";

const HOSTILE = `"><img src=x onerror="alert(1)"><script>alert(2)</script>`;

function overview(lines: readonly OverviewLine[], query = {}, leftOut = 0): string {
  const filter = Filter.parse(query);
  const selection = select(lines, filter, { username: "mona", reader: words() });
  const viewer = { ...VIEWER, remark: "Not for a shared password." };
  return overviewPage({ selection, filter, viewer, words: words(), version: "1", leftOut });
}

function escalation(more: Partial<OverviewLine> = {}, timeline: readonly TimelineLine[] = [], page = 1): string {
  return escalationPage({
    ...{ line: aLine(more), open: more.closed_at === undefined, timeline, page, viewer: VIEWER, words: words() },
    ...{ required: CONFIGURATION.policy.closing.require, version: "1" },
  });
}

/** What people read in a part of a page, in one line, a blank between elements. */
function read(page: string, selector = "main"): string {
  const { document } = parseHTML(page.replace(/<(?=\w)/g, " <"));
  return (document.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
}

describe("a line of the overview (P-SEE-4)", () => {
  it("says whose it is, what, who has it, how the clocks stand, what is asked and what blocks its end", () => {
    const text = read(overview([aLine({ ...OVERDUE, missing_to_close: ["internal_agreement", "rca"] })]), "article");

    expect(text).toContain("Acme Corp pipelines stand still");
    expect(text).toContain("DRI Cathy Summers · Product Gina Rossi · open for 3 days");
    expect(text).toContain("overdue: internal update was due Tue 05:00 CET");
    expect(text).toContain("Update 3 hours ago Customer 26 hours ago");
    expect(text).toContain("An engineer who knows runners open for 2 days");
    expect(text).toContain("1 of 2 criteria met");
    expect(text).toContain("To close our own agreement and the root cause analysis");
  });

  it("says what is due another day, a pause with its reason, and the standup with its next time", () => {
    const standup = { days: ["mon" as const, "wed" as const], time: "10:30", time_zone: "Europe/Berlin", link: null };
    const text = read(
      overview([aLine({ paused_until: iso(60), paused_because: "The customer is away", standup })]),
      "article",
    );

    expect(text).toContain("Next internal update due Wed 16:00 CET");
    expect(text).toContain("Paused for 3 days more: The customer is away");
    expect(text).toContain("Standup Mon, Wed 10:30 Europe/Berlin, next Wed 25 Nov 2026, 10:30 CET");
  });

  it("says who is missing", () => {
    const text = read(
      overview([aLine({ dri: null, dri_name: null, product_dri: null, needs: ["dri", "product dri"] })]),
    );

    expect(text).toContain("No DRI yet");
    expect(text).toContain("Product DRI wanted");
  });
});

describe("the overview", () => {
  it("says how many there are of each severity, and how many need attention", () => {
    const page = overview([aLine(OVERDUE), aLine({ iid: 43, severity: "low" })]);

    expect(read(page, ".figures")).toBe("0 Critical 1 High 0 Medium 1 Low 1 Need attention 1 Overdue 2 Mine");
    expect(parseHTML(page).document.querySelector("main")?.getAttribute("data-summary")).toBe(
      "2 open, 1 needs attention",
    );
  });

  it("says that nothing is escalated, what the filter leaves, and what is left out", () => {
    expect(read(overview([]))).toContain("Nothing is escalated.");
    expect(read(overview([aLine(), aLine({ iid: 43 })], { customer: "globex" }))).toContain(
      "0 of 2 escalations. Show all",
    );
    expect(read(overview([aLine()], {}, 2))).toContain("2 escalations are left out. Not for a shared password.");
  });

  it("shows typed text as text, and makes no link of anything but a web address", () => {
    const line = aLine({ title: HOSTILE, customer: HOSTILE, open_asks: [{ text: HOSTILE, since: iso(-1) }] });
    const pages = [
      overview([line], { customer: HOSTILE }),
      escalation({ ...line, tracker_url: "javascript:alert(1)", channel_url: "data:text/html,x" }),
      accountPage({
        ...{ name: HOSTILE, escalations: [{ line, open: true, changedAt: NOW }], customer: undefined },
        ...{ viewer: VIEWER, words: words(), version: "1" },
      }),
    ].map((page) => parseHTML(page).document);

    for (const document of pages) {
      expect(
        document.querySelectorAll("img, main script, [onerror], [style], [href^='javascript:'], [href^='data:text']"),
      ).toHaveLength(0);
      expect(document.querySelector("main")?.textContent).toContain("<img src=x");
    }
  });

  it("is under 100 kB with its style and script when full, titles and asks long", () => {
    const long = "Something has to be said about this at length, for it is not simple. ".repeat(4);
    const lines = Array.from({ length: 1_000 }, (_, index) =>
      aLine({
        ...{ iid: index + 1, title: long.slice(0, 255), ...OVERDUE, needs: ["product dri"], paused_until: iso(60) },
        ...{ paused_because: long, dri: `person-${index}`, customer: `Customer ${index} of the United Companies` },
        open_asks: Array.from({ length: 8 }, () => ({ text: long, since: iso(-48) })),
        accept_by: iso(-1),
        steps_missing: ["standup", "sentiment", "exit-criteria"].map((id) => ({ id, due: iso(-1) })),
      }),
    );
    const client = ["frame.css", "content.css", "live.js"].map((name) =>
      readFileSync(`src/web/pages/client/${name}`, "utf8"),
    );

    const page = overview(lines);

    expect(parseHTML(page).document.querySelectorAll("article")).toHaveLength(MOST_ON_A_PAGE);
    expect(Buffer.byteLength([page, ...client].join(""))).toBeLessThan(100_000);
  });
});

describe("the page of one escalation", () => {
  const entry = (what: string, at: number, facts: object = {}): TimelineLine => ({
    ...{ at, what, who: "mona", rule: "P-SEV-4", facts: JSON.stringify(facts) },
  });

  it("leads to issue, channel and tracker, and says what is due", () => {
    const { document } = parseHTML(escalation({ tracker_url: "https://gitlab.example.test/-/wikis/Acme" }));
    const links = [...document.querySelectorAll(".links a")].map((link) => [
      link.textContent,
      link.getAttribute("href"),
    ]);

    expect(links).toEqual([
      ["Issue #42", "https://gitlab.example.test/escalations/-/issues/42"],
      ["#esc_acme-corp", "https://chat.example.test/archives/C1"],
      ["Tracker", "https://gitlab.example.test/-/wikis/Acme"],
    ]);
    expect(read(escalation(), "main")).toContain("Internal update due Wed 16:00 CET");
  });

  it("tells who did what and why, newest first, by day (P-SEE-3)", () => {
    const text = read(
      escalation({}, [
        entry("opened as high", NOW - 30 * HOUR),
        entry("severity changed from high to critical", NOW, { because: "it got worse", from: null }),
      ]),
      ".timeline",
    );

    expect(text).toBe(
      "What happened, and why Tue 24 Nov 2026 10:00 CET Mona Okafor: severity changed from high to critical it got worse · P-SEV-4 Mon 23 Nov 2026 04:00 CET Mona Okafor: opened as high P-SEV-4",
    );
  });

  it("leads to the comment that brought something about", () => {
    const { document } = parseHTML(escalation({}, [entry("gave an update", NOW, { comment: 9001 })]));

    expect(document.querySelector(".timeline li a")?.getAttribute("href")).toBe(
      "https://gitlab.example.test/escalations/-/issues/42#note_9001",
    );
  });

  it("shows a long timeline in pages", () => {
    const many = Array.from({ length: 205 }, (_, index) => entry(`step ${index}`, NOW + index));

    expect(parseHTML(escalation({}, many)).document.querySelectorAll(".timeline li")).toHaveLength(100);
    expect(parseHTML(escalation({}, many, 3)).document.querySelectorAll(".timeline li")).toHaveLength(5);
    expect(read(escalation({}, many, 3), ".timeline .pager")).toBe("Newer");
  });

  it("says what is there and what is missing on the way to closing, with the line to write", () => {
    const text = read(escalation({ closing: true }), "[aria-labelledby=closing-title]");

    expect(text).toContain("A close is asked for");
    expect(text).toContain("open: the customer's agreement /esc agree customer <evidence>");
    expect(text).toContain("done: our own agreement");
  });

  it("while held nothing counts as agreed (P-SEV-2)", () => {
    const text = read(
      escalation({ severity: null, missing_to_close: ["severity"] }),
      "[aria-labelledby=closing-title]",
    );

    expect(text).not.toContain("done:");
  });

  it("a past one says when and how it ended and how long it took, and asks for nothing", () => {
    const text = read(escalation({ closed_at: iso(-24), closed_as: "resolved", outcome: "positive" }));

    expect(text).toContain("Ended Mon 23 Nov 2026, 10:00 CET, resolved");
    expect(text).toContain("It took 2 days");
    expect(text).toContain("Outcome positive");
    expect(text).not.toContain("way to closing");
  });

  it.each([
    ["{}", ""],
    ['{"because":"the directory","before":null,"missing":["a","b"],"deep":{"x":1}}', "the directory; missing: a, b"],
    ['{"own_words":"yes","why":"they asked"}', "they asked; own words: yes"],
    ['{"comment":7}', ""],
  ])("the facts %s read as: %s", (facts, said) => {
    expect(whyOf(facts)).toBe(said);
  });
});

it("the page of an account says how bad, how long and with whom, now and ever", () => {
  const past = aLine({
    iid: 9,
    severity: "medium",
    worst_severity: "critical",
    opened_at: iso(-500),
    closed_at: iso(-260),
    dri: "gina",
    dri_name: null,
  });
  const text = read(
    accountPage({
      name: "Acme Corp",
      escalations: [
        { line: aLine(), open: true, changedAt: NOW },
        { line: past, open: false, changedAt: NOW },
      ],
      customer: CONFIGURATION.directory.customers[0],
      ...{ viewer: VIEWER, words: words(), version: "1" },
    }),
  );

  expect(text).toContain("Now 1 open, worst high");
  expect(text).toContain("Ever 2 escalations, worst critical");
  expect(text).toContain("CSM Cathy Summers");
  expect(text).toContain("DRIs Cathy Summers and Gina Rossi");
  expect(text).toMatch(/Past .*medium, was critical.*10 days/);
});

it("whatever can have the focus has an id of its own: so it keeps the focus when a page is renewed", () => {
  const line = aLine({
    standup: { days: ["mon"], time: "10:30", time_zone: "Europe/Berlin", link: "https://meet.example.test/daily" },
    tracker_url: "https://gitlab.example.test/tracker",
  });
  const commented = { at: NOW, who: "cathy", what: "took it on", rule: "P-DRI-11", facts: '{"comment":5}' };
  const shared = { viewer: VIEWER, words: words(), version: "1" };
  const pages = [
    overview([line, aLine({ ...line, iid: 43 })]),
    escalationPage({ ...{ line, open: true, timeline: [commented, commented], page: 1, required: [] }, ...shared }),
    accountPage({
      ...{ name: "Acme Corp", escalations: [{ line, open: true, changedAt: NOW }], customer: undefined, ...shared },
    }),
  ];

  for (const page of pages) {
    const able = [...parseHTML(page).document.querySelectorAll("[data-live] :is(a, button, summary, [tabindex])")];
    expect(able.map(({ id }) => id)).not.toContain("");
    expect(new Set(able.map(({ id }) => id)).size).toBe(able.length);
  }
});

describe("words", () => {
  it.each([
    { who: "someone with a zone of their own", username: "gina", zone: "America/New_York" },
    { who: "a region's manager", username: "Mona", zone: "Europe/Berlin" },
    { who: "a customer's CSM", username: "cathy", zone: "Asia/Tokyo" },
    { who: "somebody else by the policy", username: "petra", zone: "Etc/UTC" },
  ])("times are told to $who in $zone (P-SEE-5)", ({ username, zone }) => {
    const directory = Directory.parse({
      people: { gina: { name: "Gina Rossi", time_zone: "America/New_York" } },
      customers: [{ name: "Acme Corp", region: "apac", csm: "cathy" }],
      regions: { emea: { csm_managers: ["mona"], time_zone: "Europe/Berlin" }, apac: { time_zone: "Asia/Tokyo" } },
    });

    expect(wordsFor({ username, sees: () => true }, { policy: Policy.parse({}), directory }, NOW).timeZone).toBe(zone);
  });

  it.each([
    [30_000, "just now"],
    [60_000, "1 minute ago"],
    [90 * 60_000, "1 hour ago"],
    [47 * HOUR, "47 hours ago"],
    [50 * HOUR, "2 days ago"],
  ])("%i ms are %s", (passed, said) => {
    expect(ago(NOW - passed, NOW)).toBe(said);
  });

  it.each([
    ["Acme Corp: pipelines", "pipelines"],
    ["ACME CORP – pipelines", "pipelines"],
    ["Acme Corp", "Acme Corp"],
    ["Pipelines of Acme Corp", "Pipelines of Acme Corp"],
    ["Acme Corporate runners", "Acme Corporate runners"],
    ["Acme Corp's runners", "Acme Corp's runners"],
  ])("%s without its customer is %s", (title, rest) => {
    expect(titleOf({ title, customer: "Acme Corp" })).toBe(rest);
  });
});

describe("a line as the store has it", () => {
  it("of an earlier version is read with what it has; whether it is restricted, the directory says (P-OPEN-7)", () => {
    const { restricted: _, standup: __, ...old } = aLine({ customer: "Ministry of Maps" });
    const line = readOverviewLine(JSON.stringify(old));

    expect(line?.standup).toBeNull();
    expect(line && isRestricted(line, CONFIGURATION.directory)).toBe(true);
    expect(isRestricted(aLine(), CONFIGURATION.directory)).toBe(false);
    // One that was over before its customer became restricted, and one whose customer left the directory.
    expect(isRestricted(aLine({ restricted: false, customer: "Ministry of Maps" }), CONFIGURATION.directory)).toBe(
      true,
    );
    expect(isRestricted(aLine({ restricted: true, customer: "Gone" }), CONFIGURATION.directory)).toBe(true);
    expect(isRestricted(aLine({ restricted: null, customer: null }), CONFIGURATION.directory)).toBe(true);
  });

  it("is none yet where nothing was decided after it was taken over", () => {
    expect(readOverviewLine('{"project_id":7,"iid":42,"title":"x","web_url":"y"}')).toBeUndefined();
  });
});
