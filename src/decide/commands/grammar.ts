/**
 * The grammar of `/esc`, in one table: parsing, `/esc help`, the docs page and the tests' cases all come from it.
 *
 * In `usage`, `<x>` must be there and `[x]` may be; `a|b` is one of these words; `@user` is a username; `text…` runs to
 * the next command or the end of the comment, everything else to the end of its line.
 */
export interface CommandForm {
  /** The word after `/esc`. */
  name: string;
  usage: string;
  /** What it does, a sentence without its subject. */
  does: string;
  /** Who may give it, for people (P-ROLE-5). */
  who: string;
  /** An example that works. */
  example: string;
}

const MEMBERS = "any member";
const DRI = "the DRI";
const DRI_OR_MANAGER = "the DRI or the CSM manager";

export const COMMANDS = [
  {
    name: "severity",
    usage: "/esc severity critical|high|medium|low [reason]",
    does: "changes the severity",
    who: MEMBERS,
    example: "/esc severity critical the go-live is on Monday",
  },
  {
    name: "dri",
    usage: "/esc dri @user [reason]",
    does: "hands over to another DRI",
    who: MEMBERS,
    example: "/esc dri @cathy back from leave",
  },
  {
    name: "product-dri",
    usage: "/esc product-dri @user",
    does: "names the Product DRI",
    who: MEMBERS,
    example: "/esc product-dri @gina",
  },
  { name: "accept", usage: "/esc accept", does: "takes the escalation on", who: DRI, example: "/esc accept" },
  {
    name: "decline",
    usage: "/esc decline <why>",
    does: "asks for another DRI",
    who: DRI,
    example: "/esc decline on leave from tomorrow",
  },
  {
    name: "involve",
    usage: "/esc involve @user|<role>",
    does: "brings somebody in, for this escalation",
    who: MEMBERS,
    example: "/esc involve cro",
  },
  {
    name: "origin",
    usage: "/esc origin account|support|professional-services",
    does: "says where it came from",
    who: MEMBERS,
    example: "/esc origin support",
  },
  {
    name: "update",
    usage: "/esc update <text…>",
    does: "gives an internal update",
    who: MEMBERS,
    example: "/esc update The fix is in review. Next steps: @sam tests it by 2026-12-01",
  },
  {
    name: "customer-update",
    usage: "/esc customer-update <text…>",
    does: "tells what was said with the customer",
    who: MEMBERS,
    example: "/esc customer-update called them: the workaround holds",
  },
  {
    name: "pause",
    usage: "/esc pause until <date> <why>",
    does: "stops the internal clock until the end of that day",
    who: DRI_OR_MANAGER,
    example: "/esc pause until 2026-12-24 they are closed until then",
  },
  {
    name: "standup",
    usage: "/esc standup <days> <HH:MM> <zone> [link]",
    does: "sets up or changes the standups; `/esc standup stop` ends them",
    who: MEMBERS,
    example: "/esc standup Mon,Wed,Fri 10:30 Europe/Berlin",
  },
  {
    name: "done",
    usage: "/esc done <step> [link]",
    does: "says that a step is done, or an ask: `/esc done ask 2 @who`",
    who: MEMBERS,
    example: "/esc done sentiment",
  },
  {
    name: "alert",
    usage: "/esc alert <text…>",
    does: "announces a significant change",
    who: DRI_OR_MANAGER,
    example: "/esc alert the workaround failed",
  },
  {
    name: "monitoring",
    usage: "/esc monitoring <text…>",
    does: "says that the risk is reduced",
    who: DRI_OR_MANAGER,
    example: "/esc monitoring the fix is in production, we watch it until Friday",
  },
  {
    name: "resume",
    usage: "/esc resume <text…>",
    does: "takes back the wish to close, monitoring or a pause, the newest of them",
    who: DRI_OR_MANAGER,
    example: "/esc resume the error is back",
  },
  {
    name: "agree",
    usage: "/esc agree customer <evidence…>",
    does: "records that the customer agrees it is resolved; `/esc agree internal [note]` that we do",
    who: "customer: any member; internal: the DRI, the CSM manager or the Product DRI",
    example: '/esc agree customer "it runs since Monday" https://example.com/call-notes',
  },
  {
    name: "disagree",
    usage: "/esc disagree customer|internal <why>",
    does: "takes an agreement back",
    who: MEMBERS,
    example: "/esc disagree customer it came back this morning",
  },
  {
    name: "rca",
    usage: "/esc rca requested|not-needed|delivered <link>",
    does: "says how the root cause analysis stands that the customer asked for",
    who: MEMBERS,
    example: "/esc rca requested",
  },
  {
    name: "resolve",
    usage: "/esc resolve <text…>",
    does: "says how it was resolved, and asks to close",
    who: DRI_OR_MANAGER,
    example: "/esc resolve Outcome: positive. Exit criteria: met. The runners were given more memory",
  },
  {
    name: "close-anyway",
    usage: "/esc close-anyway <reason>",
    does: "closes it though something is missing",
    who: "the CSM manager",
    example: "/esc close-anyway the customer has left and does not answer any more",
  },
  {
    name: "redirect",
    usage: "/esc redirect star|incident|emergency <link>",
    does: "closes it without agreement, because it belongs to another process",
    who: MEMBERS,
    example: "/esc redirect star https://example.com/tickets/4711",
  },
  { name: "help", usage: "/esc help", does: "lists the commands", who: MEMBERS, example: "/esc help" },
] as const satisfies readonly CommandForm[];
export type CommandName = (typeof COMMANDS)[number]["name"];

export const COMMAND_NAMES = COMMANDS.map(({ name }) => name);

export function formOf(name: CommandName): CommandForm {
  const form = COMMANDS.find((candidate) => candidate.name === name);
  if (!form) throw new Error(`there is no command ${name}`);
  return form;
}
