import { ESCALATION, statusesIn, statusLabel } from "../escalation/labels.ts";
import type { Memory } from "../escalation/memory.ts";
import type { EditIssue } from "./action.ts";
import type { Decision, Facts, Overview, PlannedAction, TimelineEvent } from "./facts.ts";
import { mention } from "./note-text.ts";
import { type People, peopleOf } from "./people.ts";
import { type Asking, ask, note } from "./rules/asks.ts";
import { declare } from "./rules/declaration.ts";
import { type DriJudgement, judgeDri } from "./rules/dri.ts";
import { findGaps } from "./rules/gaps.ts";
import { judgeInvolvement } from "./rules/involvement.ts";
import { channelKey, channelOf, openChannel, type Team } from "./rules/opening.ts";
import { judgeNature, judgeOrigin } from "./rules/origin.ts";
import { judgeProductCounterpart, type ProductJudgement } from "./rules/product-counterpart.ts";
import { judgeSeverity, type SeverityJudgement } from "./rules/severity.ts";
import { type StatusNoteContent, statusNote } from "./rules/status-note.ts";
import { judgeSteps } from "./rules/steps.ts";

/**
 * What should be different, and why: compares an issue as it stands with the policy. Pure, and repeated until it wants
 * nothing more: what the first round's actions bring about (a channel, say) the next round builds on. The rules in
 * their order:
 *
 * 1. severity (P-SEV-1, 2), origin and nature (P-DRI-13): without a severity everything below is held
 * 2. DRI (P-DRI-1 to 7, 12), product counterpart (P-PROD-1, 2), involvement (P-SEV-3)
 * 3. one edit of the issue makes labels, assignee and confidentiality so (P-STAT-3)
 * 4. what only people can answer is asked (P-SEV-2, P-DRI-6, P-PROD-1)
 * 5. the channel (P-OPEN-2, 7, 8), then the declaration (P-OPEN-3, P-ANN-1, 2)
 * 6. the status note says it all (P-SEE-1)
 */
export function decide(given: Facts): Decision {
  const severity = judgeSeverity(given);
  const opened = severity.severity !== undefined && given.memory.openedAt === null;
  const facts: Facts = opened ? { ...given, memory: { ...given.memory, openedAt: given.now } } : given;
  const people = peopleOf(facts);
  const origin = judgeOrigin(facts);
  const nature = judgeNature(given);

  const dri = severity.severity && judgeDri(facts, people, severity.severity, origin.origin);
  const product = severity.severity && judgeProductCounterpart(facts, people, severity.severity, nature.natures);
  const involvement = severity.severity ? judgeInvolvement(facts, people, severity.severity) : { involved: [], unfilled: [] };

  const status = statusesIn(facts.issue.labels)[0] ?? "opened";
  const wantedEdit = editOf(facts, dri, [
    severity.labels,
    // Held: boxes may still change, so what they say is not made a label yet.
    ...(severity.severity ? [origin.labels, nature.labels] : []),
    dri?.labels,
    product?.labels,
    { add: [ESCALATION, statusLabel(status)], remove: [] },
  ]);
  const refusedEdit = wantedEdit && facts.editsMade.some((made) => same(made, wantedEdit)) ? wantedEdit : undefined;
  const edit = refusedEdit ? undefined : wantedEdit;

  const asks = questions(facts, people, { severity, dri, product });
  const memory: Memory = {
    ...facts.memory,
    severity: severity.severity ?? null,
    origin: severity.severity ? origin.origin : null,
    natures: severity.severity ? nature.natures : [],
    dri: dri?.dri ?? null,
    productDri: product?.productDri ?? null,
    asks: { severity: asks.severity.ask, customer: asks.customer.ask, dri: asks.dri.ask, productDri: asks.productDri.ask },
    edits: facts.memory.edits + (edit ? 1 : 0),
    seenUpdatedAt: facts.issue.updatedAt,
  };
  const explanations = explain({ ...facts, memory }, severity, dri);

  const team: Team | undefined = severity.severity && {
    severity: severity.severity,
    dri: dri?.dri,
    productDri: product?.productDri,
    involved: involvement.involved,
  };
  const gaps = findGaps(facts, people, {
    missing: [dri?.missing, product?.missing && `a Product DRI is wanted: ${product.missing}`],
    unfilled: involvement.unfilled,
    mentioned: mentionedIn(facts, people, team),
    refusedEdit,
  });
  const written = writeStatusNote(
    facts,
    people,
    {
      severity,
      status,
      origin,
      dri,
      product,
      involved: involvement.involved,
      steps: severity.severity ? judgeSteps(facts, severity.severity, dri?.dri !== undefined, people.timeZone) : [],
      gaps,
    },
    edit !== undefined,
  );

  return {
    memory: { ...memory, explanations: facts.memory.explanations + explanations.length, statusNote: written.statusNote },
    actions: [
      ...(edit ? [gitlab(`edit/${memory.edits}`, edit)] : []),
      ...explanations,
      ...Object.values(asks).flatMap(({ actions }) => actions),
      ...(facts.chat && team ? [...openChannel(facts, people, team), ...declare(facts, people, team, status)] : []),
      ...written.actions,
    ],
    timeline: events(given, { severity, dri, product, origin: origin.origin, opened }),
    recheckAt: earliest(Object.values(asks)),
    overview: overviewOf(facts, people, { severity, dri, product, status, origin: origin.origin }),
  };
}

/** Everything that should change on the issue, as one request; undefined if nothing should. */
function editOf(
  { issue, policy }: Facts,
  dri: DriJudgement | undefined,
  labels: readonly ({ add: string[]; remove: string[] } | undefined)[],
): EditIssue | undefined {
  const addLabels = labels.flatMap((change) => change?.add ?? []).filter((label) => !issue.labels.includes(label));
  const removeLabels = labels.flatMap((change) => change?.remove ?? []).filter((label) => issue.labels.includes(label));
  const makeConfidential = policy.confidential && !issue.confidential;
  if (addLabels.length === 0 && removeLabels.length === 0 && !dri?.assign && !makeConfidential) return undefined;
  return {
    type: "edit-issue",
    addLabels,
    removeLabels,
    ...(dri?.assign && { assignee: { id: dri.assign.id, username: dri.assign.username } }),
    ...(makeConfidential && { confidential: true }),
  };
}

function same(one: EditIssue, other: EditIssue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function questions(
  facts: Facts,
  people: People,
  { severity, dri, product }: { severity: SeverityJudgement; dri: DriJudgement | undefined; product: ProductJudgement | undefined },
): Record<keyof Memory["asks"], Asking> {
  const { policy, fields } = facts;
  return {
    severity: ask(facts, people, "severity", {
      wanted: severity.severity === undefined,
      every: undefined,
      text: `which severity is it? The escalation is held, without channel and declaration, until it has one: ${severity.because}. Tick exactly one box under \`Severity\` in the description, or set one label \`severity::critical\`, \`severity::high\`, \`severity::medium\` or \`severity::low\`.`,
    }),
    customer: ask(facts, people, "customer", {
      wanted: fields.customer === undefined,
      every: undefined,
      text: `which customer is it? Write the name under a heading \`## Customer\` in the description${fields.missingHeadings.length > 5 ? "; the template `Account escalation` has all the headings" : ""}.`,
    }),
    dri: ask(facts, people, "dri", {
      wanted: dri !== undefined && dri.dri === undefined,
      every: policy.dri.ask_every,
      text: `who is the DRI? ${sentence(dri?.missing)} Assign the issue to one person, or name them under \`People\` in the description.`,
    }),
    productDri: ask(facts, people, "productDri", {
      wanted: product?.missing !== undefined,
      every: policy.product.ask_every,
      text: `who is the Product DRI? ${sentence(product?.missing)} Name them under \`People\` as \`Product DRI:\`, or name the product area under \`Product area\`.`,
    }),
  };
}

function sentence(text: string | undefined): string {
  return text === undefined ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** What was put back is explained (P-SEV-2, P-DRI-7). */
function explain(facts: Facts, severity: SeverityJudgement, dri: DriJudgement | undefined): PlannedAction[] {
  const texts = [
    ...(severity.restored
      ? [`The label \`severity::${severity.severity}\` is back: an escalation has exactly one severity. To change it, set another severity label.`]
      : []),
    ...(dri?.restored && dri.dri
      ? [`${mention(dri.dri.username)} is assigned again: an escalation always has one DRI. To hand over, assign the new DRI instead.`]
      : []),
  ];
  const { memory } = facts;
  return texts.map((text, index) => note(facts, "explanation", `explanation/${memory.round}/${memory.explanations + index + 1}`, text));
}

/**
 * Written once nothing else on GitLab is about to change, and once the channel is there, unless chat keeps us waiting:
 * so that an opening writes it once.
 */
function writeStatusNote(
  facts: Facts,
  people: People,
  content: StatusNoteContent,
  editComing: boolean,
): { actions: PlannedAction[]; statusNote: Memory["statusNote"] } {
  const { memory, receipts, issue } = facts;
  const id = receipts.done("write-status-note", STATUS_NOTE)?.noteId ?? memory.statusNote?.id ?? facts.foundStatusNote ?? null;
  const channelComing =
    facts.chat &&
    content.severity.severity !== undefined &&
    !channelOf(facts) &&
    !receipts.failing(channelKey(memory.round)) &&
    !facts.waitNoLonger;
  if (editComing || channelComing) return { actions: [], statusNote: memory.statusNote };

  const { body, signature } = statusNote(facts, people, content);
  if (memory.statusNote?.signature === signature) return { actions: [], statusNote: { id, signature } };
  const action = { type: "write-status-note", ...(id !== null && { noteId: id }), body, internal: issue.serviceDesk } as const;
  return { actions: [{ ...gitlab(STATUS_NOTE, action), replaces: true }], statusNote: { id, signature } };
}

const STATUS_NOTE = "status-note";

function gitlab(key: string, action: PlannedAction["action"]): PlannedAction {
  return { key, lane: "gitlab", stream: "issue", action };
}

function mentionedIn(facts: Facts, people: People, team: Team | undefined): string[] {
  if (!team) return [];
  const named = [facts.fields.people.csm, facts.fields.people.csm_manager, people.holders("csm").usernames[0], team.productDri];
  return [...named, ...Object.values(facts.fields.people), ...team.involved.map(({ username }) => username)].filter(
    (username) => username !== undefined,
  );
}

function earliest(askings: readonly Asking[]): number | undefined {
  const times = askings.map(({ recheckAt }) => recheckAt).filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** What changed against what was last recorded (P-SEE-3). */
function events(
  { memory, issue }: Facts,
  found: { severity: SeverityJudgement; dri: DriJudgement | undefined; product: ProductJudgement | undefined; origin: string; opened: boolean },
): TimelineEvent[] {
  const { severity, dri, product, origin, opened } = found;
  const list: TimelineEvent[] = [];
  const add = (rule: string, what: string, facts: Record<string, unknown>) => list.push({ who: "service", what, rule, facts });
  if (memory.seenUpdatedAt === 0 && !severity.severity) {
    add("P-SEV-2", `held: ${severity.because}`, { author: issue.author.username });
  }
  if (opened) {
    add("P-SEV-1", `opened as ${severity.severity}`, { because: severity.because, origin, author: issue.author.username });
  } else if (severity.severity && severity.severity !== memory.severity) {
    add("P-SEV-4", `severity changed from ${memory.severity} to ${severity.severity}`, { because: severity.because });
  }
  if (severity.restored) add("P-SEV-2", `severity ${severity.severity} put back`, {});
  if (dri?.dri && dri.dri.id !== memory.dri?.id) {
    add(memory.dri ? "P-DRI-7" : "P-DRI-6", `${dri.dri.username} is the DRI`, { because: dri.dri.because, before: memory.dri?.username ?? null });
  }
  if (dri?.restored) add("P-DRI-7", `${dri.dri?.username} put back as the DRI`, {});
  if (dri && !dri.dri && (opened || memory.dri)) add("P-DRI-6", "no DRI could be told", { missing: dri.missing });
  if (product?.productDri && product.productDri !== memory.productDri) {
    add("P-PROD-1", `${product.productDri} is the Product DRI`, { severity: severity.severity });
  }
  if (product?.missing && (opened || memory.asks.productDri === null)) add("P-PROD-1", "a Product DRI is wanted", { missing: product.missing });
  return list;
}

function overviewOf(
  facts: Facts,
  people: People,
  found: { severity: SeverityJudgement; dri: DriJudgement | undefined; product: ProductJudgement | undefined; status: string; origin: string },
): Overview {
  const { issue } = facts;
  const { severity, dri, product } = found;
  return {
    project_id: issue.projectId,
    iid: issue.iid,
    title: issue.title,
    web_url: issue.webUrl,
    customer: people.customerName ?? null,
    severity: severity.severity ?? null,
    status: found.status,
    dri: dri?.dri?.username ?? null,
    product_dri: product?.productDri ?? null,
    origin: severity.severity ? found.origin : null,
    opened_at: new Date(facts.memory.openedAt ?? facts.memory.takenOnAt).toISOString(),
    overdue: false,
    needs: [
      ...(severity.severity ? [] : ["severity"]),
      ...(dri && !dri.dri ? ["dri"] : []),
      ...(product?.missing ? ["product dri"] : []),
    ],
    channel: channelOf(facts)?.name ?? null,
  };
}
