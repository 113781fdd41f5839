/** What the doctor found about one thing. */
export interface Check {
  /** What was looked at, in a few words. */
  name: string;
  status: "ok" | "warning" | "failed";
  /** What is so, a sentence without a full stop. */
  what: string;
  /** How to put it right; only where it is not ok. */
  remedy?: string;
}

export function ok(name: string, what: string): Check {
  return { name, status: "ok", what };
}

/** The service works, but not as well as it could. */
export function warning(name: string, what: string, remedy: string): Check {
  return { name, status: "warning", what, remedy };
}

export function failed(name: string, what: string, remedy: string): Check {
  return { name, status: "failed", what, remedy };
}

const SIGNS: Readonly<Record<Check["status"], string>> = { ok: "ok  ", warning: "warn", failed: "FAIL" };

/** One line: sign, name, what is so, and what to do. */
export function describeCheck({ name, status, what, remedy }: Check): string {
  return `${SIGNS[status]}  ${name}: ${what}${remedy === undefined ? "" : ` -> ${remedy}`}`;
}

/** A list for people, cut where it would fill the screen. */
export function listed(names: readonly string[], most = 8): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ");
}
