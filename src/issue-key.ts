/** Names one issue of one project: `<project id>#<iid>`, for example `7#42`. The queue carries these, never payloads. */
export type IssueKey = `${number}#${number}`;

export interface IssueAddress {
  projectId: number;
  iid: number;
}

export function issueKey({ projectId, iid }: IssueAddress): IssueKey {
  return `${projectId}#${iid}`;
}

/** Reads a key back. Throws on text that is no key, which only a damaged store can hold. */
export function parseIssueKey(text: string): IssueAddress {
  const match = /^(\d+)#(\d+)$/.exec(text);
  if (!match) throw new Error(`"${text}" is not an issue key such as 7#42`);
  return { projectId: Number(match[1]), iid: Number(match[2]) };
}
