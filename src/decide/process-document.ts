import type { Policy } from "../policy/policy.ts";
import type { Clock } from "../policy/severity-policy.ts";
import { type KeyMoment, SEVERITIES } from "../policy/terms.ts";
import { spanInWords } from "../time/span-words.ts";
import { conditionsInWords, listed, table, wrapped } from "./process-words.ts";
import { stepName } from "./rules/steps.ts";
import { partyName, roleName } from "./wording.ts";

type Section = (policy: Policy) => string[];

/**
 * The process in plain words and tables, as Markdown, from the policy in force: who is responsible, who is asked and told
 * when, and what it takes to close. Everything that is a choice comes from the policy; what stands around it is how the
 * service works. `source` says where the policy stands.
 */
export function processDocument(policy: Policy, source: string): string {
  const sections: Section[] = [severities, responsibility, product, opening, updates, telling, closing, frame];
  return `${[...head(source), ...sections.flatMap((section) => section(policy))].join("\n\n")}\n`;
}

function head(source: string): string[] {
  return [
    "# The escalation process",
    wrapped(
      `What the service does by the policy in ${source}. This page is made by \`escalations policy explain\`; change the policy, not the page.`,
    ),
  ];
}

function severities({ severities: all }: Policy): string[] {
  return [
    "## Severities",
    table(
      ["severity", "what it means", "rhythm", "made aware"],
      SEVERITIES.map((severity) => [
        severity,
        all[severity].meaning,
        all[severity].cadence,
        listed(all[severity].involve.map(roleName)),
      ]),
    ),
    wrapped(
      "Whoever is made aware is named on the issue, invited to the escalation's channel and mentioned in its first message. An escalation without a severity is held: its author is asked, and nothing is announced before it has one.",
    ),
  ];
}

function responsibility({ dri, severities: all, working_time }: Policy): string[] {
  const span = (text: string) => spanInWords(text, working_time);
  const rules = dri.rules.map((rule, index) => {
    const conditions = conditionsInWords(rule);
    const inform = rule.inform.length === 0 ? "" : `, who informs the ${listed(rule.inform.map(roleName))}`;
    const role = `the **${roleName(rule.role)}**${inform}`;
    return `${index + 1}. ${conditions === undefined ? `Otherwise ${role}.` : `If ${conditions}: ${role}.`}`;
  });
  const handover =
    dri.handover === "assign"
      ? "hands over at once, tells both, and says which rule asked for it"
      : "asks the new one, and hands over when they accept (`/esc accept`)";
  return [
    "## Who is responsible",
    "One person, the DRI, who is the issue's assignee. The first of these rules that holds says who:",
    rules.join("\n"),
    wrapped(
      `While nobody can be found, the author and the CSM manager are asked, and asked again every ${each(dri.ask_every, working_time)}. When severity or origin call for another role, the service ${handover}. A person assigned by hand stays, until the rules call for another role.`,
    ),
    "A new DRI is asked to take it on (`/esc accept`). The CSM manager is told when they have not within:",
    table(SEVERITIES, [SEVERITIES.map((severity) => span(all[severity].accept_within))]),
  ];
}

function product({ product: { required_when, ask_every, rank }, working_time }: Policy): string[] {
  const ranks = required_when.severity.map(
    (severity) => `- ${severity}: a ${listed((rank[severity] ?? []).map(roleName), "or a")}`,
  );
  return [
    "## The counterpart in product management",
    wrapped(
      `A Product DRI is needed where the severity is ${listed(required_when.severity, "or")} and the escalation is ${listed(required_when.nature, "or")}. While there is none, the author and the CSM manager are asked, and asked again every ${each(ask_every, working_time)}. It is, in the product area concerned:`,
    ),
    ranks.join("\n"),
  ];
}

function opening({ opening_steps, steps_manager_after, working_time }: Policy): string[] {
  const by = { service: "the service", person: "the DRI, by `/esc done` or the check box", "issue-field": "" };
  return [
    "## Opening steps",
    table(
      ["step", "severities", "due within", "done by"],
      opening_steps.map((step) => [
        `${stepName(step)} (\`${step.id}\`)`,
        step.severity.length === SEVERITIES.length ? "all" : listed(step.severity),
        spanInWords(step.within, working_time),
        step.by === "issue-field" ? `writing under \`${step.field}\` in the issue` : by[step.by],
      ]),
    ),
    wrapped(
      `The DRI is asked for a step that is due, on the issue and in the channel. The CSM manager is told of one that is still missing ${after(steps_manager_after, working_time)}.`,
    ),
  ];
}

function updates(policy: Policy): string[] {
  const clocks = [
    { key: "internal_update", title: "Inside the company", command: "/esc update" },
    { key: "customer_update", title: "With the customer", command: "/esc customer-update" },
  ] as const;
  return [
    "## Updates",
    ...clocks.flatMap(({ key, title, command }) => [
      `### ${title}: \`${command}\``,
      table(
        ["severity", "owed within", "the DRI is reminded", "overdue", "the CSM manager is told"],
        SEVERITIES.map((severity) => [severity, ...clockCells(policy.severities[severity][key], policy)]),
      ),
    ]),
    wrapped(
      "Each counts from the last update, else from the opening or the last change of severity, the one inside the company also from the end of a pause. While the risk is reduced (`status::monitoring`), critical and high follow the clocks of medium. `/esc pause` stops the clock inside the company until a date. Overdue is a label, a mention of the DRI on the issue and a message in the channel. The CSM manager also hears when nobody has spoken with the customer for twice its time, when next steps stay the same in two updates, and when the date of a next step has passed.",
    ),
  ];
}

function clockCells(clock: Clock | undefined, { working_time }: Policy): string[] {
  if (clock === undefined) return ["not asked for", "–", "–", "–"];
  const span = (text: string) => spanInWords(text, working_time);
  const inDays = !working_time.always && /^P[^T]*\d/.test(clock.every);
  return [
    span(clock.every),
    inDays ? `at ${clock.remind_at} of the day on which it is due` : "when it is due",
    span(clock.overdue_after) === "at once" ? "when it is due" : `${span(clock.overdue_after)} after it was due`,
    span(clock.manager_after) === "at once"
      ? "when it is overdue"
      : `${span(clock.manager_after)} after it became overdue`,
  ];
}

const MOMENTS: Readonly<Record<KeyMoment, string>> = {
  declared: "an escalation is declared",
  severity_changed: "its severity changes",
  risk_reduced: "its risk is reduced",
  resolved: "it is resolved",
  reopened: "it is reopened",
  alert: "the DRI marks a change as significant (`/esc alert`)",
};

function telling({ announcements, channel, standup, tracker, weekly_digest, working_time }: Policy): string[] {
  const moments = announcements.moments.map((moment) => MOMENTS[moment]);
  const document =
    tracker.kind === "wiki"
      ? "The tracker document is a page of the project's wiki, which the service keeps."
      : "The tracker document is people's own, by its link in the issue.";
  const digest = working_time.always ? "every day at 09:00" : "each working day when the working hours begin";
  const weekly =
    weekly_digest.channel === null
      ? ""
      : ` \`#${weekly_digest.channel}\` gets the week before in figures, on the first working day of each week.`;
  return [
    "## Who is told",
    wrapped(
      moments.length === 0
        ? `Nothing is posted in \`#${announcements.channel}\`.`
        : `\`#${announcements.channel}\` hears when ${listed(moments, "and when")}; nothing else is ever posted there. All of that, updates, handovers, reminders and standups go to the escalation's own channel, \`#${channel.prefix}<customer>\`.`,
    ),
    wrapped(
      `A standup is called in the channel ${spanInWords(standup.remind_before, { always: true })} before it starts. Each CSM manager gets a digest of their escalations, ${digest}, where there is something to say.${weekly} ${document}`,
    ),
  ];
}

function closing({ closing: gates, working_time }: Policy): string[] {
  const needs: Record<(typeof gates.require)[number], string> = {
    resolution: "a resolution (`/esc resolve`)",
    customer_agreement: "the customer's agreement, with evidence (`/esc agree customer`)",
    internal_agreement: `our own agreement (\`/esc agree internal\`), by ${the(gates.internal_by)}`,
    rca: "the root cause analysis, where the customer asked for one and it is platform-related (`/esc rca delivered`)",
  };
  const two = gates.two_people.filter(() => gates.require.includes("internal_agreement"));
  const archived = spanInWords(gates.archive_channel_after, working_time);
  const anyway = gates.override_by.length === 0 ? "Nobody may" : `${capital(the(gates.override_by))} may`;
  return [
    "## Closing",
    ...(gates.require.length === 0
      ? ["An escalation can be closed at any time."]
      : [
          "An escalation closes once there is:",
          gates.require.map((need) => `- ${needs[need]}`).join("\n"),
          "Closed by hand before that, it is opened again, with a comment that says what is missing.",
        ]),
    wrapped(
      [
        ...(two.length === 0
          ? []
          : [`Where the severity is ${listed(two, "or")}, the two agreements come from two people.`]),
        `${anyway} close it all the same (\`/esc close-anyway\`), which is recorded and announced.`,
        `The Slack channel is archived ${archived === "at once" ? "at once" : `${archived} later`}.`,
      ].join(" "),
    ),
  ];
}

function frame({ confidential, least_access_level, working_time, reconcile }: Policy): string[] {
  const { always, days, hours, time_zone, holidays } = working_time;
  const time = always
    ? "Time counts around the clock."
    : `Working time is ${hours} on ${listed(days.map(capital))}${holidays.length === 0 ? "" : `, save ${listed(holidays)}`}, in the DRI's time zone, else the region's, else ${time_zone}. Whole working days end when the working day ends.`;
  return [
    "## The frame",
    wrapped(
      `${time} Issues of escalations are ${confidential ? "confidential, and made so again" : "as confidential as people make them"}. Members of the project with the role ${capital(least_access_level)} or more command the service; the author answers what they are asked, whatever their role. Every open escalation is looked at in full every ${each(reconcile.every, { always: true })}, for what no webhook told of.`,
    ),
  ];
}

function after(span: string, working_time: Policy["working_time"]): string {
  const words = spanInWords(span, working_time);
  return words === "at once" ? "as soon as it is due" : `${words} after it was due`;
}

/** "every 4 working hours", "every working hour". */
function each(span: string, workingTime: { always: boolean }): string {
  return spanInWords(span, workingTime).replace(/^1 (?!.* and )/, "");
}

function the(parties: Policy["closing"]["internal_by"]): string {
  return `the ${listed(parties.map(partyName), "or the").replaceAll(", ", ", the ")}`;
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
