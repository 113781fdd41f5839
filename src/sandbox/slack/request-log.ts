/** A call of the Web API as it was heard and answered. */
export interface ApiCall {
  /** Milliseconds since the epoch. */
  at: number;
  method: string;
  /** As they came, without the token; `blocks` and `metadata` of a form are still JSON text. */
  args: Readonly<Record<string, unknown>>;
  /** The HTTP status answered, or 0 where no answer went out. */
  status: number;
  /** The error code answered in the body. */
  error?: string;
  /** The kind of fault that befell it. */
  fault?: string;
}

export interface RequestLog {
  readonly calls: readonly ApiCall[];
  /** How many calls there were, of one method or of all. */
  count(method?: string): number;
  /** Forgets them all. */
  reset(): void;
  add(call: ApiCall): void;
}

/** Keeps the last calls, up to a number that no test reaches. */
export function createRequestLog(most = 10_000): RequestLog {
  const calls: ApiCall[] = [];
  return {
    calls,
    count: (method) => (method === undefined ? calls.length : calls.filter((call) => call.method === method).length),
    reset() {
      calls.length = 0;
    },
    add(call) {
      calls.push(call);
      if (calls.length > most) calls.shift();
    },
  };
}
