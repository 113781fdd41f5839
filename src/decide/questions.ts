import type { Memory } from "../escalation/memory.ts";
import { SEVERITIES } from "../policy/terms.ts";
import type { Facts, PlannedAction } from "./facts.ts";
import type { Judgements } from "./judgements.ts";
import { inline } from "./note-text.ts";
import type { People } from "./people.ts";
import { type Asking, ask } from "./rules/asks.ts";

/** What only people can answer, asked in a comment each (P-SEV-2, P-DRI-6, P-PROD-1). */
export function questions(
  facts: Facts,
  people: People,
  found: Judgements,
): { asks: Memory["asks"]; askings: Asking[]; actions: PlannedAction[] } {
  const { policy, fields } = facts;
  const { severity, dri, product } = found;
  const askings: Record<keyof Memory["asks"], Asking> = {
    severity: ask(facts, people, "severity", {
      wanted: severity.severity === undefined,
      every: undefined,
      text: `how severe is it? ${sentence(severity.because)} Please tick exactly one box under \`Severity\` in the description, set one of the labels ${severityLabels()}, or answer with \`/esc severity high\`. Until then the escalation is held: it gets no channel and is not announced.`,
    }),
    customer: ask(facts, people, "customer", {
      wanted: fields.customer === undefined,
      every: undefined,
      text: `which customer is it? Please write the name in the description, below a heading \`## Customer\`.${alsoMissing(facts)}`,
    }),
    dri: ask(facts, people, "dri", {
      wanted: dri?.missing !== undefined,
      every: policy.dri.ask_every,
      text: `who is the DRI? ${sentence(dri?.missing)} Please assign the issue to the right person, answer with \`/esc dri @user\`, or name them under \`People\` in the description.`,
    }),
    productDri: ask(facts, people, "productDri", {
      wanted: product?.missing !== undefined,
      every: policy.product.ask_every,
      text: `who is the Product DRI? ${sentence(product?.missing)} Please name them as \`Product DRI:\` under \`People\` in the description, answer with \`/esc product-dri @user\`, or name the product area under \`Product area\`.`,
    }),
  };
  return {
    asks: {
      severity: askings.severity.ask,
      customer: askings.customer.ask,
      dri: askings.dri.ask,
      productDri: askings.productDri.ask,
    },
    askings: Object.values(askings),
    actions: Object.values(askings).flatMap(({ actions }) => actions),
  };
}

function severityLabels(): string {
  const labels = SEVERITIES.map((severity) => `\`severity::${severity}\``);
  return `${labels.slice(0, -1).join(", ")} or ${labels.at(-1)}`;
}

/** Without the template nobody was shown what else there is to say. */
function alsoMissing({ fields }: Facts): string {
  if (fields.missingHeadings.length <= 5) return "";
  const wanted = (["What is happening", "Immediate asks", "People"] as const).filter((heading) =>
    fields.missingHeadings.includes(heading),
  );
  const headings = wanted.map((heading) => `\`## ${heading}\``).join(", ");
  return ` The template \`Account escalation\` has the other headings to copy${headings && `; ${headings} help most`}.`;
}

/** Findings name people and product areas, which somebody typed. */
function sentence(finding: string | undefined): string {
  if (finding === undefined) return "";
  const text = inline(finding);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
