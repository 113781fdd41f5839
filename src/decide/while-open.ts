import type { Memory } from "../escalation/memory.ts";
import type { Facts, PlannedAction, TimelineEvent } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import { keepMoving } from "./keep-moving.ts";
import type { People } from "./people.ts";
import { questions } from "./questions.ts";
import { remembered } from "./remembered.ts";
import { tellNotTakenOn } from "./rules/acceptance.ts";
import { announce, announcedSeverity } from "./rules/announcements.ts";
import { declare } from "./rules/declaration.ts";
import { handoverOf, tellHandover, tellProposal } from "./rules/handover.ts";
import { readAgainAt } from "./rules/linked-work.ts";
import { openChannel, type Team } from "./rules/opening.ts";
import { openRca } from "./rules/rca.ts";
import { announceReopening } from "./rules/reopening.ts";
import { reportAtRisk } from "./rules/sentiment.ts";
import type { StepState } from "./rules/steps.ts";
import { keepTracker } from "./rules/tracker.ts";

/** What is to be done of an escalation besides its edit and its status note. */
export interface Course {
  actions: PlannedAction[];
  memory: Partial<Memory>;
  /** What it waits for. */
  waiting: { recheckAt: number | undefined }[];
  timeline: TimelineEvent[];
}

/** What an escalation needs while it is open, in the order in which people read it. `before` is the memory of the last look. */
export function whileOpen(
  facts: Facts,
  before: Memory,
  people: People,
  { found, steps, team }: { found: Judgements; steps: readonly StepState[]; team: Team | undefined },
): Course {
  const { severity, dri } = found;
  const asked = questions(facts, people, found);
  const moving = keepMoving(facts, people, { found, steps });
  const tracker = keepTracker(facts, people, found, moving.memory.words);
  const sentiment = reportAtRisk(facts, people, found, steps);
  const memory: Partial<Memory> = {
    announced: severity.severity ? announcedSeverity(facts, severity.severity) : facts.memory.announced,
    handover: dri ? handoverOf(before, facts.memory, facts.directory, dri) : facts.memory.handover,
    asks: asked.asks,
    ...moving.memory,
    ...tracker.memory,
  };
  const now: Facts = { ...facts, memory: { ...facts.memory, ...remembered(facts, found), ...memory } };
  const acceptance =
    dri?.dri && severity.severity
      ? tellNotTakenOn(now, people, dri.dri, severity.severity)
      : { actions: [], recheckAt: undefined };
  return {
    actions: [
      ...asked.actions,
      ...tellHandover(now, people),
      ...tellProposal(now),
      ...acceptance.actions,
      ...moving.actions,
      ...tracker.actions,
      ...openRca(facts, found.nature.natures, people.customer?.restricted ?? false),
      ...(facts.chat && team
        ? [
            ...openChannel(facts, people, team),
            ...declare(facts, people, team, [found.status.status]),
            ...announceReopening(now, people, team),
            ...announce(now, people, team),
          ]
        : []),
      ...sentiment.actions,
    ],
    memory,
    waiting: [
      ...asked.askings,
      acceptance,
      ...moving.waiting,
      tracker,
      { recheckAt: readAgainAt(facts.memory, facts.now) },
    ],
    timeline: [
      ...sentiment.timeline,
      ...asked.actions.map(({ key }) => ({
        who: "service",
        what: `asked for: ${key.split("/")[0]?.replace("ask-", "")}`,
        rule: "P-DRI-6",
        facts: {},
      })),
    ],
  };
}
