/** Called as in the log (docs/operating.md, "Logs"). */
export type Fields = Readonly<Record<string, string | number>>;

/** Where a trace of the service's doings goes. */
export interface Tracing {
  /** Does some work as a span, within that of whoever calls. What it throws fails the span and is thrown on. */
  span<Answer>(name: string, fields: Fields, work: () => Promise<Answer>): Promise<Answer>;
  /** A span of something that has just ended, after so long (ms). */
  ended(name: string, fields: Fields, ms: number): void;
  /** What a log line says of the span that it belongs to. */
  current(): Fields;
  /** Sends what is not sent yet. */
  close(): Promise<void>;
}

/** Nobody wants traces: they cost nothing. */
export const NO_TRACING: Tracing = {
  span: (_name, _fields, work) => work(),
  ended: () => undefined,
  current: () => ({}),
  close: async () => undefined,
};
