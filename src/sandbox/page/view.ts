import { PEOPLE } from "../company.ts";
import type { Embedded } from "../embedded.ts";
import { type GitLabView, gitlabView } from "./gitlab-view.ts";
import { type SlackView, slackView } from "./slack-view.ts";
import type { Trouble, TroubleSwitches } from "./trouble.ts";

/** All that the page shows, as one person sees it. */
export interface PageView {
  me: PersonView;
  people: PersonView[];
  gitlab: GitLabView;
  slack: SlackView;
  trouble: Trouble;
  /** Newest first. */
  deliveries: DeliveryLine[];
}

export interface PersonView {
  username: string;
  name: string;
  does: string;
  role: string;
}

export interface DeliveryLine {
  id: number;
  event: string;
  iid: number;
  state: string;
  at: string;
  /** What each attempt was answered: a status, or what went wrong. */
  answers: string[];
}

export interface Viewpoint {
  as: string;
  iid: number | undefined;
  channelId: string | undefined;
}

const DELIVERIES_SHOWN = 30;

export function pageView(embedded: Embedded, trouble: TroubleSwitches, viewpoint: Viewpoint): PageView {
  const people = PEOPLE.map(({ username, name, does, role }) => ({ username, name, does, role }));
  const me = people.find(({ username }) => username === viewpoint.as) ?? people[0];
  if (!me) throw new Error("There is nobody in the sandbox.");
  return {
    me,
    people,
    gitlab: gitlabView(embedded, { as: me.username, iid: viewpoint.iid }),
    slack: slackView(embedded, { as: me.username, channelId: viewpoint.channelId }),
    trouble: trouble.state(),
    deliveries: deliveryLines(embedded).slice(-DELIVERIES_SHOWN).reverse(),
  };
}

export function deliveryLines({ gitlab }: Embedded): DeliveryLine[] {
  return gitlab.state().deliveries.map(({ id, event, issueIid, state, createdAt, attempts }) => ({
    id,
    event,
    iid: issueIid,
    state,
    at: createdAt,
    answers: attempts.map(({ status, error }) => (status === null ? (error ?? "no answer") : String(status))),
  }));
}
