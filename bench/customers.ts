import { parse, stringify } from "yaml";
import { z } from "zod";
import { DIRECTORY } from "../src/sandbox/company.ts";
import type { Embedded } from "../src/sandbox/embedded.ts";
import { filledIn } from "../test/support/world.ts";

/** The sandbox's directory with as many customers more, so that each escalation has its own channel. */
export function directoryWith(customers: number): string {
  const directory = z.looseObject({ customers: z.array(z.unknown()) }).parse(parse(DIRECTORY));
  const more = Array.from({ length: customers }, (_, index) => ({
    ...{ name: customerName(index + 1), segment: "enterprise", region: "emea", product_area: "ci" },
    ...{ csm: "cathy", csm_manager: "mona", account_manager: "adam" },
  }));
  return stringify({ ...directory, customers: [...directory.customers, ...more] });
}

export interface Opened {
  iid: number;
  /** When it happened on GitLab, which then sends its webhook; ms since the epoch. */
  at: number;
}

/** Opens a high, product-related escalation of one of those customers, by number from 1. */
export async function openEscalation({ gitlab }: Pick<Embedded, "gitlab">, number: number): Promise<Opened> {
  const description = await filledIn({
    customer: customerName(number),
    severity: ["High"],
    origin: ["Support ticket"],
    nature: ["Product-related"],
    happening: "All pipelines stand still since this morning.",
    asks: "- An engineer who knows runners, in CET",
  });
  const at = Date.now();
  const { iid } = gitlab
    .as("cathy")
    .openIssue({ title: `${customerName(number)}: pipelines stand still`, description });
  return { iid, at };
}

/** By number from 1. */
export function customerName(number: number): string {
  return `Globex ${number}`;
}
