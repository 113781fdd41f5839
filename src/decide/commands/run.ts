import { commandLines } from "../../escalation/command-lines.ts";
import type { Note } from "../../escalation/issue.ts";
import { updateUnderHeading } from "../../escalation/update-text.ts";
import { findPerson } from "../../policy/directory.ts";
import type { Facts, PlannedAction, TimelineEvent } from "../facts.ts";
import { peopleOf } from "../people.ts";
import { hasDeclined } from "../rules/acceptance.ts";
import { accept, decline, takenOnBy, takenOnEvent } from "./accept.ts";
import { agree, disagree } from "./agree.ts";
import { alert } from "./alert.ts";
import { reaction, reply } from "./answers.ts";
import { mayCommand } from "./authority.ts";
import { done as doneStep } from "./done.ts";
import { handOver } from "./dri.ts";
import { help } from "./help.ts";
import { involve } from "./involve.ts";
import { monitor, resume } from "./monitoring.ts";
import { changeOrigin } from "./origin.ts";
import type { Given, Outcome } from "./outcome.ts";
import { type Command, explainMisunderstood, type Misunderstood, parseCommand } from "./parse.ts";
import { pause } from "./pause.ts";
import { nameProductDri } from "./product-dri.ts";
import { rca } from "./rca.ts";
import { redirect } from "./redirect.ts";
import { closeAnyway, resolve } from "./resolve.ts";
import { changeSeverity } from "./severity.ts";
import { standup } from "./standup.ts";
import { update } from "./update.ts";

/** What is still of use once it is closed. */
const DONE_AFTERWARDS: readonly Command["name"][] = ["done", "help"];

export interface Commanded {
  /** The facts as the commands leave them: what the rules go on from. */
  facts: Facts;
  actions: PlannedAction[];
  timeline: TimelineEvent[];
}

/** What one command is answered with; told by the facts as the last one leaves them. */
type Reply = string | ((after: Facts) => string | undefined);

/**
 * Carries out the commands of one comment, in their order; the rest still run when one is refused (P-SEE-2). After each the
 * facts are settled, so that the next finds what it brought about. It is answered with a reaction, and with a reply where
 * something was refused or there is something to say.
 */
export function answerComment(
  before: Commanded,
  note: Note,
  settle: (state: Commanded, who: string) => Commanded,
): Commanded {
  const commands = commandsIn(note);
  let state: Commanded = { ...before, actions: [] };
  const replies: Reply[] = [];
  let done = 0;
  let refusals = 0;
  for (const [index, command] of commands.entries()) {
    const { facts } = state;
    const author = facts.member(note.author.username);
    const outcome = carryOut({ facts, people: peopleOf(facts), note, author }, command);
    if ("refused" in outcome) {
      refusals += 1;
      const typed = "name" in command ? command.name : (command.meant ?? "a command");
      state = { ...state, timeline: [...state.timeline, refusal(note, typed, outcome.refused)] };
      replies.push(commands.length === 1 ? `${capital(outcome.refused)}` : `Command ${index + 1}: ${outcome.refused}`);
      continue;
    }
    const timeline = [...state.timeline, outcome.timeline];
    state = settle({ ...state, facts: outcome.done, timeline }, note.author.username);
    const takenOn = withTakenOn(state.facts, note);
    if (takenOn !== state.facts)
      state = settle(
        { ...state, facts: takenOn, timeline: [...state.timeline, takenOnEvent(note.author.username)] },
        note.author.username,
      );
    done += 1;
    if (outcome.reply) replies.push(outcome.reply);
  }
  const { facts } = state;
  const said = replies.flatMap((one) => (typeof one === "string" ? one : (one(facts) ?? [])));
  return {
    ...state,
    actions: [
      ...before.actions,
      ...(done > 0 ? [reaction(note, "white_check_mark")] : []),
      ...(refusals > 0 ? [reaction(note, "x")] : []),
      ...(said.length > 0 ? [reply(facts, note, said)] : []),
    ],
  };
}

function refusal({ author, id }: Note, command: string, why: string): TimelineEvent {
  return { who: author.username, what: `was refused: ${command}`, rule: "P-SEE-2", facts: { comment: id, why } };
}

/** Commands by line; a comment under a heading "Update" is one as a whole (P-CAD-2). */
function commandsIn({ body }: Note): (Command | Misunderstood)[] {
  const lines = commandLines(body);
  const text = lines.length === 0 ? updateUnderHeading(body) : undefined;
  return text ? [{ name: "update", text }] : lines.map(parseCommand);
}

/** Whether a comment speaks to the service at all. */
export function isForTheService(body: string): boolean {
  return commandLines(body).length > 0 || Boolean(updateUnderHeading(body));
}

/** Any command by the DRI shows that they have it in hand (P-DRI-11). */
function withTakenOn(facts: Facts, { author }: Note): Facts {
  const { dri } = facts.memory;
  if (dri?.id !== author.id || hasDeclined(facts.memory, dri)) return facts;
  const memory = takenOnBy(author.id, facts);
  return memory === facts.memory ? facts : { ...facts, memory };
}

function carryOut(given: Given, command: Command | Misunderstood): Outcome {
  if (!mayCommand(given, command)) {
    const { least_access_level } = given.facts.policy;
    return {
      refused: `commands need at least the ${least_access_level} role in this project. Ask a member of the project to write it for you.`,
    };
  }
  if ("problem" in command) return { refused: explainMisunderstood(command) };
  if (given.facts.memory.closed && !DONE_AFTERWARDS.includes(command.name))
    return { refused: "the escalation is closed. To go on with it, reopen the issue: that starts a new round." };
  switch (command.name) {
    case "severity":
      return changeSeverity(given, command);
    case "origin":
      return changeOrigin(given, command);
    case "dri":
      return handOver(given, command);
    case "product-dri":
      return nameProductDri(given, command);
    case "accept":
      return accept(given);
    case "decline":
      return decline(given, command);
    case "involve":
      return involve(given, command);
    case "alert":
      return alert(given, command);
    case "update":
      return update(given, command.text, "internal");
    case "customer-update":
      return update(given, command.text, "customer");
    case "pause":
      return pause(given, command);
    case "standup":
      return standup(given, command);
    case "done":
      return doneStep(given, command);
    case "monitoring":
      return monitor(given, command);
    case "resume":
      return resume(given, command);
    case "agree":
      return agree(given, command);
    case "disagree":
      return disagree(given, command);
    case "rca":
      return rca(given, command);
    case "resolve":
      return resolve(given, command);
    case "close-anyway":
      return closeAnyway(given, command);
    case "redirect":
      return redirect(given, command);
    case "help":
      return help(given);
  }
}

/** The service's own comments quote commands, and other bots answer bots without end (P-ROLE-4). */
export function isFromABot(
  { author }: Note,
  { ownUserId, directory }: Pick<Facts, "ownUserId" | "directory">,
): boolean {
  if (author.id === ownUserId) return true;
  // Some people are called Bridge.
  return BOT.test(author.username) && findPerson(directory, author.username) === undefined;
}

/**
 * Tokens' users and service accounts as GitLab names them, GitLab's own, and what calls itself a bot or a bridge: the notes
 * API does not say who is one.
 */
const BOT =
  /^(?:(?:project|group)_\d+_bot|service_account_|support-bot$|ghost$|gitlab-|alert-bot$|duo-)|(?:^|[-_.])(?:bot|bridge)\d*$/i;

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
