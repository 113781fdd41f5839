/** The folder of the wiki that holds the tracker pages. */
const FOLDER = "Escalations";
/** GitLab takes 245 bytes for a title; four bytes are the most that one character needs. */
const LONGEST_NAME = 50;

/**
 * The title of an escalation's page, for example `Escalations/12 Acme Corp`: the issue's number makes it one of a kind
 * within the project, whatever the customer is called. Only letters, digits and blanks of the name stay, for GitLab makes
 * an address of it: a slash would be a folder, a dot a file's ending, and brackets break the wiki's list of pages
 * (gitlab-org/gitlab#486381). Give no name for a customer who must not be named.
 */
export function trackerTitle({ iid, customer = "" }: { iid: number; customer?: string | undefined }): string {
  const words = customer
    .normalize("NFC")
    .toWellFormed()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ");
  const name = [...words.trim()].slice(0, LONGEST_NAME).join("").trim();
  return `${FOLDER}/${iid}${name === "" ? "" : ` ${name}`}`;
}
