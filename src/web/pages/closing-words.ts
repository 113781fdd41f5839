import { NEED_NAMES } from "../../decide/rules/closing.ts";

const NAMES: Readonly<Record<string, string>> = NEED_NAMES;

/** How each is brought: the line to write on the issue. */
const WAYS: Readonly<Record<string, string>> = {
  severity: "/esc severity critical|high|medium|low",
  customer_agreement: "/esc agree customer <evidence>",
  internal_agreement: "/esc agree internal",
  rca: "/esc rca delivered <link>",
  resolution: "/esc resolve <text>",
};

/** What a close still needs, as people call it. */
export function needName(need: string): string {
  return NAMES[need] ?? need.replaceAll("_", " ");
}

export function needWay(need: string): string | undefined {
  return WAYS[need];
}
