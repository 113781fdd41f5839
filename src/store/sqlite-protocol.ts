/** What crosses between the main thread and the store's. Calls are answered in order. */
export interface SqliteCall {
  id: number;
  /** "open" with a folder, answered by the names of the queries; then a name of `Queries`; at the end "close". */
  name: string;
  args: unknown[];
}

export interface SqliteReply {
  id: number;
  value?: unknown;
  /** - `in-use`: another process has it · `newer`: a newer version has had it · `unavailable`: the disk's fault · `mistake`: ours */
  failure?: "in-use" | "newer" | "unavailable" | "mistake";
  error?: Error;
  /** How to put it right. */
  hint?: string | undefined;
}
