import type { IssueKey } from "../../issue-key.ts";
import type { EscalationLine } from "../store.ts";
import type { Database } from "./dialect.ts";

const COLUMNS = ["issue_key as key", "is_open", "summary", "changed_at"] as const;

/** What pages show of escalations beside the list of the open ones. */
export function viewQueries(db: Database) {
  return {
    async escalationLine(key: IssueKey): Promise<EscalationLine | undefined> {
      const row = await db.selectFrom("escalations").select(COLUMNS).where("issue_key", "=", key).executeTakeFirst();
      return row && toLine(row);
    },

    async linesOfCustomer(customer: string): Promise<EscalationLine[]> {
      const rows = await db
        .selectFrom("escalations")
        .select(COLUMNS)
        .where("customer", "=", customer)
        .orderBy("taken_at", "desc")
        .orderBy("issue_key")
        .execute();
      return rows.map(toLine);
    },

    async escalationsChangedAt(): Promise<number | undefined> {
      const { last } = await db
        .selectFrom("escalations")
        .select((row) => row.fn.max("changed_at").as("last"))
        .executeTakeFirstOrThrow();
      return last ?? undefined;
    },
  };
}

function toLine({
  key,
  is_open,
  summary,
  changed_at,
}: {
  key: IssueKey;
  is_open: number;
  summary: string;
  changed_at: number;
}): EscalationLine {
  return { key, open: is_open === 1, summary, changedAt: changed_at };
}
