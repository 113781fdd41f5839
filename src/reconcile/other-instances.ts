import { instanceIn, readMarker, STATUS_MARKER } from "../decide/markers.ts";
import type { Note } from "../escalation/issue.ts";

/** Other stores that write status notes as the same user: their service works on the same issue. */
export function otherInstances(notes: readonly Note[], ownUserId: number, own: string): string[] {
  const written = notes.filter(
    ({ author, body }) => author.id === ownUserId && readMarker(body)?.kind === readMarker(STATUS_MARKER)?.kind,
  );
  const names = written.map(({ body }) => instanceIn(body)).filter((name) => name !== undefined);
  return [...new Set(names)].filter((name) => name !== own);
}
