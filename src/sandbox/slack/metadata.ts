import { z } from "zod";
import { ApiError } from "./api-error.ts";
import type { Metadata } from "./types.ts";

/** Slack has a limit and does not say which; this one is ours. */
const longestMetadata = 8000;

const metadataSchema = z.object({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

/**
 * The metadata of a message: undefined where the argument was left out, null for `{}`, which on an update clears it. Fails
 * with `invalid_metadata_format`, `invalid_metadata_schema`, `metadata_too_large`.
 */
export function readMetadata(given: unknown): Metadata | null | undefined {
  const value = typeof given === "string" ? parse(given) : given;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw new ApiError("invalid_metadata_format");
  if (Object.keys(value).length === 0) return null;
  const metadata = metadataSchema.safeParse(value);
  if (!metadata.success) throw new ApiError("invalid_metadata_schema");
  if (JSON.stringify(metadata.data).length > longestMetadata) throw new ApiError("metadata_too_large");
  return metadata.data;
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new ApiError("invalid_metadata_format");
    throw cause;
  }
}
