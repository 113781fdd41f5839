import { receiptsOf } from "../decide/receipts.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Store } from "../store/store.ts";

/** Whether another escalation has this channel. Asked only where an answer of Slack's was lost, so it may read a lot. */
export async function isChannelTaken(store: Store, key: IssueKey, channelId: string): Promise<boolean> {
  for (const other of await store.escalations.list({})) {
    if (other.key === key) continue;
    const remembered = await store.escalations.load(other.key);
    const channels = receiptsOf(remembered?.effects ?? []).all("create-channel");
    if (channels.some((channel) => channel.channelId === channelId)) return true;
  }
  return false;
}
