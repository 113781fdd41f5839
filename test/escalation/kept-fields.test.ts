import { expect, it } from "vitest";
import { readFields } from "../../src/escalation/fields.ts";
import { fieldsOf } from "../../src/escalation/kept-fields.ts";
import { answered, TEMPLATE } from "../support/template.ts";

it("what was read lately is read once, and a changed description afresh", () => {
  const [before, after] = ["Globex", "Initech"].map((name) => answered(TEMPLATE, "Customer", name));

  const first = fieldsOf(before ?? "");

  expect(fieldsOf(before ?? "")).toBe(first);
  expect(first).toEqual(readFields(before ?? ""));
  expect(fieldsOf(after ?? "").customer).toBe("Initech");
});

it("only so many are kept, and none that is very long", () => {
  const first = fieldsOf("## Customer\n\nGlobex");
  for (let number = 1; number <= 200; number += 1) fieldsOf(`## Customer\n\nGlobex ${number}`);
  const long = `## Customer\n\nGlobex\n${"x".repeat(20_000)}`;

  expect(fieldsOf("## Customer\n\nGlobex")).not.toBe(first);
  expect(fieldsOf("## Customer\n\nGlobex 200")).toBe(fieldsOf("## Customer\n\nGlobex 200"));
  expect(fieldsOf(long)).not.toBe(fieldsOf(long));
});
