import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Store } from "../store/store.ts";

const FACT = "instance";

/** A name for this store, which all processes on it share and no other store has. */
export async function instanceName({ facts }: Pick<Store, "facts">, now: number): Promise<string> {
  const kept = async () => z.string().safeParse(JSON.parse((await facts.get(FACT)) ?? "null")).data;
  const known = await kept();
  if (known !== undefined) return known;
  await facts.set(FACT, JSON.stringify(randomBytes(6).toString("hex")), now);
  // Another replica may have kept its own at the same time: the one that stands counts.
  return (await kept()) ?? "";
}
