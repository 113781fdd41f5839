import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorsIn, DOCUMENTS, linksIn, readDocument } from "./documents.ts";

describe.each(DOCUMENTS)("the links in %s", (path) => {
  const links = linksIn(readDocument(path)).filter((link) => !/^https?:/.test(link));
  const split = (link: string) => {
    const [file = "", anchor = ""] = decodeURIComponent(link).split("#");
    return { target: file === "" ? path : join(dirname(path), file), anchor };
  };

  it("lead to files that exist", () => {
    const missing = links.filter((link) => !existsSync(split(link).target));

    expect(missing).toEqual([]);
  });

  it("lead to headings that exist", () => {
    const missing = links.filter((link) => {
      const { target, anchor } = split(link);
      return anchor !== "" && existsSync(target) && !anchorsIn(readDocument(target)).includes(anchor);
    });

    expect(missing).toEqual([]);
  });
});
