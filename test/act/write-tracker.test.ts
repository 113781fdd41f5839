import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TrackerPages } from "../../src/act/ports.ts";
import { type TrackerRequest, writeTracker } from "../../src/act/write-tracker.ts";
import { gitlabWiki } from "../../src/gitlab/wiki.ts";
import { aGitLab, type Scene, tokenOf } from "../sandbox/gitlab/a-gitlab.ts";
import { HOSTILE } from "../support/hostile.ts";

const SLUG = "Escalations/12-Acme-Corp";
const TEMPLATE = readFileSync("tracker_templates/Escalation tracker.md", "utf8");

let scene: Scene;
let pages: TrackerPages;

beforeEach(async () => {
  scene = await aGitLab({ hook: false });
  scene.gitlab.addMember(scene.projectId, "esc_bot", "planner");
  pages = gitlabWiki({ url: scene.gitlab.baseUrl, token: scene.token, clock: scene.now });
});
afterEach(() => scene[Symbol.asyncDispose]());

function request(changes: Partial<TrackerRequest> = {}): TrackerRequest {
  return {
    projectId: scene.projectId,
    title: "Escalations/12 Acme Corp",
    template: TEMPLATE,
    sections: { summary: "Nothing runs." },
    ...changes,
  };
}

const update = (id: string) => ({ id, at: scene.now() + Number(id), heading: `Update ${id}`, text: `Text of ${id}` });

/** The one page that there is. */
function content(): string {
  const wiki = scene.gitlab.state().projects.flatMap((project) => project.wiki);
  expect(wiki.map(({ slug }) => slug)).toEqual([SLUG]);
  return wiki[0]?.content ?? "";
}

/** What a person saves in the browser, whatever stands there. */
async function save(change: (page: string) => string): Promise<void> {
  const path = `/projects/${scene.projectId}/wikis/${encodeURIComponent(SLUG)}`;
  expect((await scene.api("PUT", path, { content: change(content()) }, tokenOf(scene, "cathy"))).status).toBe(200);
}

/** The wiki, with something happening right after the service's writes, as often as given. */
function withAfterWrite(happens: (written: string) => Promise<unknown>, times = 1): TrackerPages {
  let left = times;
  return {
    ...pages,
    async updatePage(projectId, slug, written) {
      const answer = await pages.updatePage(projectId, slug, written);
      left -= 1;
      if (left >= 0) await happens(written);
      return answer;
    },
  };
}

const writes = () =>
  scene.gitlab.requests.matching("POST", /wikis/).length + scene.gitlab.requests.matching("PUT", /wikis/).length;
const count = (text: string) => content().split(text).length - 1;

describe("the tracker document (P-OPEN-4)", () => {
  it("is made in one call where there is none, and kept current in three", async () => {
    const { slug, url } = await writeTracker(request(), pages);
    expect(slug).toBe(SLUG);
    expect(url).toMatch(/\/acme\/escalations\/-\/wikis\/Escalations\/12-Acme-Corp$/);
    expect(scene.gitlab.requests.matching("GET", /wikis/)).toHaveLength(0);
    expect(writes()).toBe(1);

    scene.gitlab.requests.reset();
    expect(await writeTracker(request({ slug, sections: { summary: "It runs." } }), pages)).toEqual({ slug, url });
    expect(content()).toContain("It runs.");
    expect(content()).not.toContain("Nothing runs.");
    expect(scene.gitlab.requests.all().map(({ method }) => method)).toEqual(["GET", "PUT", "GET"]);
  });

  it("is written only when something is different", async () => {
    const { slug } = await writeTracker(request({ entries: [update("1")] }), pages);
    scene.gitlab.requests.reset();

    await writeTracker(request({ slug, entries: [update("1")] }), pages);

    expect(writes()).toBe(0);
  });

  it("keeps what people wrote", async () => {
    const { slug } = await writeTracker(request(), pages);
    await save((page) => page.replace("## Next steps\n", "## Next steps\r\n\r\n- @cathy calls back\r\n"));

    await writeTracker(request({ slug, sections: { summary: "It runs." }, entries: [update("1")] }), pages);

    expect(content()).toContain("## Next steps\r\n\r\n- @cathy calls back\r\n");
    expect(content()).toContain("It runs.");
  });

  it("is made anew where somebody deleted it", async () => {
    const { slug } = await writeTracker(request(), pages);
    const path = `/projects/${scene.projectId}/wikis/${encodeURIComponent(SLUG)}`;
    await scene.api("DELETE", path, undefined, tokenOf(scene, "maya"));

    expect(await writeTracker(request({ slug }), pages)).toMatchObject({ slug });
    expect(content()).toContain("Nothing runs.");
  });

  it("takes a page of that title that somebody made before", async () => {
    await scene.api(
      "POST",
      `/projects/${scene.projectId}/wikis`,
      { title: "Escalations/12 Acme Corp", content: "My notes" },
      tokenOf(scene, "cathy"),
    );

    await writeTracker(request(), pages);

    expect(content()).toMatch(/^My notes\n[\s\S]*Nothing runs\./);
  });
});

describe("what goes wrong (P-OPEN-4)", () => {
  it("a making whose answer was lost is found, not made twice", async () => {
    scene.gitlab.faults.once({ method: "POST", path: /wikis/, fault: { kind: "drop" }, afterWrite: true });
    await expect(writeTracker(request({ entries: [update("1")] }), pages)).rejects.toMatchObject({ remedy: "look-up" });

    const { slug } = await writeTracker(request({ entries: [update("1"), update("2")] }), pages);

    expect(slug).toBe(SLUG);
    expect([count("Text of 1"), count("Text of 2")]).toEqual([1, 1]);
  });

  it("a write whose answer was lost is not repeated", async () => {
    const { slug } = await writeTracker(request(), pages);
    const wanted = request({ slug, sections: { summary: "It runs." }, entries: [update("1")] });
    scene.gitlab.faults.once({ method: "PUT", path: /wikis/, fault: { kind: "drop" }, afterWrite: true });
    await expect(writeTracker(wanted, pages)).rejects.toMatchObject({ remedy: "look-up" });
    scene.gitlab.requests.reset();

    await writeTracker(wanted, pages);

    expect(writes()).toBe(0);
    expect(count("Text of 1")).toBe(1);
  });

  it("a save over ours stays, and gets ours put into it", async () => {
    const { slug } = await writeTracker(request(), pages);
    const opened = content();
    const meanwhile = withAfterWrite(() => save(() => opened.replace("## Next steps", "Mine\n\n## Next steps")));

    await writeTracker(request({ slug, sections: { summary: "It runs." }, entries: [update("1")] }), meanwhile);

    expect(content()).toContain("Mine\n\n## Next steps");
    expect(content()).toContain("It runs.");
    expect(count("Text of 1")).toBe(1);
  });

  it("a save on top of ours needs no second write", async () => {
    const { slug } = await writeTracker(request(), pages);
    scene.gitlab.requests.reset();

    await writeTracker(
      request({ slug, sections: { summary: "It runs." } }),
      withAfterWrite(() => save((page) => `${page}\nMine\n`)),
    );

    expect(content()).toMatch(/It runs\.[\s\S]*\nMine\n$/);
    expect(scene.gitlab.requests.matching("PUT", /wikis/)).toHaveLength(2);
  });

  it("a page that is saved over again and again is left for a while, with people's text", async () => {
    const { slug } = await writeTracker(request(), pages);
    const opened = content();
    const busy = withAfterWrite(() => save(() => `${opened}\nMine\n`), 10);

    const written = writeTracker(request({ slug, sections: { summary: "It runs." } }), busy);

    await expect(written).rejects.toMatchObject({ remedy: "repeat", retryAfterMs: 60_000 });
    expect(content()).toContain("\nMine\n");
  });

  it("doubled runs end with one page, and everything on it once", async () => {
    const made = await Promise.all([1, 2, 3].map(() => writeTracker(request({ entries: [update("1")] }), pages)));
    expect(new Set(made.map(({ slug }) => slug))).toEqual(new Set([SLUG]));

    const entries = [update("1"), update("2")];
    await Promise.all([1, 2, 3].map(() => writeTracker(request({ slug: SLUG, entries }), pages)));

    expect([count("Text of 1"), count("Text of 2"), count("begin log"), count("Nothing runs.")]).toEqual([1, 1, 1, 1]);
  });

  it("runs that know different things end with all of it, once the later one runs", async () => {
    const { slug } = await writeTracker(request(), pages);
    const late = withAfterWrite(() => writeTracker(request({ slug, entries: [update("2")] }), pages));
    await writeTracker(request({ slug, entries: [update("1")] }), late);

    expect([count("Text of 1"), count("Text of 2")]).toEqual([1, 1]);
  });

  it("whatever somebody typed is written once and stays as it is", async () => {
    const text = `${HOSTILE.join("\n\n")}\n\n<!-- escalations:end summary -->\n\u0000\uD800\r\n\`\`\`\nopen`;
    const wanted = request({ sections: { summary: text }, entries: [{ ...update("1"), heading: text, text }] });
    const { slug } = await writeTracker(wanted, pages);
    scene.gitlab.requests.reset();

    await writeTracker({ ...wanted, slug }, pages);

    expect(writes()).toBe(0);
    expect([count("\n<!-- escalations:end summary -->"), count("## Resolution")]).toEqual([1, 1]);
  });
});
