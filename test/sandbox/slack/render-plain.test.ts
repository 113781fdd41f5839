import { describe, expect, it } from "vitest";
import { renderPlain } from "../../../src/sandbox/slack/index.ts";

const users = [{ id: "U1", name: "cathy" }];
const channels = [{ id: "C1", name: "esc_acme" }];
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const plain = (text: string) => ({ type: "plain_text", text });

describe("a message in plain text", () => {
  it("has names instead of ids, addresses after labels, and no entities", () => {
    const text =
      "<@U1> in <#C1>: a &amp;&lt; b, see <https://x.test|the issue>, <https://y.test> <!here> <!date^1^{date}|Thu 16:00> <@U9>";

    expect(renderPlain({ text }, users, channels)).toBe(
      "@cathy in #esc_acme: a &< b, see the issue (https://x.test), https://y.test @here Thu 16:00 @U9",
    );
  });

  it("is made of its blocks where it has some", () => {
    const blocks = [
      { type: "header", text: plain("New escalation") },
      { type: "section", text: mrkdwn("*Acme* <@U1>"), fields: [mrkdwn("*Severity*\nhigh"), plain("<as is>")] },
      { type: "divider" },
      { type: "context", elements: [mrkdwn("one"), { type: "image", alt_text: "a cat" }] },
      {
        type: "actions",
        elements: [
          { type: "button", text: plain("Open"), url: "https://x.test" },
          { type: "button", text: plain("No") },
        ],
      },
      { type: "markdown", text: "**bold**" },
      { type: "image", alt_text: "a chart" },
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "text", text: "to " },
              { type: "user", user_id: "U1" },
              { type: "channel", channel_id: "C1" },
              { type: "broadcast", range: "here" },
              { type: "link", url: "https://z.test" },
            ],
          },
        ],
      },
    ];

    expect(renderPlain({ text: "fallback", blocks }, users, channels).split("\n")).toEqual([
      "New escalation",
      "*Acme* @cathy",
      "*Severity*",
      "high",
      "<as is>",
      "────────",
      "one · [a cat]",
      "[Open] (https://x.test) [No]",
      "**bold**",
      "[a chart]",
      "to @cathy#esc_acme@herehttps://z.test",
    ]);
  });
});
