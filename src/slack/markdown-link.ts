import { printable } from "../escalation/printable.ts";
import { escaped, linkTo } from "./mrkdwn.ts";

/** What people take for an address when they read it: a scheme, or a name with dots in it. */
const ADDRESS = /:\/\/|\bwww\.|[\p{L}\p{N}][.\u3002]\p{L}{2}|\d+(?:\.\d+){3}/u;
const LONGEST_SHOWN = 80;

/**
 * A link that somebody typed. Its label can say anything but another address: a label that looks like one stands beside
 * the link, which then shows where it leads. What leads nowhere on the web is its label.
 */
export function linkText(address: string, label: string, base: string | undefined): string {
  const shown = printable(label);
  const href = webAddress(address, base);
  if (href === undefined) return escaped(shown);
  if (shown === "") return linkTo(href, shortened(href));
  if (!looksLikeAddress(shown) || namesPlace(shown, href) || namesUpload(shown, href, base)) return linkTo(href, shown);
  return `${escaped(shown)} (${linkTo(href, shortened(href))})`;
}

/**
 * The address in full, as browsers read it (URL standard), so that nobody reads it differently. None where it is not on
 * the web, and none with a username in it: `https://gitlab.example.test@evil.example.test` leads to the latter.
 */
function webAddress(address: string, base: string | undefined): string | undefined {
  const absolute = address.startsWith("/uploads/") && base !== undefined ? base.replace(/\/$/, "") + address : address;
  if (!URL.canParse(absolute)) return undefined;
  const url = new URL(absolute);
  const onTheWeb = url.protocol === "https:" || url.protocol === "http:";
  return onTheWeb && url.username === "" && url.password === "" ? url.href : undefined;
}

/** Look-alike dots, and characters without width between the letters, do not help. */
function looksLikeAddress(label: string): boolean {
  return ADDRESS.test(label.replace(/[\p{Cf}\p{M}\u2000-\u200A\u202F\u205F\u3000]/gu, "").normalize("NFKC"));
}

/** Whether the label is this address, or the beginning of it down to some part of its path. */
function namesPlace(label: string, href: string): boolean {
  const said = bare(webAddress(label, undefined) ?? label);
  const real = bare(href);
  return said === real || (real.startsWith(said) && /[/?#]/.test(real.charAt(said.length)));
}

function bare(address: string): string {
  return address
    .replace(/^https?:\/\//i, "")
    .replace(/\/$/, "")
    .toLowerCase();
}

/** A file attached on GitLab goes by its name: `[report.pdf](/uploads/…/report.pdf)`. */
function namesUpload(label: string, href: string, base: string | undefined): boolean {
  if (base === undefined || !href.startsWith(`${base.replace(/\/$/, "")}/uploads/`)) return false;
  return href.endsWith(`/${encodeURIComponent(label)}`);
}

/** Never without the whole of its host, whose end is what counts. */
function shortened(href: string): string {
  return href.length <= LONGEST_SHOWN ? href : `${new URL(href).origin}/…`;
}
