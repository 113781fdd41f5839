import type { OpenRca, Results } from "../decide/action.ts";
import { marker } from "../decide/markers.ts";
import type { IssueKey } from "../issue-key.ts";
import type { Ports } from "./perform.ts";

/** GitLab takes this many characters for a title. */
const LONGEST_TITLE = 255;

/**
 * Opens the issue for a root cause analysis and links it to its escalation (P-CLOSE-4). `since` (ms) stands where an
 * earlier attempt may have got through: that one's issue is looked up by the marker in its description. Throws
 * `OutsideError`.
 */
export async function openRcaIssue(
  key: IssueKey,
  { projectId, title, escalation, confidential }: OpenRca,
  { tracker, rcaTemplate }: Pick<Ports, "tracker" | "rcaTemplate">,
  since: number | undefined,
): Promise<Results["open-rca"]> {
  const mark = marker("rca", key);
  const found = since === undefined ? undefined : await tracker.findCreated(projectId, mark, since);
  const issue =
    found ??
    (await tracker.createIssue(projectId, {
      title: [...title].slice(0, LONGEST_TITLE).join(""),
      description: `${mark}\n\nFor the escalation [${escalation.reference}](${escalation.url}).\n\n${rcaTemplate}`,
      confidential,
    }));
  await tracker.linkIssues(key, issue.key);
  return { key: issue.key, reference: `#${issue.iid}`, url: issue.webUrl };
}
