import { readFileSync } from "node:fs";

/** The shipped issue template, as a person gets it. */
export const TEMPLATE = readFileSync("issue_templates/Account escalation.md", "utf8");

/** The template with something written below one of its headings. */
export function answered(template: string, heading: string, answer: string): string {
  return template.replace(`## ${heading}\n`, () => `## ${heading}\n\n${answer}\n`);
}

/** The template with the box ticked that begins with these words. */
export function tickedBox(template: string, words: string): string {
  return template.replace(`- [ ] ${words}`, () => `- [x] ${words}`);
}

/** The template with a value behind `- Name:`. */
export function named(template: string, name: string, value: string): string {
  return template.replace(`- ${name}:\n`, () => `- ${name}: ${value}\n`);
}
