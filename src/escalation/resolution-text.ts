/** What a resolution says of its three questions (P-CLOSE-3), as far as it can be told from its words. */
export interface Resolution {
  outcome: "positive" | "negative" | "none" | undefined;
  /** Whether it says if the exit criteria were met. */
  saysCriteria: boolean;
  /** Whether it says what was done. */
  saysDone: boolean;
}

const OUTCOMES = [
  ["negative", /\b(?:negative|lost|churn(?:ed)?|cancell?ed|contract(?:ed|ion)|not\s+(?:positive|resolved|solved))\b/i],
  ["none", /\b(?:outcome\W{1,4}(?:none|neutral|unchanged|no\s+change)|no\s+outcome|neutral\s+outcome)\b/i],
  ["positive", /\b(?:positive|renewed|saved|retained|satisfied|happy)\b/i],
] as const;
const CRITERIA = /\b(?:exit\s+)?criteri(?:a|on)\b/i;
const FORM_LINE = /^[ \t>*_-]*(?:outcome|exit criteria(?: met)?|criteria(?: met)?|what was done|done)[ \t*_]*:/i;
const DONE_LINE = /^[ \t>*_-]*(?:what was done|done)[ \t*_]*:[ \t]*(.*)/im;
/** A resolution is read so far, in characters: more is somebody's log. */
const LONGEST = 5_000;
/** Words of what was done beside the other two answers. */
const FEWEST_WORDS = 3;

/**
 * Reads a resolution: the form filled in, or plain words. The first that is said of an outcome counts, behind the word
 * "outcome" where that is there.
 */
export function readResolution(written: string): Resolution {
  const text = written.slice(0, LONGEST);
  const named = /\boutcome\b\W*([^\n.;,]*)/i.exec(text)?.[0];
  return {
    outcome: outcomeIn(named ?? "") ?? outcomeIn(text),
    saysCriteria: CRITERIA.test(text),
    saysDone: saysDone(text),
  };
}

function outcomeIn(text: string): Resolution["outcome"] {
  return OUTCOMES.find(([, words]) => words.test(text))?.[0];
}

/** Named as such and answered, or enough words left once the other two are taken out. */
function saysDone(text: string): boolean {
  const named = DONE_LINE.exec(text);
  if (named) return /\p{L}{2}/u.test(named[1] ?? "");
  const rest = text
    .split(/\n|(?<=[.;!?])\s/)
    .filter((sentence) => !FORM_LINE.test(sentence) && !CRITERIA.test(sentence) && !/\boutcome\b/i.test(sentence));
  return (
    rest
      .join(" ")
      .split(/\s+/)
      .filter((word) => /\p{L}{2}/u.test(word)).length >= FEWEST_WORDS
  );
}
