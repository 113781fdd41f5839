import { channelMethods } from "./channel-methods.ts";
import { chatMethods } from "./chat-methods.ts";
import { listingMethods } from "./listing-methods.ts";
import { markingMethods } from "./marking-methods.ts";
import type { Method } from "./method.ts";
import { peopleMethods } from "./people-methods.ts";

/** Every method the workspace has, by its name in Slack. */
export const methods: ReadonlyMap<string, Method> = new Map<string, Method>(
  Object.entries({ ...peopleMethods, ...channelMethods, ...listingMethods, ...chatMethods, ...markingMethods }),
);
