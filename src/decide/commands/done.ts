import { type Given, type Outcome, refused } from "./outcome.ts";
import type { Command } from "./parse.ts";

/** Says that an opening step is done, or that an ask was answered (process section 5, P-OPEN-5). */
export function done(given: Given, command: Extract<Command, { name: "done" }>): Outcome {
  return command.ask === undefined
    ? stepDone(given, command.step, command.rest)
    : askDone(given, command.ask, command.rest);
}

function stepDone({ facts, note }: Given, step: string, link: string): Outcome {
  const known = facts.policy.opening_steps.filter(({ by }) => by === "person");
  const found = known.find(({ id }) => id === step.toLowerCase());
  if (!found) {
    const ids = known.map(({ id }) => `\`${id}\``).join(", ");
    return refused(`there is no such step. Steps that people do are ${ids}; an ask is \`/esc done ask 1\`.`);
  }
  const by = note.author.username;
  const before = facts.memory.steps[found.id];
  const steps = {
    ...facts.memory.steps,
    [found.id]: {
      since: before?.since ?? facts.now,
      asked: before?.asked ?? false,
      manager: before?.manager ?? false,
      done: { by, at: facts.now, link },
    },
  };
  return {
    done: { ...facts, memory: { ...facts.memory, steps } },
    timeline: { who: by, what: `did the step ${found.id}`, rule: "P-OPEN-1", facts: { link } },
  };
}

function askDone({ facts, note }: Given, number: number, who: string): Outcome {
  const text = facts.fields.asks[number - 1];
  if (text === undefined) {
    const count = facts.fields.asks.length;
    return refused(
      count === 0
        ? "the issue has no asks below `Immediate asks`."
        : `there are ${count} asks, numbered as they stand below \`Immediate asks\`: write \`/esc done ask 1\`.`,
    );
  }
  const by = note.author.username;
  const answered = facts.memory.asksAnswered.filter((one) => one.text !== text);
  return {
    done: {
      ...facts,
      memory: { ...facts.memory, asksAnswered: [...answered, { text, by, who: who.replace(/^@/, ""), at: facts.now }] },
    },
    timeline: { who: by, what: `said that ask ${number} is answered`, rule: "P-OPEN-5", facts: { who } },
  };
}
