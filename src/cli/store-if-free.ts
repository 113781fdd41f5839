import type { Settings } from "../settings.ts";
import { openStore } from "../store/open-store.ts";
import { type Store, StoreInUse } from "../store/store.ts";

/** The store; undefined where a running service holds the embedded one, which is asked then. Throws `StoreUnavailable`. */
export async function storeIfFree({ databaseUrl, dataDir }: Settings): Promise<Store | undefined> {
  try {
    return await openStore({
      ...(databaseUrl !== undefined && { databaseUrl }),
      dataDir,
      onProblem: (problem) => console.error(problem.message),
    });
  } catch (error) {
    if (error instanceof StoreInUse) return undefined;
    throw error;
  }
}
