import { describe, expect, it } from "vitest";
import { aGitLab, tokenOf } from "./a-gitlab.ts";

describe("notes", () => {
  it("internal ones are for Planners and up", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("gus").openIssue({ title: "T" });
    const notes = `/projects/${scene.projectId}/issues/1/notes`;
    const made = await scene.api("POST", notes, { body: "hush", internal: true });
    const gus = tokenOf(scene, "gus");

    expect(made.json).toMatchObject({ internal: true, confidential: true, noteable_iid: 1, system: false });
    expect((await scene.api("GET", notes, undefined, gus)).json).toEqual([]);
    expect((await scene.api("GET", `${notes}/${made.json.id}`, undefined, gus)).status).toBe(404);
    expect((await scene.api("POST", notes, { body: "me too", internal: true }, gus)).status).toBe(403);
  });

  it("are edited by their author and by Maintainers, and nobody else", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    const { noteId } = scene.gitlab.as("cathy").comment(1, "mine");
    const path = `/projects/${scene.projectId}/issues/1/notes/${noteId}`;

    expect((await scene.api("PUT", path, { body: "x" }, tokenOf(scene, "mona"))).status).toBe(403);
    expect((await scene.api("PUT", path, { body: "edited" }, tokenOf(scene, "maya"))).json).toMatchObject({
      body: "edited",
      author: { username: "cathy" },
    });
    expect((await scene.api("DELETE", path, undefined, tokenOf(scene, "cathy"))).status).toBe(204);
  });

  it("of the system tell of assignees and confidentiality, not of labels; only_comments leaves them out", async () => {
    await using scene = await aGitLab();
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "T" });
    cathy.assign(1, "mona");
    cathy.addLabels(1, "bug");
    cathy.setConfidential(1, true);
    cathy.comment(1, "a word");
    const bodies = async (query: string) =>
      (await scene.api("GET", `/projects/${scene.projectId}/issues/1/notes?sort=asc&${query}`)).json.map(
        (note: { body: string }) => note.body,
      );

    expect(await bodies("")).toEqual(["assigned to @mona", "made the issue confidential", "a word"]);
    expect(await bodies("activity_filter=only_comments")).toEqual(["a word"]);
    expect((await scene.api("GET", `/projects/${scene.projectId}/issues/1`)).json.user_notes_count).toBe(1);
  });

  it("on a locked discussion are for members", async () => {
    await using scene = await aGitLab();
    const open = scene.gitlab.addProject({ path: "acme/open", name: "Open", visibility: "public" });
    scene.gitlab.addMember(open.id, "mona", "planner");
    const { iid } = scene.gitlab.as("oscar", open.id).openIssue({ title: "T" });
    scene.gitlab.as("mona", open.id).editIssue(iid, { discussionLocked: true });

    expect(() => scene.gitlab.as("oscar", open.id).comment(iid, "hello?")).toThrow("403");
  });
});

describe("emoji", () => {
  it("the second same one of a user is 404; another user's is fine; one's own can be taken off", async () => {
    await using scene = await aGitLab();
    scene.gitlab.as("cathy").openIssue({ title: "T" });
    const { noteId } = scene.gitlab.as("cathy").comment(1, "/esc accept");
    const path = `/projects/${scene.projectId}/issues/1/notes/${noteId}/award_emoji`;

    const first = await scene.api("POST", path, { name: "white_check_mark" });
    const second = await scene.api("POST", path, { name: "white_check_mark" });
    const other = await scene.api("POST", path, { name: "white_check_mark" }, tokenOf(scene, "cathy"));
    const gone = await scene.api("DELETE", `${path}/${first.json.id}`);

    expect([first.status, second.status, other.status, gone.status]).toEqual([201, 404, 201, 204]);
    expect(second.json.message).toContain("has already been taken");
    expect(scene.gitlab.issue(1).notes[0]?.reactions).toEqual([{ name: "white_check_mark", user: "cathy" }]);
  });
});
