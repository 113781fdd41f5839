const LONGEST = 1_000;
/** Only what it resolves to counts, so any other origin would do. */
const HERE = "http://here.invalid";

/**
 * Where somebody wanted to go before they signed in, as a path of this service; `/` for everything else, so that a link can
 * send nobody elsewhere, or round in circles.
 */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== "string" || wanted.length > LONGEST || !wanted.startsWith("/")) return "/";
  if (!URL.canParse(wanted, HERE)) return "/";
  const { origin, pathname, search } = new URL(wanted, HERE);
  // `/.//elsewhere` stays here until its dots are resolved.
  if (origin !== HERE || pathname.startsWith("//") || /^\/sign-(?:in|out)(?:\/|$)/.test(pathname)) return "/";
  return `${pathname}${search}`;
}
