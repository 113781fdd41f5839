import { auditQueries } from "./audit.ts";
import { deliveryQueries } from "./deliveries.ts";
import type { Database, Dialect } from "./dialect.ts";
import { digestQueries } from "./digests.ts";
import { effectQueries } from "./effects.ts";
import { escalationQueries } from "./escalations.ts";
import { keptFactQueries } from "./kept-facts.ts";
import { lifeQueries } from "./lives.ts";
import { viewQueries } from "./views.ts";
import { watchQueries } from "./watches.ts";
import { workQueries } from "./work.ts";

/** All that can be asked of the database, each an answer of its own: the embedded engine sends them to its thread whole. */
export type Queries = ReturnType<typeof allQueries>;

export function allQueries(db: Database, dialect: Dialect) {
  return {
    ...deliveryQueries(db, dialect),
    ...workQueries(db, dialect),
    ...escalationQueries(db, dialect),
    ...viewQueries(db),
    ...lifeQueries(db),
    ...watchQueries(db),
    ...effectQueries(db, dialect),
    ...keptFactQueries(db),
    ...digestQueries(db, dialect),
    ...auditQueries(db),
  };
}
