import type { z } from "zod";
import { ApiError } from "./api-error.ts";
import { messageBlocks } from "./block-schemas.ts";
import type { Block } from "./types.ts";

/** Markdown blocks share this many characters in one message. */
const mostMarkdown = 12_000;

/**
 * The blocks of a `chat.postMessage` or `chat.update`, from JSON text or, in a JSON body, as they are; undefined where
 * there are none. Fails with `invalid_blocks_format` for what is no JSON list, and with `invalid_blocks` for what breaks a
 * rule of Block Kit, every breach with its JSON pointer.
 */
export function readBlocks(given: unknown): Block[] | undefined {
  const value = typeof given === "string" ? parseList(given) : given;
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new ApiError("invalid_blocks_format");
  if (value.length === 0) return undefined;

  const parsed = messageBlocks.safeParse(value);
  if (!parsed.success) throw invalidBlocks(parsed.error.issues.flatMap((issue) => describe(issue, value)));
  const breaches = [...sameIds(parsed.data), ...tooMuchMarkdown(parsed.data)];
  if (breaches.length > 0) throw invalidBlocks(breaches);
  return parsed.data;
}

function parseList(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new ApiError("invalid_blocks_format");
    throw cause;
  }
}

function invalidBlocks(errors: string[]): ApiError {
  return new ApiError("invalid_blocks", {
    errors,
    response_metadata: { messages: errors.map((text) => `[ERROR] ${text}`) },
  });
}

function sameIds(blocks: z.infer<typeof messageBlocks>): string[] {
  const ids = blocks.map((block) => block.block_id);
  return ids.flatMap((id, index) =>
    id !== undefined && ids.indexOf(id) !== index
      ? [`\`block_id\` already exists${at(["blocks", index, "block_id"])}`]
      : [],
  );
}

function tooMuchMarkdown(blocks: z.infer<typeof messageBlocks>): string[] {
  const total = blocks.reduce((sum, block) => sum + (block.type === "markdown" ? block.text.length : 0), 0);
  return total > mostMarkdown
    ? [`must be less than ${mostMarkdown + 1} characters in all markdown blocks${at(["blocks"])}`]
    : [];
}

/** Says in Slack's manner what zod found, with where. */
function describe(issue: z.core.$ZodIssue, blocks: unknown): string[] {
  const path = ["blocks", ...issue.path];
  switch (issue.code) {
    case "too_big":
      return [
        issue.origin === "string"
          ? `must be less than ${Number(issue.maximum) + 1} characters${at(path)}`
          : `no more than ${issue.maximum} items allowed${at(path)}`,
      ];
    case "too_small":
      return [
        issue.origin === "string"
          ? `must be more than 0 characters${at(path)}`
          : `no fewer than ${issue.minimum} items allowed${at(path)}`,
      ];
    case "unrecognized_keys":
      return issue.keys.map((key) => `invalid additional property: ${key}${at(path)}`);
    case "invalid_union":
      return [`unsupported type: ${String(valueAt(blocks, issue.path))}${at(path)}`];
    case "invalid_type":
      return [
        valueAt(blocks, issue.path) === undefined
          ? `missing required field: ${String(path.at(-1))}${at(path.slice(0, -1))}`
          : `must be a ${issue.expected}${at(path)}`,
      ];
    default:
      return [`${issue.message}${at(path)}`];
  }
}

function at(path: readonly PropertyKey[]): string {
  return ` [json-pointer:/${path.map(String).join("/")}]`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}
