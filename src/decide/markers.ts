/**
 * The hidden marker that every comment of the service carries (`<!-- escalations:<kind> … -->`). It counts only in
 * comments written by the service's own user.
 */
export function marker(kind: string, key?: string): string {
  return key === undefined ? `<!-- escalations:${kind} -->` : `<!-- escalations:${kind} key=${key} -->`;
}

export const STATUS_MARKER = marker("status");

const MARKER = /<!-- escalations:([a-z-]+)(?: key=(\S+))? -->/;

export function readMarker(body: string): { kind: string; key: string | undefined } | undefined {
  const match = MARKER.exec(body);
  return match?.[1] === undefined ? undefined : { kind: match[1], key: match[2] };
}
