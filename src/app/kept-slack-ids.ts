import { z } from "zod";
import type { KeptIds } from "../slack/people.ts";
import type { Store } from "../store/store.ts";

const Kept = z.object({ id: z.string(), at: z.number() });

/** People found on Slack, kept across restarts: an opening then asks for nobody who was asked for before. */
export function keptSlackIds({ facts }: Store): KeptIds {
  const nameOf = (email: string) => `slack-id/${email}`;
  return {
    async get(email) {
      return Kept.safeParse(JSON.parse((await facts.get(nameOf(email))) ?? "null")).data;
    },
    set: (email, { id, at }) => facts.set(nameOf(email), JSON.stringify({ id, at }), at),
  };
}
