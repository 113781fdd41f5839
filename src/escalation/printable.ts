/**
 * One line of what somebody typed, without characters that hide or reorder what others read: control characters become
 * blanks, invisible ones go. The two joiners stay, for emoji and some scripts are written with them.
 */
export function printable(typed: string): string {
  return typed
    .replace(/(?![\u200C\u200D])\p{Cf}/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}
