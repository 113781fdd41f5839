import { z } from "zod";
import { type Message, renderPlain } from "../../slack/index.ts";
import { markdown } from "./markdown.ts";
import { mrkdwn, type Names } from "./mrkdwn.ts";
import { element, link, type Rich } from "./rich.ts";

const Text = z.object({ type: z.enum(["mrkdwn", "plain_text"]), text: z.string() });
const Button = z.object({ type: z.literal("button"), text: Text, url: z.string().optional() });

const Known = z.discriminatedUnion("type", [
  z.object({ type: z.literal("header"), text: Text }),
  z.object({
    type: z.literal("section"),
    text: Text.optional(),
    fields: z.array(Text).default([]),
    accessory: z.unknown().optional(),
  }),
  z.object({ type: z.literal("context"), elements: z.array(z.unknown()) }),
  z.object({ type: z.literal("actions"), elements: z.array(z.unknown()) }),
  z.object({ type: z.literal("divider") }),
  z.object({ type: z.literal("markdown"), text: z.string() }),
]);

/** A Slack message as data to show: its blocks, or its text where it has none. Blocks without a form here are shown as text. */
export function slackMessage({ text, blocks }: Pick<Message, "text" | "blocks">, names: Names): Rich[] {
  if (blocks === undefined) return mrkdwn(text, names);
  return blocks.flatMap((block) => {
    const known = Known.safeParse(block);
    return known.success
      ? shown(known.data, names)
      : [element("p", [renderPlain({ text: "", blocks: [block] }, [], [])])];
  });
}

function shown(block: z.infer<typeof Known>, names: Names): Rich[] {
  switch (block.type) {
    case "header":
      return [element("h4", [block.text.text])];
    case "section":
      return [
        ...(block.text ? textOf(block.text, names) : []),
        ...(block.fields.length > 0
          ? [
              element(
                "fields",
                block.fields.map((field) => element("field", textOf(field, names))),
              ),
            ]
          : []),
        ...buttons([block.accessory]),
      ];
    case "context":
      return [
        element(
          "context",
          block.elements.flatMap((one) => smallPrint(one, names)),
        ),
      ];
    case "actions":
      return [element("p", buttons(block.elements))];
    case "divider":
      return [element("hr")];
    case "markdown":
      return markdown(block.text, { people: new Set() });
  }
}

function textOf({ type, text }: z.infer<typeof Text>, names: Names): Rich[] {
  return type === "mrkdwn" ? mrkdwn(text, names) : [element("p", [text])];
}

function smallPrint(value: unknown, names: Names): Rich[] {
  const text = Text.safeParse(value);
  return text.success ? textOf(text.data, names) : [];
}

function buttons(values: readonly unknown[]): Rich[] {
  return values.flatMap((value) => {
    const button = Button.safeParse(value);
    if (!button.success) return [];
    return link(button.data.url ?? "", [button.data.text.text]);
  });
}
