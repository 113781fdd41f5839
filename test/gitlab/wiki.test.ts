import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OutsideError } from "../../src/act/outside-error.ts";
import type { TrackerPages } from "../../src/act/ports.ts";
import { trackerTitle } from "../../src/escalation/tracker-page/title.ts";
import { gitlabWiki } from "../../src/gitlab/wiki.ts";
import { aGitLab, type Scene } from "../sandbox/gitlab/a-gitlab.ts";
import { HOSTILE } from "../support/hostile.ts";

const PAGE = { title: "Escalations/12 Acme Corp", content: "# Acme" };

let scene: Scene;
let pages: TrackerPages;

beforeEach(async () => {
  scene = await aGitLab({ hook: false });
  scene.gitlab.addMember(scene.projectId, "esc_bot", "planner");
  pages = gitlabWiki({ url: scene.gitlab.baseUrl, token: scene.token, clock: scene.now });
});
afterEach(() => scene[Symbol.asyncDispose]());

const create = () => pages.createPage(scene.projectId, PAGE);

async function failure(call: Promise<unknown>): Promise<{ remedy: string; message: string }> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutsideError)) throw new Error(`not an OutsideError: ${String(error)}`);
  return { remedy: error.remedy, message: error.message };
}

describe("a page of the wiki", () => {
  it("is made, found by its slug, and replaced", async () => {
    const made = await create();
    expect(made).toEqual({
      slug: "Escalations/12-Acme-Corp",
      url: `${scene.gitlab.baseUrl}/acme/escalations/-/wikis/Escalations/12-Acme-Corp`,
      content: "# Acme",
    });

    expect(await pages.updatePage(scene.projectId, made.slug, "# New\r\n")).toBe("updated");
    expect(await pages.findPage(scene.projectId, made.slug)).toEqual({ ...made, content: "# New\r\n" });
  });

  it("whose title is taken is the one that stands there, as it is", async () => {
    const made = await create();

    expect(await pages.createPage(scene.projectId, { ...PAGE, content: "Another" })).toEqual(made);
  });

  it.each([400, 422])("is looked for whichever status a taken title has: %i", async (status) => {
    const made = await create();
    const body = { message: { base: ["Duplicate page: A page with that title already exists in the file x.md"] } };
    scene.gitlab.faults.once({ method: "POST", fault: { kind: "status", status, body } });

    expect(await create()).toEqual(made);
  });

  it("that is there and cannot be found just now is tried again", async () => {
    const body = { message: { base: ["Duplicate page: A page with that title already exists in the file x.md"] } };
    scene.gitlab.faults.once({ method: "POST", fault: { kind: "status", status: 400, body } });

    expect(await failure(create())).toMatchObject({ remedy: "repeat" });
  });

  it("that is not there, or no longer, is said not to be", async () => {
    expect(await pages.findPage(scene.projectId, "Escalations/13")).toBeUndefined();
    expect(await pages.updatePage(scene.projectId, "Escalations/13", "x")).toBe("gone");
  });

  it.each([...HOSTILE, "Ünï/cödé & Co.", "日本語 株式会社"])(
    "for customer %j is found where it was made",
    async (customer) => {
      const title = trackerTitle({ iid: 12, customer });
      const made = await pages.createPage(scene.projectId, { title, content: "x" });

      expect(await pages.findPage(scene.projectId, made.slug)).toEqual(made);
      expect(await pages.createPage(scene.projectId, { title, content: "y" })).toEqual(made);
      expect(URL.canParse(made.url)).toBe(true);
      expect(made.url).toMatch(/^[!-~]+$/);
    },
  );

  it("has its project's address asked for once", async () => {
    const { slug } = await create();
    await pages.findPage(scene.projectId, slug);

    expect(scene.gitlab.requests.matching("GET", /projects\/\d+$/)).toHaveLength(1);
  });
});

describe("what a failed call means", () => {
  it("503: a read can be repeated, a write has to be looked up", async () => {
    const fault = { kind: "status", status: 503 } as const;
    scene.gitlab.faults.once({ method: "GET", fault });
    expect(await failure(pages.findPage(scene.projectId, "x"))).toMatchObject({ remedy: "repeat" });
    scene.gitlab.faults.once({ method: "POST", fault });
    expect(await failure(create())).toMatchObject({ remedy: "look-up" });
    scene.gitlab.faults.once({ method: "PUT", fault });
    expect(await failure(pages.updatePage(scene.projectId, "x", "y"))).toMatchObject({ remedy: "look-up" });
  });

  it("a project whose address could not be asked for is asked again", async () => {
    scene.gitlab.faults.once({ method: "GET", path: /projects\/\d+$/, fault: { kind: "drop" } });

    expect(await failure(create())).toMatchObject({ remedy: "repeat" });
    expect(await create()).toMatchObject({ content: "# Acme" });
  });

  it.each([403, 404])("a wiki that is closed (%i) is given up, and the operator told what to do", async (status) => {
    scene.gitlab.faults.once({ method: "POST", fault: { kind: "status", status, body: { message: "Forbidden" } } });

    const { remedy, message } = await failure(create());

    expect(remedy).toBe("give-up");
    expect(message).toMatch(/wiki of project \d+ .*Switch it on.*Planner or Developer.*tracker: \{ kind: link \}/);
  });

  it("a user without the right to write is told so in the same way", async () => {
    scene.gitlab.addMember(scene.projectId, "esc_bot", "reporter");

    expect(await failure(create())).toMatchObject({
      remedy: "give-up",
      message: expect.stringContaining("Planner or Developer"),
    });
  });

  it("a title that GitLab does not take is given up with GitLab's reason", async () => {
    const body = { message: { title: ["is too long"] } };
    scene.gitlab.faults.once({ method: "POST", fault: { kind: "status", status: 400, body } });

    expect(await failure(create())).toMatchObject({
      remedy: "give-up",
      message: expect.stringContaining("is too long"),
    });
  });

  it("an answer that is not GitLab's is given up", async () => {
    scene.gitlab.faults.once({ method: "GET", fault: { kind: "status", status: 200, body: {} } });

    expect(await failure(pages.findPage(scene.projectId, "x"))).toMatchObject({ remedy: "give-up" });
  });
});
