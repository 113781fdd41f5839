import { describe, expect, it } from "vitest";
import { ApiError } from "../../../src/sandbox/slack/api-error.ts";
import { readBlocks } from "../../../src/sandbox/slack/blocks.ts";

const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const plain = (text: string) => ({ type: "plain_text", text });
const section = (text: string) => ({ type: "section", text: mrkdwn(text) });
const x = (length: number) => "x".repeat(length);

function refused(blocks: unknown): unknown {
  try {
    readBlocks(blocks);
  } catch (failure) {
    return failure instanceof ApiError ? [failure.code, failure.details["errors"]] : failure;
  }
  return "taken";
}

describe("blocks of a message", () => {
  it.each([
    [[section(x(3001))], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
    [[section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
    [[{ type: "section" }], "must define either `text` or `fields` [json-pointer:/blocks/0]"],
    [
      [{ type: "section", fields: Array(11).fill(mrkdwn("a")) }],
      "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ],
    [
      [{ type: "section", fields: [mrkdwn(x(2001))] }],
      "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ],
    [
      [section("a"), { type: "header", text: plain(x(151)) }],
      "must be less than 151 characters [json-pointer:/blocks/1/text/text]",
    ],
    [
      [{ type: "context", elements: Array(11).fill(mrkdwn("a")) }],
      "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ],
    [[{ type: "context", elements: [] }], "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"],
    [[{ type: "markdown", text: x(12_001) }], "must be less than 12001 characters [json-pointer:/blocks/0/text]"],
    [
      [{ type: "actions", elements: [{ type: "button", text: plain(x(76)) }] }],
      "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ],
    [[{ type: "banner" }], "unsupported type: banner [json-pointer:/blocks/0/type]"],
    [[{ type: "header", text: mrkdwn("a") }], expect.stringContaining("[json-pointer:/blocks/0/text/type]")],
    [[{ type: "header" }], "missing required field: text [json-pointer:/blocks/0]"],
    [[{ ...section("a"), colour: "red" }], "invalid additional property: colour [json-pointer:/blocks/0]"],
    [Array(51).fill({ type: "divider" }), "no more than 50 items allowed [json-pointer:/blocks]"],
    [
      [
        { ...section("a"), block_id: "b" },
        { ...section("b"), block_id: "b" },
      ],
      "`block_id` already exists [json-pointer:/blocks/1/block_id]",
    ],
    [
      [
        { type: "markdown", text: x(7000) },
        { type: "markdown", text: x(7000) },
      ],
      "must be less than 12001 characters in all markdown blocks [json-pointer:/blocks]",
    ],
  ])("are refused with where they break a rule (%#)", (blocks, error) => {
    expect(refused(JSON.stringify(blocks))).toEqual(["invalid_blocks", [error]]);
  });

  it("are refused as a whole where they are no list", () => {
    expect(refused("{")).toEqual(["invalid_blocks_format", undefined]);
    expect(refused('{"type":"divider"}')).toEqual(["invalid_blocks_format", undefined]);
  });

  it("may be as long as they may be", () => {
    const blocks = [
      section(x(3000)),
      { type: "header", text: plain(x(150)) },
      { type: "section", fields: Array(10).fill(mrkdwn(x(2000))) },
    ];

    expect(readBlocks(JSON.stringify(blocks))).toEqual(blocks);
  });
});
