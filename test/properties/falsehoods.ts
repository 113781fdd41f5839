import { ANNOUNCEMENTS } from "../../src/sandbox/company.ts";
import type { World } from "../support/world.ts";
import type { Course } from "./course.ts";
import { announced, channelNamed, slackId } from "./outcome.ts";

/** Something said in the announcements channel, at first or by an edit, and when in the order of calls. */
interface Said {
  text: string;
  ofReply: boolean;
  call: number;
}

/** Everything said in the announcements channel about this escalation that was not so; none, it is hoped. */
export function falsehoods(world: World, course: Course, known: Course = course): string[] {
  const { declaration, replies } = announced(world, course.customer);
  const { labels, assignees } = world.gitlab.issue(course.iid);
  const severity = labels.find((label) => label.startsWith("severity::"))?.replace("severity::", "") ?? "none";
  const status = labels.find((label) => label.startsWith("status::"))?.replace("status::", "") ?? "none";
  const lastChange = replies.map(({ text }) => change(text)).findLast((found) => found !== undefined);
  const lastBy = replies.map(({ text }) => field(text, "Changed by")).at(-1);
  const mentioned = (usernames: Iterable<string>) => [...usernames].map((username) => `<@${slackId(world, username)}>`);
  const severities = [...course.truth.severities, ...known.truth.severities];
  const dris = mentioned([...course.truth.dris, ...known.truth.dris]);

  return [
    // As it stands in the end.
    ...differs("declaration's severity", field(declaration.text, "Severity"), severity),
    ...differs("declaration's DRI", field(declaration.text, "DRI"), mentioned(assignees).join()),
    ...differs("declaration's status", field(declaration.text, "Status"), status),
    ...(lastChange ? differs("last reply's severity", lastChange.to, severity) : []),
    ...(lastBy && known.truth.severityBy
      ? differs("last reply's author", lastBy, mentioned([known.truth.severityBy]).join())
      : []),
    ...brokenChain(replies.map(({ text }) => text)),
    // Whatever was ever said.
    ...everythingSaid(world, course).flatMap(({ text, ofReply, call }) => [
      ...[field(text, "Severity"), change(text)?.from, change(text)?.to].flatMap((said) =>
        said === undefined || severities.includes(said) ? [] : [`severity was never ${said}: ${text}`],
      ),
      ...[field(text, "DRI")].flatMap((said) =>
        said === undefined || dris.includes(said) ? [] : [`${said} was never the DRI: ${text}`],
      ),
      // Once people are done, nothing but how they left it is news.
      ...(call < course.callsAtLastStep || ofReply
        ? []
        : [
            ...differs("severity said last", field(text, "Severity"), severity),
            ...differs("DRI said last", field(text, "DRI"), mentioned(assignees).join()),
          ]),
    ]),
  ];
}

function everythingSaid(world: World, { customer }: Course): Said[] {
  const { id } = channelNamed(world, ANNOUNCEMENTS);
  const { declaration, replies } = announced(world, customer);
  return world.slack.requests.calls.flatMap(({ method, args, error }, call) => {
    if (args.channel !== id || error !== undefined || typeof args.text !== "string") return [];
    const ofReply = args.thread_ts === declaration.ts || replies.some(({ ts }) => ts === args.ts);
    const ours = ofReply || args.ts === declaration.ts || args.text.includes(`Customer: ${customer}\n`);
    return ours && ["chat.postMessage", "chat.update"].includes(method) ? [{ text: args.text, ofReply, call }] : [];
  });
}

/** Each change begins where the one before ended. */
function brokenChain(replies: readonly string[]): string[] {
  const changes = replies.map(change).filter((found) => found !== undefined);
  return changes.flatMap(({ from }, index) => {
    const before = index === 0 ? "medium" : changes[index - 1]?.to;
    return from === before ? [] : [`a change from ${from} was said after ${before}`];
  });
}

function change(text: string): { from: string; to: string } | undefined {
  const [, from, to] = /^Severity changed from (\w+) to (\w+)/.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return { from, to };
  const [, same] = /^Severity is (\w+) after all/.exec(text) ?? [];
  return same === undefined ? undefined : { from: same, to: same };
}

function field(text: string, label: string): string | undefined {
  return text
    .split("\n")
    .find((line) => line.startsWith(`${label}: `))
    ?.slice(label.length + 2);
}

function differs(what: string, said: string | undefined, is: string): string[] {
  return said === is ? [] : [`${what} is said to be ${said} and is ${is}`];
}
