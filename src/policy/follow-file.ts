import { type ConfigurationFile, nameOf, type ReadText, textOf, versionOf } from "./configuration-file.ts";
import { describeProblem, type Problem } from "./problems.ts";

/** As far as this needs one; pino's loggers fit. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A file with its last valid value. */
export interface FollowedFile<Value> {
  /** The last valid value. */
  value(): Value;
  /** What is wrong with the version on disk, as of the last look. */
  problems(): readonly Problem[];
  /**
   * Looks at the file; true when a new value came into force. A new content must be seen twice before it counts, unless
   * `atOnce`: a file caught half written can be valid, and lack half its customers.
   */
  look(atOnce: boolean): Promise<boolean>;
}

/** Follows a file from a first valid version on. That it is invalid, or gone, is told in the log, once. */
export function followFile<Value>(
  file: ConfigurationFile<Value>,
  first: { text: string; value: Value },
  { logger, read }: { logger: Logger; read: ReadText },
): FollowedFile<Value> {
  let { text: judged, value } = first;
  let seen = judged;
  let problems: readonly Problem[] = [];

  return {
    value: () => value,
    problems: () => problems,
    async look(atOnce) {
      const reading = await textOf(file, read);
      const text = typeof reading === "string" ? reading : reading.message;
      const settled = text === seen;
      const changed = text !== judged;
      seen = text;
      if (!atOnce && !(changed && settled)) return false;

      judged = text;
      const version = versionOf(file, reading);
      problems = version.problems;
      if (typeof reading !== "string") {
        const unread = { file: nameOf(file), reason: reading.message };
        logger.warn(unread, "configuration file cannot be read, its last valid version stays in force");
        return false;
      }
      if (version.value === undefined) {
        const refused = { file: nameOf(file), problems: problems.map(describeProblem) };
        logger.error(refused, "configuration file refused, its last valid version stays in force");
        return false;
      }
      value = version.value;
      if (changed) logger.info({ file: nameOf(file) }, "configuration file reloaded");
      return changed;
    },
  };
}
