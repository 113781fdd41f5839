import type { Sandbox } from "../start.ts";
import type { Narrator } from "./narrator.ts";

/** A story that is played against the real service: told to the narrator, judged by its outcomes. */
export interface Scene {
  name: string;
  /** One line for the list of scenes. */
  about: string;
  /** When it plays, ISO 8601; left out, now. */
  begins?: string;
  play(sandbox: Sandbox, narrator: Narrator): Promise<Outcome[]>;
}

/** What has to be so at the end. */
export interface Outcome {
  rule: string;
  /** Undefined where it is so; else what was found instead. */
  instead: string | undefined;
}

/** Holds where what was found is what was wanted. */
export function outcome(rule: string, found: unknown, wanted: unknown): Outcome {
  const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)];
  return { rule, instead: is === should ? undefined : `${is} instead of ${should}` };
}

/** Holds where every part is in the text. */
export function says(rule: string, text: string, parts: readonly string[]): Outcome {
  const missing = parts.filter((part) => !text.includes(part));
  return { rule, instead: missing.length === 0 ? undefined : `"${missing.join('", "')}" not in: ${text}` };
}

export function everyWebhookAnswered({ gitlab }: Sandbox): Outcome {
  const states = gitlab.state().deliveries.map(({ state }) => state);
  return outcome(
    "every webhook was answered with success",
    states.filter((state) => state !== "delivered"),
    [],
  );
}
