/**
 * The hidden marker that every comment of the service carries (`<!-- escalations:<kind> … -->`). It counts only in
 * comments written by the service's own user.
 */
export function marker(kind: string, key?: string): string {
  return key === undefined ? `<!-- escalations:${kind} -->` : `<!-- escalations:${kind} key=${key} -->`;
}

export const STATUS_MARKER = marker("status");

/** What the status note keeps, sealed, on a line of its own. */
export function keptLine(sealed: string): string {
  return `<!-- escalations:kept ${sealed} -->`;
}

/** The sealed text of a status note, where it has one. */
export function sealedIn(body: string): string | undefined {
  return /^<!-- escalations:kept (\S+) -->$/m.exec(body)?.[1];
}

/** What is sealed, and behind it the name of the store that the service which wrote it works on. */
export function withInstance(sealed: string, name: string): string {
  return `${sealed}.${name}`;
}

/** Undefined where the status note does not say. */
export function instanceIn(body: string): string | undefined {
  return sealedIn(body)?.split(".")[2];
}

const MARKER = /<!-- escalations:([a-z-]+)(?: key=(\S+))? -->/;

export function readMarker(body: string): { kind: string; key: string | undefined } | undefined {
  const match = MARKER.exec(body);
  return match?.[1] === undefined ? undefined : { kind: match[1], key: match[2] };
}
