import { Gitlab } from "@gitbeaker/rest";
import { describe, expect, it } from "vitest";
import { aGitLab } from "./a-gitlab.ts";

describe("the client library that the service uses", () => {
  it("works against it, by project id and by path", async () => {
    await using scene = await aGitLab({ hook: false });
    scene.gitlab.as("cathy").openIssue({ title: "Acme", description: "D", labels: ["severity::high"] });
    for (let n = 0; n < 25; n += 1) scene.gitlab.as("cathy").comment(1, `comment ${n}`);
    const client = new Gitlab({ host: scene.gitlab.baseUrl, token: scene.token });
    const path = "acme/escalations";
    const id = scene.projectId;

    expect(await client.Users.showCurrentUser()).toMatchObject({ username: "esc_bot" });
    expect(await client.Users.all({ username: "mona" })).toMatchObject([{ username: "mona" }]);
    expect(await client.Projects.show(path)).toMatchObject({ id, path_with_namespace: path });
    expect(await client.Issues.show(1, { projectId: path })).toMatchObject({ iid: 1, labels: ["severity::high"] });
    expect(await client.Issues.all({ projectId: id, labels: "severity::high", iids: [1], scope: "all" })).toMatchObject(
      [{ iid: 1 }],
    );
    const mona = (await client.Users.all({ username: "mona" }))[0]?.id ?? 0;
    const edited = await client.Issues.edit(id, 1, {
      addLabels: "severity::critical",
      removeLabels: "severity::high",
      assigneeIds: [mona],
    });
    expect(edited).toMatchObject({ labels: ["severity::critical"], assignees: [{ username: "mona" }] });

    expect(await client.IssueNotes.all(path, 1, { sort: "asc", orderBy: "created_at", perPage: 10 })).toHaveLength(26);
    const note = await client.IssueNotes.create(id, 1, "hello", { internal: true });
    expect(await client.IssueNotes.edit(id, 1, note.id, { body: "hello again" })).toMatchObject({
      body: "hello again",
      internal: true,
    });
    await client.IssueNoteAwardEmojis.award(id, 1, note.id, "white_check_mark");
    await expect(client.IssueNoteAwardEmojis.award(id, 1, note.id, "white_check_mark")).rejects.toMatchObject({
      cause: { response: { status: 404 } },
    });
    expect(await client.IssueNoteAwardEmojis.all(id, 1, note.id)).toHaveLength(1);

    expect(await client.ProjectMembers.all(path, { includeInherited: true })).toHaveLength(6);
    expect(await client.ProjectMembers.show(id, mona, { includeInherited: true })).toMatchObject({ access_level: 15 });
    expect(await client.IssueLabelEvents.all(id, 1)).toHaveLength(3);
    expect(await client.ProjectLabels.all(id)).toHaveLength(4);
  });

  it("keeps provisioning's resources: templates, files, wiki, links, hooks, boards", async () => {
    await using scene = await aGitLab({ hook: false });
    const client = new Gitlab({ host: scene.gitlab.baseUrl, token: scene.gitlab.addToken("root") });
    const id = scene.projectId;

    await client.Commits.create(id, "main", "Templates", [
      { action: "create", filePath: ".gitlab/issue_templates/A b.md", content: "x" },
    ]);
    expect(await client.ProjectTemplates.show(id, "issues", "A b")).toMatchObject({ content: "x" });
    expect(await client.RepositoryFiles.show(id, ".gitlab/issue_templates/A b.md", "main")).toMatchObject({
      encoding: "base64",
    });
    const page = await client.ProjectWikis.create(id, "text", "Dir/Page one");
    expect(await client.ProjectWikis.edit(id, page.slug, { content: "more" })).toMatchObject({
      content: "more",
      slug: "Dir/Page-one",
    });
    const hook = await client.ProjectHooks.add(id, scene.hookUrl, { issuesEvents: true, token: "t" });
    expect(await client.ProjectHooks.edit(id, hook.id, scene.hookUrl, { noteEvents: true })).toMatchObject({
      note_events: true,
    });
    const first = await client.Issues.create(id, "One", { labels: "bug", confidential: true });
    const second = await client.Issues.create(id, "Two");
    await client.IssueLinks.create(id, first.iid, id, second.iid);
    expect(await client.IssueLinks.all(id, second.iid)).toMatchObject([{ iid: first.iid, confidential: true }]);
    await client.ProjectLabels.edit(id, "bug", { newName: "defect" });
    expect(await client.Issues.show(first.iid, { projectId: id })).toMatchObject({ labels: ["defect"] });
    const board = await client.ProjectIssueBoards.create(id, "Escalations");
    expect(board).toMatchObject({ name: "Escalations" });
    await client.Issues.remove(id, second.iid);
    await expect(client.Issues.show(second.iid, { projectId: id })).rejects.toThrow("404 Not found");
  });
});
