/** The command line was not understood; the message says what and is followed by the help. */
export class UsageError extends Error {
  override name = "UsageError";
}
