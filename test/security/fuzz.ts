import { parseArgs } from "node:util";
import fc from "fast-check";
import { HOSTILE } from "../support/hostile.ts";
import { costOf, PARSERS, webhookWith } from "./parsers.ts";

/** A case that takes longer is a hang (ms of the processor). */
const LONGEST_MS = 50;

export interface FuzzResult {
  cases: number;
  failures: string[];
}

const PIECES = [
  ...HOSTILE,
  ...["## Customer\n", "## Severity\n", "- [x] High\n", "/esc ", "/esc agree customer ", "/esc update ", "# Update\n"],
  ...["<!-- escalations:begin log -->\n", "<!-- escalations:end log -->\n", "<!-- escalations:entry x -->\n", "```\n"],
  ...[
    "\n",
    "\n\n",
    " ",
    "> ",
    "- ",
    "  ",
    "\u2028",
    "\0",
    "\ud800",
    "Mon,Wed 10:30 Europe/Berlin ",
    "__proto__",
    "constructor",
  ],
];
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...PIECES), fc.integer({ min: 2, max: 400 }))
      .map(([text, times]) => text.repeat(times)),
  },
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
const payload = fc.record(
  {
    object_kind: fc.oneof(fc.constantFrom("issue", "note", "work_item"), fc.jsonValue()),
    object_attributes: fc.oneof(
      fc.jsonValue(),
      fc.record({ iid: fc.jsonValue(), labels: fc.jsonValue(), description: text }),
    ),
    project: fc.oneof(fc.jsonValue(), fc.record({ id: fc.jsonValue(), path_with_namespace: fc.jsonValue() })),
    labels: fc.jsonValue(),
    changes: fc.jsonValue(),
    user: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

/**
 * Feeds every parser random text, and the webhook's reading random payloads, until the cases or the time are used up.
 * A failure is an error, or one case that hangs; it is told with what brings it about.
 */
export function runFuzz({
  cases,
  seed,
  untilMs = Number.POSITIVE_INFINITY,
}: {
  cases: number;
  seed: number;
  untilMs?: number;
}): FuzzResult {
  const names = Object.keys(PARSERS);
  const startedAt = performance.now();
  const failures: string[] = [];
  let done = 0;
  const attempt = (name: string, call: () => unknown, given: unknown) => {
    done += 1;
    try {
      // What the machine did in between counts for nothing: three times in a row is no accident.
      let ms = costOf(call);
      for (let again = 0; again < 2 && ms > LONGEST_MS; again += 1) ms = Math.min(ms, costOf(call));
      if (ms > LONGEST_MS)
        failures.push(`${name} took ${Math.round(ms)} ms for ${JSON.stringify(given).slice(0, 500)}`);
    } catch (error) {
      failures.push(`${name}: ${error} for ${JSON.stringify(given).slice(0, 500)}`);
    }
  };
  const each = names.length + 1;
  for (let batch = 0; done < cases && failures.length < 10 && performance.now() - startedAt < untilMs; batch += 1) {
    const numRuns = Math.min(200, Math.ceil((cases - done) / each));
    for (const typed of fc.sample(text, { seed: seed + batch, numRuns })) {
      for (const [name, parse] of Object.entries(PARSERS)) attempt(name, () => parse(typed), typed);
    }
    for (const sent of fc.sample(payload, { seed: seed + batch, numRuns }))
      attempt("a webhook's payload", () => webhookWith(sent), sent);
  }
  return { cases: done, failures };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      cases: { type: "string", default: "1000000" },
      minutes: { type: "string", default: "60" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
    },
  });
  const { cases, failures } = runFuzz({
    cases: Number(values.cases),
    seed: Number(values.seed),
    untilMs: Number(values.minutes) * 60_000,
  });
  console.log(`${cases} cases from seed ${values.seed}, ${failures.length} failures`);
  for (const failure of failures) console.log(failure);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
