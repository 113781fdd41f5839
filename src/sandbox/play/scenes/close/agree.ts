import { type Chapter, reactionsTo, serviceComments } from "../../chapter.ts";
import { labelsOf } from "../../look.ts";
import { outcome, says } from "../../scene.ts";

/** A word without evidence (P-CLOSE-1). */
export const withoutEvidence: Chapter = {
  title: "They are happy",
  told: ["Cathy does as she was told, and writes:"],
  does(gitlab, iid) {
    gitlab.as("cathy").comment(iid, "/esc agree customer they are happy");
  },
  judged: (after, before) => [
    outcome("the customer's agreement without evidence is refused with ❌", reactionsTo("cathy", after), ["x"]),
    says("and told what evidence is", serviceComments(after, before).join(), ["evidence is missing", "a link"]),
    outcome("nobody has agreed", labelsOf("agreement", after.issue), labelsOf("agreement", before.issue)),
  ],
};

/** The customer's own words, in quotes (P-CLOSE-1). */
export const inTheirWords: Chapter = {
  title: "Their own words",
  told: ["She asks Acme's platform lead, who answers in the call. Cathy quotes it:"],
  does(gitlab, iid) {
    gitlab
      .as("cathy")
      .comment(iid, '/esc agree customer "It has run for a whole week, we can close it." Their lead, today\'s call');
  },
  judged: (after) => [
    outcome("with quoted words it is taken, with ✅", reactionsTo("cathy", after), ["white_check_mark"]),
    outcome("the customer has agreed", labelsOf("agreement", after.issue), ["agreement::customer"]),
    outcome("one side is not enough: it stays open", after.issue.state, "opened"),
  ],
};

/** Two people at critical and high (P-CLOSE-2). */
export const forBothSides: Chapter = {
  title: "For both sides",
  told: ["She is the DRI, and agrees as well:"],
  does(gitlab, iid) {
    gitlab.as("cathy").comment(iid, "/esc agree internal");
  },
  judged: (after, before) => [
    outcome("the same person for both sides is refused with ❌ (P-CLOSE-2)", reactionsTo("cathy", after), ["x"]),
    says("and told who else may", serviceComments(after, before).join(), ["somebody else", "the CSM manager"]),
    outcome("we have not agreed", labelsOf("agreement", after.issue), ["agreement::customer"]),
  ],
};

export const monaAgrees: Chapter = {
  title: "Mona agrees",
  told: ["Mona, the CSM manager, was in the call, and writes:"],
  does(gitlab, iid) {
    gitlab.as("mona").comment(iid, "/esc agree internal Their week was quiet, and I heard them say so.");
  },
  judged: (after) => [
    outcome("our own agreement is taken, with ✅", reactionsTo("mona", after), ["white_check_mark"]),
    outcome("both sides have agreed", labelsOf("agreement", after.issue), ["agreement::both"]),
    outcome("without a resolution it stays open (P-CLOSE-3)", after.issue.state, "opened"),
  ],
};
