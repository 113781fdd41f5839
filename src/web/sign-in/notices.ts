import type { Notice } from "./pages.ts";
import type { Reason } from "./refusal.ts";

export type NoticeName = Reason | "welcome" | "signed-out" | "too-often" | "unknown" | "no-member";

const AGAIN = { href: "/sign-in/start", text: "Sign in with GitLab" };
const NOT_YOUR_DOING = "It is not your doing: please tell whoever runs this service. The reason is in its log.";

/** What people are told on the way in, and with which status. */
export const NOTICES: Readonly<Record<NoticeName, Notice & { status: number }>> = {
  welcome: {
    status: 200,
    title: "Escalations",
    says: ["Sign in with your account on GitLab. You see what you may read there in the escalation project."],
    link: AGAIN,
  },
  "signed-out": {
    status: 200,
    title: "You are signed out",
    says: ["On GitLab itself you may still be signed in: sign out there too where others use this machine."],
    link: AGAIN,
  },
  cancelled: {
    status: 403,
    title: "Not signed in",
    says: [
      "You did not let GitLab tell this service who you are. It asks for your name on GitLab, and for nothing else.",
    ],
    link: AGAIN,
  },
  stale: {
    status: 400,
    title: "This sign-in is over",
    says: [
      "It took more than ten minutes, was used before, or began in another browser.",
      "If it keeps happening, allow cookies for this address.",
    ],
    link: { ...AGAIN, text: "Sign in again" },
  },
  away: {
    status: 503,
    title: "GitLab does not answer",
    says: ["Nobody can sign in until it does. Escalations go on meanwhile. Please try again in a minute."],
    link: { ...AGAIN, text: "Try again" },
  },
  unknown: {
    status: 503,
    title: "GitLab does not answer",
    says: ["It has to say what you may see. Escalations go on meanwhile. Please try again in a minute."],
    link: { href: "/", text: "Try again" },
  },
  misconfigured: { status: 500, title: "Signing in is not set up right", says: [NOT_YOUR_DOING] },
  doubtful: {
    status: 400,
    title: "Not signed in",
    says: ["What came back from GitLab does not hold, so it was not believed.", NOT_YOUR_DOING],
    link: { ...AGAIN, text: "Sign in again" },
  },
  "too-often": {
    status: 429,
    title: "Too many sign-ins failed",
    says: ["From where you are, too many failed lately. Please try again in a minute."],
    link: { ...AGAIN, text: "Try again" },
  },
  "no-member": {
    status: 403,
    title: "You are no member of the escalation project",
    says: [
      "Only its members see escalations. Ask an owner or maintainer of the project on GitLab, or whoever runs the escalation process, to add you with the role Planner at least. It counts two minutes later.",
    ],
    signOut: true,
  },
};
