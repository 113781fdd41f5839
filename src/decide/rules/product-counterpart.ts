import { NEEDS_PRODUCT_DRI } from "../../escalation/labels.ts";
import { type Nature, SEVERITIES, type Severity } from "../../policy/terms.ts";
import type { Facts } from "../facts.ts";
import { type People, productPeople } from "../people.ts";
import { roleName } from "../wording.ts";

export interface ProductJudgement {
  required: boolean;
  productDri: string | undefined;
  /** Those attached before a raise, who stay. */
  before: string[];
  /** The severity for whose rank the Product DRI was named. */
  namedFor: Severity | null;
  missing: string | undefined;
  labels: { add: string[]; remove: string[] };
}

/**
 * Critical or high and product-related: a Product DRI of the severity's rank (P-PROD-1, 2). A command wins, then the issue's own word,
 * then the one already attached, then the directory's product area. After a raise to a severity of another rank, somebody
 * of that rank is asked for; the one attached stays.
 */
export function judgeProductCounterpart(
  facts: Facts,
  people: People,
  severity: Severity,
  natures: readonly Nature[],
): ProductJudgement {
  const { memory, policy } = facts;
  const { severity: severities, nature } = policy.product.required_when;
  const required = severities.includes(severity) && natures.some((one) => nature.includes(one));
  const ranked = productPeople(facts, people, severity);
  const attached = memory.productDri ?? undefined;
  const named = (memory.productDriByHand ? attached : undefined) ?? people.named("product_dri");
  const productDri = named ?? attached ?? (required ? ranked[0] : undefined);

  const outranked = attached !== undefined && isOutranked(facts, severity) && !ranked.includes(attached);
  const isNew = productDri !== attached;
  const lacking = required && (productDri === undefined || (outranked && !isNew));
  return {
    required,
    productDri,
    before: outranked && isNew ? [...memory.productDrisBefore, attached] : memory.productDrisBefore,
    namedFor: required && !lacking ? moreSevere(severity, memory.productDriFor) : memory.productDriFor,
    missing: lacking ? why() : undefined,
    labels: { add: lacking ? [NEEDS_PRODUCT_DRI] : [], remove: lacking ? [] : [NEEDS_PRODUCT_DRI] },
  };

  function why(): string {
    if (productDri === undefined) return whyMissing(facts, people);
    const [first] = ranked;
    const suggestion = first === undefined ? "the directory names none" : `the directory names ${people.nameOf(first)}`;
    return `the severity was raised to ${severity}, which asks for ${rankNames(policy.product.rank[severity] ?? [])}; ${suggestion}, and ${people.nameOf(productDri)} stays with it`;
  }
}

/** Everybody attached, the present Product DRI first. */
export function productDrisOf(product: ProductJudgement | undefined): string[] {
  return product?.productDri === undefined ? [] : [product.productDri, ...product.before];
}

/** Raised since the Product DRI was named, to a severity of another rank. */
function isOutranked({ memory, policy }: Facts, severity: Severity): boolean {
  const { productDriFor } = memory;
  if (productDriFor === null || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(productDriFor)) return false;
  const known = policy.product.rank[productDriFor] ?? [];
  return !(policy.product.rank[severity] ?? []).some((role) => known.includes(role));
}

function moreSevere(severity: Severity, other: Severity | null): Severity {
  return other !== null && SEVERITIES.indexOf(other) < SEVERITIES.indexOf(severity) ? other : severity;
}

function rankNames(roles: readonly string[]): string {
  return roles.length === 0 ? "a higher rank" : roles.map((role) => `a ${roleName(role)}`).join(" or ");
}

function whyMissing({ fields, directory }: Facts, { customer }: People): string {
  const areas = Object.keys(directory.product_areas).join(", ");
  const known = areas === "" ? "it knows no product areas yet" : `it knows the areas ${areas}`;
  const area = fields.productArea ?? customer?.product_area;
  return area === undefined
    ? `no product area is named (${areas === "" ? "the directory knows none yet" : `the directory knows ${areas}`})`
    : `the directory names nobody of the right rank for the product area ${area} (${known})`;
}
