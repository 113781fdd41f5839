import { z } from "zod";
import { filledIn, type World } from "../support/world.ts";

/** What becomes of an issue; the docs say it in these words. */
export type Outcome = "open again" | "waits" | "closed" | "closed by override" | "redirected";

/** How far an escalation has come when somebody closes it: Cathy is its DRI, Mona the CSM manager. */
export interface Stage {
  missing: string;
  severity: string;
  isPlatform?: true;
  /** Who wrote what before, each a comment of its own. */
  written: readonly (readonly [who: string, body: string])[];
  /** The commands that the comment lists, in its order. */
  asked: readonly string[];
}

const CUSTOMER = '/esc agree customer "it runs since Monday"';
const INTERNAL = "/esc agree internal";
const RESOLUTION = "/esc resolve Outcome: positive. Exit criteria: met. The runners were given more memory.";
/** The resolution is there, and nobody asks to close. */
const RESOLVED = `${RESOLUTION}\n\n/esc resume not today`;

const ASK = {
  customer: "/esc agree customer <link, or the customer's words in quotes>",
  internal: "/esc agree internal",
  rca: "/esc rca delivered <link>",
  resolution: "/esc resolve <text>",
};

export const STAGES: readonly Stage[] = [
  {
    missing: "everything",
    severity: "High",
    written: [["cathy", "/esc accept"]],
    asked: [ASK.customer, ASK.internal, ASK.resolution],
  },
  {
    missing: "the customer's agreement",
    severity: "High",
    written: [
      ["cathy", RESOLVED],
      ["mona", INTERNAL],
    ],
    asked: [ASK.customer],
  },
  {
    missing: "our own agreement",
    severity: "High",
    written: [["cathy", `${CUSTOMER}\n${RESOLVED}`]],
    asked: [ASK.internal],
  },
  {
    missing: "a second person",
    severity: "Medium",
    written: [
      ["cathy", `${CUSTOMER}\n${INTERNAL}\n/esc severity high it spreads`],
      ["cathy", RESOLVED],
    ],
    asked: [ASK.internal],
  },
  {
    missing: "the root cause analysis",
    severity: "High",
    isPlatform: true,
    written: [
      ["cathy", `/esc rca requested\n${CUSTOMER}\n${RESOLVED}`],
      ["mona", INTERNAL],
    ],
    asked: [ASK.rca],
  },
  {
    missing: "a resolution",
    severity: "High",
    written: [
      ["cathy", `/esc accept\n${CUSTOMER}`],
      ["mona", INTERNAL],
    ],
    asked: [ASK.resolution],
  },
  {
    missing: "nothing",
    severity: "High",
    written: [
      ["cathy", `${CUSTOMER}\n${RESOLVED}`],
      ["mona", INTERNAL],
    ],
    asked: [],
  },
];

export interface Way {
  way: string;
  close(world: World, iid: number): unknown;
  outcome(stage: Stage): Outcome;
}

const byHand = ({ asked }: Stage): Outcome => (asked.length > 0 ? "open again" : "closed");

/** Somebody closes the issue on GitLab, past the service. */
const HANDS: readonly Omit<Way, "outcome">[] = [
  { way: "the button", close: ({ gitlab }, iid) => gitlab.as("sam").close(iid) },
  {
    way: "the button, with a comment",
    close: ({ gitlab }, iid) => gitlab.as("sam").commentAndClose(iid, "It is over."),
  },
  { way: "`/close`", close: ({ gitlab }, iid) => gitlab.as("sam").comment(iid, "/close") },
  { way: "the board's list Closed", close: ({ gitlab }, iid) => gitlab.as("sam").moveOnBoard(iid, "Closed") },
  { way: "the API", close: (world, iid) => closeByApi(world, iid, "sam") },
  {
    way: "a merge request's `Closes #n`",
    close: ({ gitlab, projectId }, iid) => gitlab.mergeRequestCloses(projectId, iid, "sam"),
  },
  {
    way: "a commit's `Closes #n`",
    close: ({ gitlab, projectId }, iid) => gitlab.push(projectId, "sam", `A cure\n\nCloses #${iid}`),
  },
  {
    way: "`/duplicate #n`",
    close({ gitlab }, iid) {
      const original = gitlab.as("sam").openIssue({ title: "An issue, and no escalation" });
      gitlab.as("sam").comment(iid, `/duplicate #${original.iid}`);
    },
  },
  { way: "`/promote_to epic`", close: ({ gitlab }, iid) => gitlab.as("sam").comment(iid, "/promote_to epic") },
];
export const BY_HAND: readonly Way[] = HANDS.map((way) => ({ ...way, outcome: byHand }));

/** Nobody tells the service: it finds the issue closed by its next full look. */
export const UNHEARD: Way = {
  way: "any of them while the service is down",
  close: ({ gitlab }, iid) => gitlab.as("sam").close(iid),
  outcome: byHand,
};

export const BY_COMMAND: readonly Way[] = [
  {
    way: "`/esc resolve <text>`",
    close: ({ gitlab }, iid) => gitlab.as("cathy").comment(iid, RESOLUTION),
    outcome: ({ asked }) => (asked.some((command) => command !== ASK.resolution) ? "waits" : "closed"),
  },
  {
    way: "`/esc close-anyway <reason>`",
    close: ({ gitlab }, iid) => gitlab.as("mona").comment(iid, "/esc close-anyway they have left"),
    outcome: () => "closed by override",
  },
  {
    way: "`/esc redirect <process> <link>`",
    close: ({ gitlab }, iid) => gitlab.as("cathy").comment(iid, "/esc redirect star https://example.com/tickets/1"),
    outcome: () => "redirected",
  },
];

export const WAYS: readonly Way[] = [...BY_HAND, UNHEARD, ...BY_COMMAND];

/** Somebody opens an escalation; nothing is waited for. Answers its iid. */
export async function openAs(
  { gitlab }: World,
  { severity, isPlatform }: Pick<Stage, "severity" | "isPlatform">,
  customer: string,
): Promise<number> {
  const description = await filledIn({
    customer,
    severity: [severity],
    nature: isPlatform ? ["Platform-related"] : [],
    people: { CSM: "cathy", "CSM manager": "mona" },
  });
  return gitlab.as("cathy").openIssue({ title: `${customer}: pipelines stand still`, description }).iid;
}

export async function closeByApi(world: World, iid: number, who: string): Promise<void> {
  const response = await fetch(`${world.url}/gitlab/api/v4/projects/${world.projectId}/issues/${iid}`, {
    method: "PUT",
    headers: { "private-token": world.gitlab.addToken(who), "content-type": "application/json" },
    body: JSON.stringify({ state_event: "close" }),
  });
  if (!response.ok) throw new Error(`GitLab answered ${response.status}`);
}

const Board = z.object({ id: z.number() });
const Labels = z.array(z.object({ id: z.number(), name: z.string() }));

/** The board has lists for labels that the service sets: dragging a card to Closed takes those off. */
export async function makeBoard({ url, projectId, gitlab }: World): Promise<void> {
  const headers = { "private-token": gitlab.addToken("mona"), "content-type": "application/json" };
  const boards = `${url}/gitlab/api/v4/projects/${projectId}/boards`;
  const post = (address: string, body: object) =>
    fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  const board: unknown = await (await post(boards, { name: "Escalations" })).json();
  const labels: unknown = await (
    await fetch(`${url}/gitlab/api/v4/projects/${projectId}/labels?per_page=100`, { headers })
  ).json();
  const { id } = Board.parse(board);
  for (const label of Labels.parse(labels).filter(({ name }) => /^(?:severity|status)::/.test(name)))
    await post(`${boards}/${id}/lists`, { label_id: label.id });
}
