/** What is logged: a constant message and fields (pino's shape). `error` is for us; a user's mistake is `info` and a note. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
