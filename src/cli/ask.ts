import { CANCEL_SYMBOL, confirm, log, password, text } from "@clack/prompts";

/** Who answers questions: a person at a terminal, or a test. */
export interface Ask {
  /** An empty answer is `fallback`. `wrong` says what is wrong with an answer. */
  text(
    question: string,
    options?: { fallback?: string; wrong?: (answer: string) => string | undefined },
  ): Promise<string>;
  /** Not shown while it is typed; empty where nothing was. */
  secret(question: string): Promise<string>;
  confirm(question: string): Promise<boolean>;
  say(line: string): void;
  /** Something to copy: nothing stands around it. */
  show(text: string): void;
}

/** The person left. */
export class Cancelled extends Error {
  override name = "Cancelled";
}

export const TERMINAL: Ask = {
  async text(question, { fallback = "", wrong = () => undefined } = {}) {
    const answer = await text({
      message: question,
      placeholder: fallback,
      defaultValue: fallback,
      validate: (given) => wrong((given || fallback).trim()),
    });
    return given(answer).trim();
  },
  async secret(question) {
    return (given(await password({ message: question })) ?? "").trim();
  },
  async confirm(question) {
    return given(await confirm({ message: question, initialValue: false }));
  },
  say: (line) => log.message(line),
  show: (text) => console.log(`\n${text}`),
};

function given<Answer>(answer: Answer | typeof CANCEL_SYMBOL): Answer {
  if (answer === CANCEL_SYMBOL) throw new Cancelled("Nothing was written.");
  return answer;
}
