import { printable } from "./printable.ts";

/** The people a template names, by role, with the words of its list. */
export const PEOPLE_FIELDS = {
  csm: "CSM",
  csm_manager: "CSM manager",
  account_manager: "Account manager",
  ps_project_manager: "PS project manager",
  support: "Support engineer",
  product_dri: "Product DRI",
} as const;
export type PeopleField = keyof typeof PEOPLE_FIELDS;

export function isPeopleField(name: string): name is PeopleField {
  return Object.hasOwn(PEOPLE_FIELDS, name);
}

export const PEOPLE_FIELD_KEYS: readonly PeopleField[] = Object.keys(PEOPLE_FIELDS).filter(isPeopleField);

/** What people write who know nobody. */
const NOBODY = /^(?:[-–—?./@_ ]*|none|no|nobody|n\/?a|tb[acd]|unknown|not known|not applicable)$/i;
const LONGEST_PERSON = 100;

/**
 * Who was typed behind `CSM:`: the first @username, else the words as they stand. A name is never cut down to what could
 * be a username: `John Smith` is not @John. Undefined where nobody is named.
 */
export function typedPerson(value: string): string | undefined {
  // Behind a letter the @ belongs to an e-mail address.
  const mention = /(?<![\p{L}\p{N}_.+-])@([\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?)/u.exec(value)?.[1];
  if (mention !== undefined) return mention;
  const words = printable(value);
  return NOBODY.test(words) ? undefined : [...words].slice(0, LONGEST_PERSON).join("");
}
