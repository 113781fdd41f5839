import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Attempt, Ports } from "../../src/act/perform.ts";
import { perform } from "../../src/act/perform.ts";
import { gitlabTracker } from "../../src/gitlab/tracker.ts";
import { gitlabWiki } from "../../src/gitlab/wiki.ts";
import { issueKey } from "../../src/issue-key.ts";
import { aGitLab, type Scene } from "../sandbox/gitlab/a-gitlab.ts";

let scene: Scene;
let ports: Ports;

beforeEach(async () => {
  scene = await aGitLab({ hook: false });
  const talking = { url: scene.gitlab.baseUrl, token: scene.token, clock: scene.now };
  ports = {
    tracker: gitlabTracker(talking),
    pages: gitlabWiki(talking),
    trackerTemplate: "",
    rcaTemplate: "",
    seal: (text) => text,
    chat: undefined,
    sentiment: undefined,
    isChannelTaken: async () => false,
    instance: "0123456789ab",
    ownUserId: () => 0,
  };
});
afterEach(() => scene[Symbol.asyncDispose]());

describe("an edit whose answer was lost", () => {
  it.each([
    { state: "close", stands: "closed", undo: "reopen" },
    { state: "reopen", stands: "opened", undo: "close" },
  ] as const)("$state: is not made again where it stands, and is where somebody undid it", async (given) => {
    const { iid } = scene.gitlab.as("cathy").openIssue({ title: "Acme" });
    if (given.state === "reopen") scene.gitlab.as("cathy").close(iid);
    const attempt: Attempt = {
      key: issueKey({ projectId: scene.projectId, iid }),
      effect: "edit/1",
      action: { type: "edit-issue", addLabels: ["bug"], removeLabels: [], state: given.state },
      since: undefined,
    };
    const edits = () => scene.gitlab.requests.matching("PUT", /issues/).length;

    await perform(attempt, ports);
    const again = await perform({ ...attempt, since: scene.now() }, ports);
    expect(again.edited?.issue.state).toBe(given.stands);
    expect(edits()).toBe(1);

    scene.gitlab.as("cathy")[given.undo](iid);
    expect((await perform({ ...attempt, since: scene.now() }, ports)).edited?.issue.state).toBe(given.stands);
    expect(edits()).toBe(2);
  });
});
