import type { DriRule } from "../policy/dri-policy.ts";
import { roleName } from "./wording.ts";

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], conjunction = "and"): string {
  const last = words.at(-1);
  if (last === undefined) return "nobody";
  return words.length === 1 ? last : `${words.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}

/** A rule's conditions, to stand behind "if"; undefined where it always holds. */
export function conditionsInWords({ when = {} }: DriRule): string | undefined {
  const { origin, severity, segment, region, has } = when;
  const parts = [
    ...is(
      "it came from",
      origin?.map((one) => one.replaceAll("-", " ")),
    ),
    ...is("its severity is", severity),
    ...is("the customer's segment is", segment),
    ...is("the customer's region is", region),
    ...(has === undefined ? [] : [`the customer has a ${roleName(has)}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(" and ");
}

function is(what: string, values: readonly string[] | undefined): string[] {
  return values === undefined ? [] : [`${what} ${listed(values, "or")}`];
}

/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll(/\s+/g, " ").replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Long lines of prose, broken where the eye wants it, and never within code. */
export function wrapped(text: string, width = 120): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
