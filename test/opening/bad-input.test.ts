import type { Nodes, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString as textOf } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saidIn } from "../../src/sandbox/slack/index.ts";
import { mentionsOf } from "../../src/sandbox/slack/mentions.ts";
import { HOSTILE } from "../support/hostile.ts";
import { answered, named, TEMPLATE, tickedBox } from "../support/template.ts";
import { startWorld, type World } from "../support/world.ts";
import { nameOf, opened, outcomeOf } from "./support.ts";

let world: World;
const iids = new Map<string, number>();
beforeAll(async () => {
  world = await startWorld();
  await world.settled();
  for (const typed of HOSTILE)
    iids.set(typed, world.gitlab.as("sam").openIssue({ title: titleOf(typed), description: everywhere(typed) }).iid);
  await world.settled();
}, 60_000);
afterAll(() => world.stop());

function titleOf(typed: string): string {
  return `Trouble: ${typed}`.replaceAll("\n", " ").slice(0, 255);
}

/** The template with this in every answer. An author's own quick actions are GitLab's to run, so they are written as text. */
function everywhere(typed: string): string {
  const words = typed.replace(/^\//gm, "&#47;");
  const line = words.replaceAll("\n", " ");
  let text = tickedBox(tickedBox(TEMPLATE, "Medium"), "Product-related");
  for (const heading of ["Customer", "What is happening", "Impact", "Next customer sync", "Product area"])
    text = answered(text, heading, words);
  text = answered(text, "Immediate asks", `- ${line}`);
  text = answered(text, "Exit criteria", `- [ ] ${line}`);
  text = named(text, "CSM", "@cathy");
  for (const role of [
    "CSM manager",
    "Account manager",
    "Product DRI",
    "Support tickets",
    "Tracker document",
    "Incident",
  ])
    text = named(text, role, line);
  return text;
}

function parsed(body: string) {
  return fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

function nodesIn(node: Nodes): Nodes[] {
  return [node, ...("children" in node ? node.children.flatMap(nodesIn) : [])];
}

/** Usernames that a comment notifies: code aside, whatever stands behind an @ and could be one. */
function mentionedIn(body: string): string[] {
  const words = nodesIn(parsed(body)).filter((node) => node.type === "text" || node.type === "html");
  return words.flatMap((node) =>
    [...node.value.matchAll(/@([\p{L}\p{N}_][\p{L}\p{N}_.-]*)/gu)].map(([, username = ""]) => username),
  );
}

const OUR_HTML = [
  "<!-- escalations:status -->",
  "<details><summary>What the DRI owns</summary>",
  "</details>",
  "<sub>",
  "</sub>",
];

describe.each(HOSTILE)("%j typed everywhere", (typed) => {
  const here = () => outcomeOf(world, iids.get(typed) ?? 0);
  /** Whom the issue rightly names: the CSM, the author who is asked, and whoever the text itself is the name of. */
  const intended = ["cathy", "sam", ...(typed === "@victor" ? ["victor"] : [])];

  it("runs nothing on GitLab and leaves the issue as it was written", () => {
    const { issue } = here();

    expect(issue).toMatchObject({
      state: "opened",
      title: titleOf(typed),
      confidential: true,
      discussionLocked: false,
      assignees: ["cathy"],
    });
    expect(issue.labels.toSorted()).toEqual([
      "escalation",
      "origin::account",
      "product-related",
      "severity::medium",
      "status::opened",
    ]);
  });

  it("leaves one status note with one table, whole, and no HTML that is not ours", () => {
    const where = (row: string) => (here().statusNotes[0]?.body.includes(`| ${row} |`) ? [row] : []);
    const { statusNotes } = here();
    const root = parsed(statusNotes[0]?.body ?? "");

    expect(statusNotes).toHaveLength(1);
    const tables = nodesIn(root).filter((node): node is Table => node.type === "table");
    expect(tables.map(({ children }) => children.slice(1).map((row) => textOf(row.children[0])))).toEqual([
      [
        "Customer",
        "Severity",
        "Status",
        "Origin",
        "DRI",
        "Taken on",
        ...where("Product DRI"),
        "Slack channel",
        "Tracker",
        ...where("Internal update"),
        ...where("Customer communication"),
        ...where("Incident"),
        ...where("Also open for this customer"),
      ],
    ]);
    expect(tables[0]?.children.every((row) => row.children.length === 2)).toBe(true);
    // The note itself, what needs attention, opening steps, asks, exit criteria, the way to closing; each with its heading.
    const headings = nodesIn(root).filter((node) => node.type === "heading").length;
    expect(root.children.map(({ type }) => type)).toEqual([
      "html",
      "heading",
      "table",
      ...Array.from({ length: headings - 1 }, () => ["heading", "list"]).flat(),
      "html",
      "list",
      "paragraph",
      "html",
      "paragraph",
      // What it keeps, sealed.
      "html",
    ]);
    expect(headings).toBeLessThanOrEqual(6);
    const html = nodesIn(root).flatMap((node) => (node.type === "html" ? [node.value] : []));
    expect(
      html.filter((value) => !OUR_HTML.includes(value) && !/^<!-- escalations:kept [\w+/=.]+ -->$/.test(value)),
    ).toEqual([]);
    expect(nodesIn(root).some((node) => node.type === "image")).toBe(false);
  });

  it("mentions nobody on GitLab but those it should", () => {
    const { statusNotes, comments } = here();
    const mentioned = [...statusNotes.map(({ body }) => body), ...comments].flatMap(mentionedIn);

    expect(mentioned.filter((username) => !intended.includes(username))).toEqual([]);
  });

  it("pings nobody on Slack but those it should, in one channel with a good name and one declaration", () => {
    const { issue, channels, announced } = here();
    const messages = [...channels.flatMap(saidIn), ...announced];
    const mentions = messages.map(mentionsOf);

    expect([channels.length, announced.length]).toEqual([1, 1]);
    expect(channels[0]?.name).toMatch(/^esc_[a-z0-9]+(?:[-_][a-z0-9]+)*$/);
    expect(mentions.flatMap(({ broadcasts, groups }) => [...broadcasts, ...groups])).toEqual([]);
    expect(
      mentions
        .flatMap(({ users }) => users.map((id) => nameOf(world, id)))
        .filter((username) => !intended.includes(username)),
    ).toEqual([]);
    const said = messages.map(({ text, blocks }) => text + JSON.stringify(blocks)).join("");
    expect(messages.map(({ text }) => text).join("")).not.toContain("<!");
    const links = [...said.matchAll(/<(https?:[^|>]+)\|([^>]*)>/g)].filter(
      ([, url]) => !url?.startsWith(issue.webUrl.replace(/\d+$/, "")),
    );
    expect(links).toEqual([]);
    expect(channels[0]?.topic).not.toContain("<!");
  });
});

describe("a description of a megabyte", () => {
  it("is taken on, and the status note says that it is too long", async () => {
    const story = "The pipelines stand still. ".repeat(40_000).slice(0, 1_000_000);
    const iid = await opened(world, {
      description: answered(tickedBox(answered(TEMPLATE, "Customer", "Acme Corp"), "High"), "What is happening", story),
    });

    const { issue, statusNotes, channels, announced } = outcomeOf(world, iid);
    expect(issue.assignees).toEqual(["cathy"]);
    expect(statusNotes[0]?.body).toContain("- The description is too long to be read to its end");
    expect([statusNotes.length, channels.length, announced.length]).toEqual([1, 1, 1]);
  });
});

it("none of it made the service fail", () => {
  expect(world.logged.filter(({ level }) => level !== "info")).toEqual([]);
});
