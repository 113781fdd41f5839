import { expect, it } from "vitest";
import { readDocument } from "./documents.ts";
import { withTables } from "./tables.ts";

/** After a change of settings, commands, metrics or policy: `npx vitest run test/docs/tables.test.ts --update`. */
it("docs/reference.md has settings, commands, metrics and policy keys as the code has them", async () => {
  await expect(await withTables(readDocument("docs/reference.md").text)).toMatchFileSnapshot("../../docs/reference.md");
});
