import { NEEDS_PRODUCT_DRI } from "../../escalation/labels.ts";
import type { Nature, Severity } from "../../policy/terms.ts";
import type { Facts } from "../facts.ts";
import { type People, productPeople } from "../people.ts";

export interface ProductJudgement {
  required: boolean;
  productDri: string | undefined;
  missing: string | undefined;
  labels: { add: string[]; remove: string[] };
}

/**
 * Critical or high and product-related: a Product DRI of the severity's rank (P-PROD-1, 2). A command wins, then the issue's own word,
 * then the one already attached, then the directory's product area.
 */
export function judgeProductCounterpart(
  facts: Facts,
  people: People,
  severity: Severity,
  natures: readonly Nature[],
): ProductJudgement {
  const { severity: severities, nature } = facts.policy.product.required_when;
  const required = severities.includes(severity) && natures.some((one) => nature.includes(one));
  const byHand = facts.memory.productDriByHand ? facts.memory.productDri : null;
  const productDri =
    byHand ??
    people.named("product_dri") ??
    facts.memory.productDri ??
    (required ? productPeople(facts, people, severity)[0] : undefined);
  const lacking = required && productDri === undefined;
  return {
    required,
    productDri,
    missing: lacking ? whyMissing(facts, people) : undefined,
    labels: { add: lacking ? [NEEDS_PRODUCT_DRI] : [], remove: lacking ? [] : [NEEDS_PRODUCT_DRI] },
  };
}

function whyMissing({ fields, directory }: Facts, { customer }: People): string {
  const areas = Object.keys(directory.product_areas).join(", ");
  const known = areas === "" ? "it knows no product areas yet" : `it knows the areas ${areas}`;
  const area = fields.productArea ?? customer?.product_area;
  return area === undefined
    ? `no product area is named (${areas === "" ? "the directory knows none yet" : `the directory knows ${areas}`})`
    : `the directory names nobody of the right rank for the product area ${area} (${known})`;
}
