import { z } from "zod";
import { assertMay, canWriteWiki } from "../access.ts";
import type { WikiPage } from "../model.ts";
import { createWikiPage, updateWikiPage, wikiPage } from "../wiki.ts";
import type { World } from "../world.ts";
import { locatedProject } from "./located.ts";
import { type Call, created, flag, noContent, ok, pathParameter, type Route, readInput } from "./route.ts";

export function wikiRoutes(world: World): Route[] {
  const base = "/projects/:id/wikis";
  const Content = z.object({
    title: z.string().optional(),
    content: z.string().optional(),
    format: z.string().optional(),
  });
  const project = (call: Call) => {
    const home = locatedProject(world, call);
    assertMay(canWriteWiki(home, call.user));
    return home;
  };
  const page = (call: Call) => wikiPage(locatedProject(world, call), pathParameter(call, "slug"));
  return [
    {
      method: "get",
      path: base,
      handle(call) {
        const { with_content } = readInput(call, z.object({ with_content: flag.default(false) }));
        const body = locatedProject(world, call).wiki.map((one) => {
          const { content, encoding: _encoding, front_matter: _matter, ...basics } = wikiEntity(one);
          return with_content ? { ...basics, content } : basics;
        });
        // This list is not paged.
        return ok(body);
      },
    },
    {
      method: "post",
      path: base,
      handle(call) {
        const home = project(call);
        const input = readInput(call, Content.extend({ title: z.string(), content: z.string() }));
        return created(wikiEntity(createWikiPage(world, home, input)));
      },
    },
    { method: "get", path: `${base}/:slug`, handle: (call) => ok(wikiEntity(page(call))) },
    {
      method: "put",
      path: `${base}/:slug`,
      handle(call) {
        const home = project(call);
        const changed = page(call);
        updateWikiPage(home, changed, readInput(call, Content));
        return ok(wikiEntity(changed));
      },
    },
    {
      method: "delete",
      path: `${base}/:slug`,
      handle(call) {
        const home = project(call);
        const gone = page(call);
        home.wiki = home.wiki.filter((one) => one !== gone);
        return noContent;
      },
    },
  ];
}

function wikiEntity(page: WikiPage) {
  return {
    format: page.format,
    slug: page.slug,
    title: page.title,
    wiki_page_meta_id: page.id,
    content: page.content,
    encoding: "UTF-8",
    front_matter: {},
  };
}
