// No single English knows all the short names people use: British CET, American EST, Australian AEST and NZST.
const locales = ["en-GB", "en-US", "en-AU"] as const;

// A formatter takes a thousand times longer to make than to use.
const formatters = new Map<string, Intl.DateTimeFormat[]>();

/** The short name of a zone at a moment: `CET` or `CEST`, `EST`; `GMT+5:30` where English has none. */
export function zoneName(at: number, timeZone: string): string {
  const names = formattersOf(timeZone).map((formatter) => {
    return formatter.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
  });
  return names.find((name) => !/^GMT[+-]/.test(name)) ?? names[0] ?? timeZone;
}

function formattersOf(timeZone: string): Intl.DateTimeFormat[] {
  const known = formatters.get(timeZone);
  if (known) return known;

  const made = locales.map((locale) => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" }));
  formatters.set(timeZone, made);
  return made;
}
