import { CannotListen } from "../app/http.ts";
import { ConfigurationProblems } from "../policy/problems.ts";
import { SettingsProblems } from "../settings.ts";
import { StoreInUse, StoreUnavailable } from "../store/store.ts";

/** What an operator can put right: said in a sentence, without a stack trace. */
export function isForTheOperator(error: unknown): error is Error {
  return [SettingsProblems, ConfigurationProblems, StoreInUse, StoreUnavailable, CannotListen].some(
    (kind) => error instanceof kind,
  );
}
