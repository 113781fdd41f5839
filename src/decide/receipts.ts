import { z } from "zod";
import type { IssueKey } from "../issue-key.ts";
import type { ActionType, Results } from "./action.ts";

const Typed = z.object({ type: z.string() });
const Empty = z.strictObject({});
const NoteWritten = z.strictObject({ noteId: z.number() });

const schemas: { [Type in ActionType]: z.ZodType<Results[Type]> } = {
  "edit-issue": Empty,
  "write-status-note": NoteWritten,
  "post-note": NoteWritten,
  react: Empty,
  "create-channel": z.strictObject({ channelId: z.string(), name: z.string(), url: z.string() }),
  "set-topic": Empty,
  invite: z.strictObject({
    invited: z.array(z.string()),
    unknown: z.array(z.string()),
    refused: z.array(z.strictObject({ username: z.string(), reason: z.string() })),
  }),
  "post-message": z.strictObject({ channelId: z.string(), ts: z.string() }),
  "edit-message": Empty,
  pin: Empty,
  bookmark: Empty,
  "open-rca": z.strictObject({
    key: z.custom<IssueKey>((key) => typeof key === "string"),
    reference: z.string(),
    url: z.string(),
  }),
  "archive-channel": Empty,
  "write-tracker": z.strictObject({ slug: z.string(), url: z.string() }),
  "report-sentiment": Empty,
};

/** An effect as the store keeps it, as far as deciding reads it. */
export interface RecordedEffect {
  key: string;
  action: string;
  state: string;
  result: string | undefined;
  error: string | undefined;
}

/** What has been asked of the outside for one escalation, and what came of it. */
export interface Receipts {
  /** The result of an effect that is done. */
  done<Type extends ActionType>(type: Type, key: string): Results[Type] | undefined;
  /** All results of effects of a type that are done and whose key starts so, oldest first. */
  all<Type extends ActionType>(type: Type, prefix?: string): Results[Type][];
  /** What an effect was last asked to do, as JSON; undefined where it was never asked for. */
  asked(key: string): string | undefined;
  /** Whether an effect is done as it was last asked. */
  isDone(key: string): boolean;
  /** Whether nothing more comes of an effect: it is done, or was given up. */
  isOver(key: string): boolean;
  /** Whether an effect waits for another try or was given up: nobody should wait for its result now. */
  failing(key: string): boolean;
  /** Whether anything to be said in chat waits for another try: what stands behind it in its stream waits as well. */
  keepsSilent(): boolean;
  /** What was given up, for people to know. */
  givenUp(): { key: string; error: string }[];
}

export function receiptsOf(effects: readonly RecordedEffect[]): Receipts {
  const byKey = new Map(effects.map((effect) => [effect.key, effect]));
  return {
    done(type, key) {
      const effect = byKey.get(key);
      return effect?.result === undefined ? undefined : schemas[type].parse(JSON.parse(effect.result));
    },
    all(type, prefix = "") {
      return effects
        .filter((effect) => effect.key.startsWith(prefix) && effect.result !== undefined && typeOf(effect) === type)
        .map((effect) => schemas[type].parse(JSON.parse(effect.result ?? "")));
    },
    asked: (key) => byKey.get(key)?.action,
    isOver: (key) => ["done", "given-up"].includes(byKey.get(key)?.state ?? ""),
    isDone: (key) => byKey.get(key)?.state === "done",
    failing(key) {
      const effect = byKey.get(key);
      return (
        effect !== undefined &&
        (effect.state === "given-up" || effect.error !== undefined) &&
        effect.result === undefined
      );
    },
    keepsSilent: () =>
      effects.some(
        (effect) =>
          effect.error !== undefined &&
          !["done", "given-up"].includes(effect.state) &&
          ["post-message", "edit-message"].includes(typeOf(effect)),
      ),
    givenUp() {
      return effects
        .filter((effect) => effect.state === "given-up")
        .map(({ key, error }) => ({ key, error: error ?? "no reason was kept" }));
    },
  };
}

function typeOf(effect: RecordedEffect): string {
  return Typed.parse(JSON.parse(effect.action)).type;
}
