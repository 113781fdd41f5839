import { describe, expect, it } from "vitest";
import { extractQuickActions } from "../../../src/sandbox/gitlab/quick-actions/extract.ts";
import { aGitLab } from "./a-gitlab.ts";

describe("quick actions in a text", () => {
  it.each([
    { text: "/close", left: "", names: ["close"], because: "a known name is taken" },
    { text: "/CLOSE", left: "", names: ["close"], because: "case does not matter" },
    { text: "/labels ~bug", left: "", names: ["label"], because: "aliases count" },
    {
      text: "Hello\n/close\nworld",
      left: "Hello\nworld",
      names: ["close"],
      because: "a line inside a paragraph counts",
    },
    { text: "/esc update all is well", left: "/esc update all is well", names: [], because: "an unknown name is text" },
    { text: "/escalate", left: "/escalate", names: [], because: "a prefix is no match" },
    {
      text: "/esc update\n/due in 2 days",
      left: "/esc update",
      names: ["due"],
      because: "lines are looked at one by one",
    },
    { text: "```\n/close\n```", left: "```\n/close\n```", names: [], because: "code is left alone" },
    { text: "    /close", left: "    /close", names: [], because: "indented code is left alone" },
    { text: "> /close", left: "> /close", names: [], because: "quotes are left alone" },
    {
      text: ">>>\nso he said\n\n/close\n>>>",
      left: ">>>\nso he said\n\n/close\n>>>",
      names: [],
      because: "quote blocks are left alone",
    },
    { text: "<!--\n/close\n-->", left: "<!--\n/close\n-->", names: [], because: "HTML is left alone" },
    {
      text: "<!-- escalation -->\n/close",
      left: "<!-- escalation -->",
      names: ["close"],
      because: "a comment ends with its line",
    },
    { text: "- one\n\n/close", left: "- one", names: ["close"], because: "a paragraph after a list is one of its own" },
    { text: "- one\n/close", left: "- one\n/close", names: [], because: "without a blank line it belongs to the list" },
    { text: "| a |\n|---|\n/close", left: "| a |\n|---|\n/close", names: [], because: "or to the table" },
    { text: "one\n/close\n\ntwo", left: "one\ntwo", names: ["close"], because: "the blank line behind it goes too" },
    { text: "see `/close` here", left: "see `/close` here", names: [], because: "not at the line's start" },
    { text: "text  \n\n", left: "text", names: [], because: "trailing blanks go, as GitLab stores it" },
  ])("$because: $text", ({ text, left, names }) => {
    const extraction = extractQuickActions(text);

    expect(extraction.text).toBe(left);
    expect(extraction.actions.map(({ name }) => name)).toEqual(names);
  });
});

describe("quick actions as they run", () => {
  it("run from the description of a new issue, and are gone from it", async () => {
    await using scene = await aGitLab();
    const { iid } = scene.gitlab.as("cathy").openIssue({
      title: "Acme: imports fail",
      description: 'It is bad.\n\n/label ~escalation ~"severity::high"\n/confidential\n/assign @mona\n',
    });

    expect(scene.gitlab.issue(iid)).toMatchObject({
      description: "It is bad.",
      labels: ["escalation", "severity::high"],
      confidential: true,
      assignees: ["mona"],
    });
  });

  it("are lost for a Guest where they need a role, save /confidential on a new issue", async () => {
    await using scene = await aGitLab();
    const { iid } = scene.gitlab.as("gus").openIssue({
      title: "Help",
      description: "Text\n\n/label ~escalation\n/assign @mona\n/confidential",
      labels: ["bug"],
    });

    expect(scene.gitlab.issue(iid)).toMatchObject({
      description: "Text",
      labels: [],
      assignees: [],
      confidential: true,
    });
  });

  it("need quotes around a scoped label", async () => {
    await using scene = await aGitLab();
    const cathy = scene.gitlab.as("cathy");
    const { iid } = cathy.openIssue({ title: "Bare", description: "x\n/label ~severity::high" });

    expect(scene.gitlab.issue(iid).labels).toEqual([]);
    cathy.comment(iid, '/label ~"severity::high"');
    expect(scene.gitlab.issue(iid).labels).toEqual(["severity::high"]);
  });

  it("alone in a comment make no note and no Note Hook", async () => {
    await using scene = await aGitLab();
    const cathy = scene.gitlab.as("cathy");
    const { iid } = cathy.openIssue({ title: "T" });

    const said = cathy.comment(iid, "/label ~bug");
    await scene.gitlab.settled();

    expect(said).toEqual({ noteId: undefined, messages: ['Added ~"bug" label.'] });
    expect(scene.gitlab.issue(iid).notes).toEqual([]);
    expect(scene.received.map(({ headers }) => headers["x-gitlab-event"])).toEqual(["Issue Hook", "Issue Hook"]);
  });

  it("over the API alone are answered 202 without an id; text and actions together 201", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    const notes = `/projects/${scene.projectId}/issues/1/notes`;

    const alone = await scene.api("POST", notes, { body: "/close" });
    const both = await scene.api("POST", notes, { body: "Sorry\n/reopen" });

    expect(alone).toMatchObject({
      status: 202,
      json: { commands_changes: { state_event: "close" }, summary: ["Closed this issue."] },
    });
    expect(alone.json.id).toBeUndefined();
    expect(both).toMatchObject({ status: 201, json: { body: "Sorry" } });
    expect(scene.gitlab.issue(1).state).toBe("opened");
  });

  it("that cannot be applied are stripped all the same and say so", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("gus").openIssue({ title: "T" });

    const said = scene.gitlab.as("gus").comment(1, "Hi\n/severity high\n/label ~bug");

    expect(said.messages).toEqual(["Could not apply severity command.", "Could not apply label command."]);
    expect(scene.gitlab.issue(1).notes.map(({ body }) => body)).toEqual(["Hi"]);
  });

  it("in an edited description run when they are new", async () => {
    await using scene = await aGitLab();
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "T", description: "a" });

    cathy.editDescription(1, "a\n\n/close");

    expect(scene.gitlab.issue(1)).toMatchObject({ description: "a", state: "closed" });
  });

  it("delete a comment that is edited into nothing else", async () => {
    await using scene = await aGitLab();
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "T" });
    const { noteId = 0 } = cathy.comment(1, "a word");

    cathy.editComment(1, noteId, "/title New");

    expect(scene.gitlab.issue(1).title).toBe("New");
    expect(scene.gitlab.issue(1).notes.filter(({ system }) => !system)).toEqual([]);
  });

  it.each([
    { action: "/unlabel ~bug", after: { labels: [] } },
    { action: "/unlabel", after: { labels: [] } },
    { action: "/relabel ~escalation", after: { labels: ["escalation"] } },
    { action: "/assign me", after: { assignees: ["mona", "cathy"] } },
    { action: "/reassign @cathy", after: { assignees: ["cathy"] } },
    { action: "/unassign", after: { assignees: [] } },
    { action: "/unassign @mona", after: { assignees: [] } },
    { action: "/due 2026-12-01", after: { dueDate: "2026-12-01" } },
    { action: "/lock", after: { discussionLocked: true } },
    { action: "/react :eyes:", after: { reactions: [{ name: "eyes", user: "cathy" }] } },
    {
      action: "/duplicate #2",
      after: { state: "closed", links: [{ iid: 2, title: "Other", state: "opened", type: "relates_to" }] },
    },
    { action: "/relate #2", after: { links: [{ iid: 2, title: "Other", state: "opened", type: "relates_to" }] } },
  ])("$action", async ({ action, after }) => {
    await using scene = await aGitLab({ hook: false });
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "T", labels: ["bug"] });
    cathy.openIssue({ title: "Other" });
    cathy.assign(1, "mona");

    cathy.comment(1, action);

    expect(scene.gitlab.issue(1)).toMatchObject(after);
  });

  it("/internal_note hides the comment that it stands in", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("gus").openIssue({ title: "T" });
    scene.gitlab.as("cathy").comment(1, "between us\n/internal_note");

    const seen = await scene.api(
      "GET",
      `/projects/${scene.projectId}/issues/1/notes`,
      undefined,
      scene.gitlab.addToken("gus"),
    );

    expect(scene.gitlab.issue(1).notes).toMatchObject([{ body: "between us", internal: true }]);
    expect(seen.json).toEqual([]);
  });
});
