import type { Facts } from "./facts.ts";
import type { People } from "./people.ts";
import { type ClocksJudgement, judgeClocks, NO_CLOCKS } from "./rules/clocks.ts";
import { type ClosingJudgement, judgeClosing } from "./rules/closing.ts";
import { type DriJudgement, judgeDri } from "./rules/dri.ts";
import { type Involvement, judgeInvolvement } from "./rules/involvement.ts";
import { judgeNature, judgeOrigin, type NatureJudgement, type OriginJudgement } from "./rules/origin.ts";
import { judgeProductCounterpart, type ProductJudgement } from "./rules/product-counterpart.ts";
import { judgeSeverity, type SeverityJudgement } from "./rules/severity.ts";
import { judgeStatus, type StatusJudgement } from "./rules/status.ts";

/** What the rules find in an issue as it stands, before anything is done about it. */
export interface Judgements {
  severity: SeverityJudgement;
  /** It has a severity now and had none before: its opening begins. */
  opened: boolean;
  status: StatusJudgement;
  origin: OriginJudgement;
  nature: NatureJudgement;
  /** Undefined while held (P-SEV-2), as is `product`. */
  dri: DriJudgement | undefined;
  product: ProductJudgement | undefined;
  involvement: Involvement;
  clocks: ClocksJudgement;
  closing: ClosingJudgement;
}

export function judge(facts: Facts, people: People): Judgements {
  const severity = judgeSeverity(facts);
  const origin = judgeOrigin(facts);
  const nature = judgeNature(facts);
  const level = severity.severity;
  const dri = level && judgeDri(facts, people, level, origin.origin);
  const closing = judgeClosing(facts, people, level, nature.natures);
  return {
    severity,
    opened: level !== undefined && facts.memory.openedAt === null,
    status: judgeStatus(facts, dri?.dri, closing),
    origin,
    nature,
    dri,
    product: level && judgeProductCounterpart(facts, people, level, nature.natures),
    clocks: level && !closing.closed ? judgeClocks(facts, people, level) : NO_CLOCKS,
    closing,
    involvement: level ? judgeInvolvement(facts, people, level) : { involved: [], unfilled: [] },
  };
}
