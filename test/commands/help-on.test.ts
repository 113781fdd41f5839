import { expect, it } from "vitest";
import { helpOn } from "../../src/cli/help-on.ts";
import { UsageError } from "../../src/cli/usage-error.ts";

const HELP = `escalations <command>

  serve                     run the service
  store backup FILE         a copy
  store copy --to WHAT      moves it
  help                      this text`;

it.each(["--help", "-h"])("a command that is asked with %s says what it does, and is not run", (flag) => {
  expect(helpOn("serve", [flag], HELP)).toBe("escalations serve                     run the service");
  expect(helpOn("store", ["backup", flag], HELP)?.split("\n")).toHaveLength(2);
});

it("who has a help of their own gives it, and who is not asked runs", () => {
  expect(helpOn("doctor", ["--help"], HELP)).toBeUndefined();
  expect(helpOn("store", ["backup", "file"], HELP)).toBeUndefined();
  expect(helpOn("serve", [], HELP)).toBeUndefined();
});

it("what follows a command that takes nothing is refused, not passed over", () => {
  expect(() => helpOn("sync", ["customer-success/escalations"], HELP)).toThrow(UsageError);
});
