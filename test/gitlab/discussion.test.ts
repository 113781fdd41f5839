import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discussionOf } from "../../src/gitlab/discussion.ts";

const noon = Date.parse("2026-11-24T12:00:00Z");
const cathy = { id: 7, username: "cathy", name: "Cathy Summers" };

function notes(...bodies: string[]) {
  return bodies.map((body, n) => ({
    id: n + 1,
    body,
    author: cathy,
    createdAt: noon + n * 1_000,
    internal: false,
    system: true,
  }));
}

/** Usernames of GitLab: letters, digits, `_`, `-` and `.`, no `-` in front and no full stop at the end. */
const username = fc.stringMatching(/^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,20}[A-Za-z0-9_-])?$/);
const usernames = fc.uniqueArray(username, { maxLength: 5 });
const list = new Intl.ListFormat("en");
const mentions = (names: readonly string[]) => list.format(names.map((name) => `@${name}`));

describe("who was assigned and unassigned", () => {
  it.each([
    { body: "assigned to @a", assigned: ["a"], unassigned: [] },
    { body: "unassigned @a", assigned: [], unassigned: ["a"] },
    { body: "assigned to @a and unassigned @b", assigned: ["a"], unassigned: ["b"] },
    { body: "assigned to @a, @b, and @c", assigned: ["a", "b", "c"], unassigned: [] },
    { body: "assigned to @a, @b and @c", assigned: ["a", "b", "c"], unassigned: [] },
    { body: "assigned to @a and @b and unassigned @c and @d", assigned: ["a", "b"], unassigned: ["c", "d"] },
    { body: "Assigned to @a.\n", assigned: ["a"], unassigned: [] },
    {
      body: "assigned to @project_7_bot_0f and unassigned @j.doe-x_",
      assigned: ["project_7_bot_0f"],
      unassigned: ["j.doe-x_"],
    },
    { body: "assigned to @unassigned and unassigned @and", assigned: ["unassigned"], unassigned: ["and"] },
  ])("$body", ({ body, assigned, unassigned }) => {
    expect(discussionOf(notes(body)).assignments).toEqual([{ at: noon, by: cathy, assigned, unassigned }]);
  });

  it("is read back from GitLab's sentence whatever the usernames", () => {
    fc.assert(
      fc.property(usernames, usernames, (assigned, unassigned) => {
        fc.pre(assigned.length + unassigned.length > 0);
        const parts = [
          ...(assigned.length > 0 ? [`assigned to ${mentions(assigned)}`] : []),
          ...(unassigned.length > 0 ? [`unassigned ${mentions(unassigned)}`] : []),
        ];

        const { assignments } = discussionOf(notes(parts.join(" and ")));

        expect(assignments).toEqual([{ at: noon, by: cathy, assigned, unassigned }]);
      }),
    );
  });

  it("is told by no other text, and none makes it fail", () => {
    const words = fc
      .array(
        fc.constantFrom(
          "assigned to ",
          "unassigned ",
          "@",
          " and ",
          ", ",
          "removed assignee",
          "marked ",
          "as related",
          "\n",
        ),
      )
      .map((some) => some.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.string(), words), (body) => {
        const { assignments } = discussionOf(notes(body));

        expect(assignments.length).toBeLessThanOrEqual(body.includes("@") ? 1 : 0);
      }),
    );
  });

  it("is told by GitLab alone: a comment of the same words is a comment", () => {
    const said = notes("assigned to @a", "marked as related to #5").map((note) => ({ ...note, system: false }));

    expect(discussionOf(said)).toEqual({ comments: said, assignments: [], boxes: [], linksChangedAt: undefined });
  });
});

describe("when links changed", () => {
  it.each([
    "marked as related to #5",
    "marked as related to #5, project#6, and group/project#7",
    "marked this item as blocking group/project#5",
    "marked this item as blocked by #5",
    "marked this issue as related to group/project#5",
    "marked this issue as blocking #5",
    "marked this task as blocked by #5",
    "removed the relation with #5",
    "marked this issue as a duplicate of #5",
    "marked project#5 as a duplicate of this issue",
    "added #5 as linked item",
  ])("%s", (body) => {
    expect(discussionOf(notes("changed the description", body, "assigned to @a")).linksChangedAt).toBe(noon + 1_000);
  });

  it.each([
    "mentioned in issue #5",
    "assigned to @related",
    "made the issue confidential",
    "changed title from **A** to **B is related to C**",
    "marked the checklist item **Find what is related to it** as completed",
    "changed due date to November 30, 2026",
    "moved to group/linked#5",
  ])("not by: %s", (body) => {
    expect(discussionOf(notes(body)).linksChangedAt).toBeUndefined();
  });

  it("is the last time", () => {
    expect(discussionOf(notes("marked as related to #5", "removed the relation with #5")).linksChangedAt).toBe(
      noon + 1_000,
    );
  });
});

describe("who ticked and cleared which box", () => {
  it.each([
    { body: "marked the checklist item **It runs** as completed", item: "It runs", ticked: true },
    { body: "marked the checklist item **It runs** as incomplete", item: "It runs", ticked: false },
    { body: "marked the task **It runs** as completed", item: "It runs", ticked: true },
    { body: "Marked the task **It runs** as incomplete\n", item: "It runs", ticked: false },
    {
      body: "marked the checklist item **\\*\\*It\\*\\* \\= 30\\.5 s \\#1 a\\-b** as completed",
      item: "**It** = 30.5 s #1 a-b",
      ticked: true,
    },
    { body: "marked the checklist item **a** as completed** as incomplete", item: "a** as completed", ticked: false },
  ])("$body", ({ body, item, ticked }) => {
    expect(discussionOf(notes(body)).boxes).toEqual([{ at: noon, by: cathy, item, ticked }]);
  });

  it.each(["changed the description", "marked as related to #5", "marked the checklist item ** as completed"])(
    "not by: %s",
    (body) => {
      expect(discussionOf(notes(body)).boxes).toEqual([]);
    },
  );
});
