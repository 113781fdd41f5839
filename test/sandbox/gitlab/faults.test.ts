import { describe, expect, it } from "vitest";
import { faults } from "../../../src/sandbox/gitlab/faults.ts";
import { aGitLab } from "./a-gitlab.ts";

describe("faults of the API", () => {
  it("down: 503 to everybody until cleared", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.faults.mode = faults.down;
    expect(await scene.api("GET", "/version")).toMatchObject({ status: 503, json: "GitLab is not responding" });
    scene.gitlab.faults.clear();
    expect((await scene.api("GET", "/version")).status).toBe(200);
  });

  it("rate limited: 429 with Retry-After in seconds", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.faults.mode = faults.tooManyRequests(7);
    const answer = await scene.api("GET", "/version");
    expect(answer).toMatchObject({ status: 429, json: "Retry later" });
    expect(answer.headers.get("retry-after")).toBe("7");
  });

  it("dropped: the connection is cut and nothing was done", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    scene.gitlab.faults.once({ method: "POST", path: /\/notes$/, fault: faults.drop });

    await expect(scene.api("POST", `/projects/${scene.projectId}/issues/1/notes`, { body: "word" })).rejects.toThrow();
    expect(scene.gitlab.issue(1).notes).toEqual([]);
  });

  it.each([
    { fault: faults.drop, outcome: "no answer" },
    { fault: { kind: "status", status: 502, body: { message: "502 Bad Gateway" } } as const, outcome: 502 },
  ])("a lost answer ($outcome): the write was done, once, and the next try works", async ({ fault, outcome }) => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    scene.gitlab.faults.once({ method: "POST", path: /\/notes$/, fault, afterWrite: true });
    const post = () => scene.api("POST", `/projects/${scene.projectId}/issues/1/notes`, { body: "word" });

    const lost = await post().then(
      (answer) => answer.status,
      () => "no answer",
    );
    expect(lost).toBe(outcome);
    expect(scene.gitlab.issue(1).notes.map(({ body }) => body)).toEqual(["word"]);
    expect((await post()).status).toBe(201);
  });

  it("hanging: no answer until cleared, then the connection is cut", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.faults.once({ fault: faults.hang });
    const call = scene.api("GET", "/version").then(
      () => "answered",
      () => "cut",
    );
    while (scene.gitlab.requests.all().length === 0) await new Promise((resolve) => setImmediate(resolve));

    scene.gitlab.faults.clear();
    expect(await call).toBe("cut");
  });
});

describe("the log of requests", () => {
  it("has who, what and how it ended, and can be started anew", async () => {
    await using scene = await aGitLab({ hook: false });
    await scene.api("GET", "/projects/99?simple=1");
    await scene.api("GET", "/version", undefined, "nonsense");

    expect(scene.gitlab.requests.all()).toEqual([
      { method: "GET", path: "/projects/99", query: "simple=1", user: "esc_bot", at: scene.now(), status: 404 },
      { method: "GET", path: "/version", query: "", user: undefined, at: scene.now(), status: 401 },
    ]);
    expect(scene.gitlab.requests.matching("GET", /^\/projects/)).toHaveLength(1);
    scene.gitlab.requests.reset();
    expect(scene.gitlab.requests.all()).toEqual([]);
  });
});
