import { commandLines } from "../../escalation/command-lines.ts";
import type { Note } from "../../escalation/issue.ts";
import { unseen } from "../../escalation/seen-notes.ts";
import type { Facts, PlannedAction, TimelineEvent } from "../facts.ts";
import { peopleOf } from "../people.ts";
import { hasDeclined } from "../rules/acceptance.ts";
import { accept, decline, takenOnBy } from "./accept.ts";
import { alert } from "./alert.ts";
import { reaction, reply } from "./answers.ts";
import { mayCommand } from "./authority.ts";
import { handOver } from "./dri.ts";
import { help } from "./help.ts";
import { involve } from "./involve.ts";
import { changeOrigin } from "./origin.ts";
import type { Given, Outcome } from "./outcome.ts";
import { type Command, explainMisunderstood, type Misunderstood, parseCommand } from "./parse.ts";
import { nameProductDri } from "./product-dri.ts";
import { changeSeverity } from "./severity.ts";

export interface Commanded {
  /** The facts as the commands leave them: what the rules go on from. */
  facts: Facts;
  actions: PlannedAction[];
  timeline: TimelineEvent[];
}

/**
 * Carries out the commands of every comment that was not seen before, in their order (P-SEE-2). Each comment is read
 * once, is answered with a reaction, and with a reply where something was refused or there is something to say.
 */
export function runCommands(facts: Facts): Commanded {
  let commanded: Commanded = { facts, actions: [], timeline: [] };
  for (const note of unseen(facts.comments ?? [], facts.memory.notes)) {
    if (isFromABot(note, facts.ownUserId)) continue;
    const lines = commandLines(note.body);
    if (lines.length === 0) continue;
    commanded = answerComment(commanded, note, lines.map(parseCommand));
  }
  return commanded;
}

function answerComment(before: Commanded, note: Note, commands: readonly (Command | Misunderstood)[]): Commanded {
  let { facts } = before;
  const timeline: TimelineEvent[] = [];
  const replies: string[] = [];
  let done = 0;
  let refusals = 0;
  for (const [index, command] of commands.entries()) {
    const outcome = carryOut(
      { facts, people: peopleOf(facts), note, author: facts.member(note.author.username) },
      command,
    );
    if ("refused" in outcome) {
      refusals += 1;
      replies.push(commands.length === 1 ? `${capital(outcome.refused)}` : `Command ${index + 1}: ${outcome.refused}`);
      continue;
    }
    facts = outcome.done;
    // Any command by the DRI shows that they have it in hand (P-DRI-11).
    if (facts.memory.dri?.id === note.author.id && !hasDeclined(facts.memory, facts.memory.dri))
      facts = { ...facts, memory: takenOnBy(note.author.id, facts) };
    timeline.push(outcome.timeline);
    done += 1;
    if (outcome.reply) replies.push(outcome.reply);
  }
  return {
    facts,
    timeline: [...before.timeline, ...timeline],
    actions: [
      ...before.actions,
      ...(done > 0 ? [reaction(note, "white_check_mark")] : []),
      ...(refusals > 0 ? [reaction(note, "x")] : []),
      ...(replies.length > 0 ? [reply(facts, note, replies)] : []),
    ],
  };
}

function carryOut(given: Given, command: Command | Misunderstood): Outcome {
  if (!mayCommand(given, command)) {
    const { least_access_level } = given.facts.policy;
    return {
      refused: `commands need at least the ${least_access_level} role in this project. Ask a member of the project to write it for you.`,
    };
  }
  if ("problem" in command) return { refused: explainMisunderstood(command) };
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
    case "help":
      return help(given);
  }
}

/** The service's own comments quote commands, and other bots answer bots without end (P-ROLE-4). */
function isFromABot({ author }: Note, ownUserId: number): boolean {
  return author.id === ownUserId || /^(?:(?:project|group)_\d+_bot|support-bot$|ghost$)/.test(author.username);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
