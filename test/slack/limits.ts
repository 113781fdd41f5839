import type { KnownBlock } from "@slack/web-api";

/** What Slack would refuse about blocks (docs.slack.dev, Block Kit reference), or undefined. */
export function blocksProblem(blocks: readonly KnownBlock[]): string | undefined {
  if (blocks.length > 50) return `${blocks.length} blocks`;
  for (const block of blocks) {
    const problem = problemOf(block);
    if (problem) return `${problem} in ${JSON.stringify(block).slice(0, 200)}`;
  }
  return undefined;
}

function problemOf(block: KnownBlock): string | undefined {
  if (block.type === "header") return tooLong(block.text.text, 150);
  if (block.type !== "section") return `an unexpected ${block.type}`;
  if (!block.text && !block.fields) return "nothing to say";
  if (block.fields && (block.fields.length === 0 || block.fields.length > 10)) return `${block.fields.length} fields`;
  const inFields = (block.fields ?? []).map(({ text }) => tooLong(text, 2_000));
  return [block.text && tooLong(block.text.text, 3_000), ...inFields].find((problem) => problem !== undefined);
}

function tooLong(text: string, most: number): string | undefined {
  if (text.length === 0) return "empty text";
  return text.length > most ? `${text.length} characters` : undefined;
}
