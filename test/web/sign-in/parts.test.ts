import { describe, expect, it } from "vitest";
import { ASKED_EVERY_MS, LAST_WORD_COUNTS_MS, membersOf } from "../../../src/web/sign-in/members.ts";
import { returnPath } from "../../../src/web/sign-in/return-path.ts";
import { isFromHere } from "../../../src/web/sign-in/same-origin.ts";

describe("where a sign-in leads back to", () => {
  it.each([
    ["/", "/"],
    ["/escalations/71/1?page=2", "/escalations/71/1?page=2"],
    ["/?customer=Acme%20Corp&mine=1", "/?customer=Acme%20Corp&mine=1"],
    ["/accounts/M%C3%BCnchen#part", "/accounts/M%C3%BCnchen"],
    ["/sign-internal", "/sign-internal"],
  ])("%s is a path of ours", (wanted, leads) => {
    expect(returnPath(wanted)).toBe(leads);
  });

  it.each([
    "https://elsewhere.example.test/",
    "//elsewhere.example.test",
    "/\\elsewhere.example.test",
    "\\\\elsewhere.example.test",
    "/\t/elsewhere.example.test",
    "/.//elsewhere.example.test",
    "/x/..//elsewhere.example.test",
    "///elsewhere.example.test",
    "javascript:alert(1)",
    "",
    "escalations",
    "/sign-in",
    "/sign-in/start?return_to=/sign-in/start",
    "/sign-out",
    `/${"x".repeat(2_000)}`,
    ["/a", "/b"],
    undefined,
  ])("%j leads to the overview", (wanted) => {
    expect(returnPath(wanted)).toBe("/");
  });
});

describe("a request is from a page of ours", () => {
  const from = (headers: Record<string, string>) =>
    isFromHere({ get: (name) => headers[name] }, "https://esc.example.test/base");

  it.each([
    { headers: { "sec-fetch-site": "same-origin" }, is: true },
    { headers: { "sec-fetch-site": "same-origin", origin: "null" }, is: true },
    { headers: { "sec-fetch-site": "same-site" }, is: false },
    { headers: { "sec-fetch-site": "cross-site" }, is: false },
    { headers: { "sec-fetch-site": "none" }, is: false },
    { headers: { "sec-fetch-site": "cross-site", origin: "https://esc.example.test" }, is: false },
    { headers: { origin: "https://esc.example.test" }, is: true },
    { headers: { origin: "http://esc.example.test" }, is: false },
    { headers: { origin: "https://esc.example.test.evil.example.test" }, is: false },
    { headers: { origin: "null" }, is: false },
    { headers: {}, is: false },
  ])("$headers: $is", ({ headers, is }) => {
    expect(from(headers)).toBe(is);
  });
});

describe("who is a member", () => {
  function gitlab() {
    const state = { now: 0, asked: 0, levels: new Map([["a/b", 20]]), isAway: false };
    const members = membersOf({
      projects: ["a/b", "c/d"],
      clock: () => state.now,
      async memberOf(project) {
        state.asked += 1;
        if (state.isAway) throw new Error("away");
        const accessLevel = state.levels.get(project);
        return accessLevel === undefined
          ? undefined
          : { projectId: project === "a/b" ? 1 : 2, username: "sam", name: "Sam Reyes", accessLevel };
      },
    });
    return { state, find: () => members.find(7) };
  }

  it("of any of the projects; each has its own level", async () => {
    const { state, find } = gitlab();
    state.levels.set("c/d", 10);

    expect(await find()).toEqual({
      username: "sam",
      name: "Sam Reyes",
      levels: new Map([
        [1, 20],
        [2, 10],
      ]),
    });
  });

  it("is asked for once in two minutes, however many requests come", async () => {
    const { state, find } = gitlab();
    await Promise.all([find(), find(), find()]);
    state.now = ASKED_EVERY_MS - 1;
    await find();
    const before = state.asked;
    state.now = ASKED_EVERY_MS;
    await find();

    expect([before, state.asked]).toEqual([2, 4]);
  });

  it("is heard of when it changes", async () => {
    const { state, find } = gitlab();
    await find();
    state.levels.clear();
    state.now = ASKED_EVERY_MS;

    expect(await find()).toBeUndefined();
  });

  it("is what GitLab said last while it is away, for half an hour and asked seldom", async () => {
    const { state, find } = gitlab();
    await find();
    state.isAway = true;
    for (state.now = ASKED_EVERY_MS; state.now < ASKED_EVERY_MS + 60_000; state.now += 1_000) await find();
    const asked = state.asked;
    state.now = LAST_WORD_COUNTS_MS;

    await expect(find()).rejects.toThrow("away");
    expect(asked).toBeLessThan(12);
  });

  it("is not known where GitLab has never said, until it answers again", async () => {
    const { state, find } = gitlab();
    state.isAway = true;
    await expect(find()).rejects.toThrow("away");
    state.isAway = false;
    state.now = 20_000;

    expect(await find()).toBeDefined();
  });
});
