import { z } from "zod";

/** Text that is not empty and not longer than this many UTF-16 code units. */
const text = (longest: number) => z.string().min(1).max(longest);

const plainText = (longest: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: text(longest), emoji: z.boolean().optional() });

const textObject = (longest: number) =>
  z.discriminatedUnion("type", [
    plainText(longest),
    z.strictObject({ type: z.literal("mrkdwn"), text: text(longest), verbatim: z.boolean().optional() }),
  ]);

const id = z.string().max(255);

const confirm = z.strictObject({
  title: plainText(100),
  text: textObject(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(["primary", "danger"]).optional(),
});

const button = z.strictObject({
  type: z.literal("button"),
  text: plainText(75),
  action_id: id.optional(),
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const imageElement = z.strictObject({
  type: z.literal("image"),
  image_url: text(3000).optional(),
  slack_file: z.looseObject({}).optional(),
  alt_text: text(2000),
});

/** Elements that are not looked into any further. */
const otherElement = z.looseObject({
  type: z.enum([
    "overflow",
    "datepicker",
    "datetimepicker",
    "timepicker",
    "checkboxes",
    "radio_buttons",
    "static_select",
    "users_select",
    "channels_select",
    "conversations_select",
    "external_select",
    "multi_static_select",
    "multi_users_select",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "workflow_button",
  ]),
  action_id: id.optional(),
});

const element = z.discriminatedUnion("type", [button, imageElement, otherElement]);
const block_id = id.optional();

const section = z
  .strictObject({
    type: z.literal("section"),
    block_id,
    text: textObject(3000).optional(),
    fields: z.array(textObject(2000)).min(1).max(10).optional(),
    accessory: element.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, "must define either `text` or `fields`");

const contextElement = z.discriminatedUnion("type", [...textObject(3000).options, imageElement]);

/** Blocks that are not looked into any further. */
const otherBlock = z.looseObject({
  type: z.enum([
    "rich_text",
    "video",
    "file",
    "input",
    "table",
    "call",
    "context_actions",
    "task_card",
    "plan",
    "card",
    "carousel",
    "alert",
  ]),
  block_id,
});

const block = z.discriminatedUnion("type", [
  section,
  z.strictObject({
    type: z.literal("header"),
    block_id,
    text: plainText(150),
    level: z.number().int().min(1).max(6).optional(),
  }),
  z.strictObject({ type: z.literal("divider"), block_id }),
  z.strictObject({ type: z.literal("context"), block_id, elements: z.array(contextElement).min(1).max(10) }),
  z.strictObject({ type: z.literal("actions"), block_id, elements: z.array(element).min(1).max(25) }),
  z.strictObject({
    type: z.literal("image"),
    block_id,
    image_url: text(3000).optional(),
    slack_file: z.looseObject({}).optional(),
    alt_text: text(2000),
    title: plainText(2000).optional(),
  }),
  z.strictObject({ type: z.literal("markdown"), block_id, text: text(12_000) }),
  otherBlock,
]);

/**
 * Block Kit for a message, with Slack's limits: 50 blocks; section text 3,000, ten fields of 2,000; header 150; ten context
 * elements; 25 actions; a button's text 75, value 2,000 and url 3,000; markdown 12,000; ids 255
 * (docs.slack.dev/reference/block-kit).
 */
export const messageBlocks = z.array(block).max(50);
