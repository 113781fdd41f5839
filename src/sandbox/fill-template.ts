/** Answers to the issue template, as a person would give them. */
export interface Answers {
  /** How the ticked boxes begin: "High", "Product-related". */
  ticks?: readonly string[];
  /** What is written under a level-2 heading. */
  sections?: Readonly<Record<string, string>>;
  /** What is written behind a list item's colon: "Support engineer": "@sam". */
  items?: Readonly<Record<string, string>>;
}

/** The template, filled in. Throws where it has no such box, heading or item. */
export function fillTemplate(template: string, { ticks = [], sections = {}, items = {} }: Answers): string {
  let text = template;
  const put = (what: string, found: RegExp, written: (match: string) => string) => {
    if (!found.test(text)) throw new Error(`The issue template has no ${what}.`);
    text = text.replace(found, written);
  };
  for (const tick of ticks) put(`box "${tick}"`, new RegExp(`^- \\[ \\] (?=${quoted(tick)})`, "m"), () => "- [x] ");
  for (const [heading, answer] of Object.entries(sections)) {
    const section = new RegExp(`^## ${quoted(heading)}\n[\\s\\S]*?(?=^## |$(?![\\s\\S]))`, "m");
    put(`heading "${heading}"`, section, (found) => answered(found, answer));
  }
  for (const [label, answer] of Object.entries(items)) {
    put(`item "${label}:"`, new RegExp(`^- ${quoted(label)}:$`, "m"), (found) => `${found} ${answer}`);
  }
  return text;
}

/** The answer goes between heading and prompt; the empty bullet that stood for it goes. */
function answered(section: string, answer: string): string {
  const [heading = "", ...rest] = section.split("\n");
  const left = rest.filter((line) => !/^- (?:\[ \] ?)?$/.test(line)).join("\n");
  return `${heading}\n\n${answer}\n${left}`;
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
