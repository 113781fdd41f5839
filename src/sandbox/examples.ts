import type { Answers } from "./fill-template.ts";

/** An escalation to try things with; everybody and everything in it is invented. */
export interface Example {
  name: string;
  label: string;
  title: string;
  answers: Answers;
}

const ACME: Answers = {
  ticks: ["High", "Support ticket", "Product-related"],
  sections: {
    Customer: "Acme Corp",
    "What is happening":
      "Since Monday's upgrade about a third of Acme's pipelines wait more than twenty minutes for a runner. Restarting the runners helps for an hour.",
    Impact: "Two release trains stand still. Their renewal is in eight weeks, and the sponsor has called twice.",
    "Immediate asks":
      "- An engineer who knows runner scheduling, 09:00-17:00 CET, from tomorrow for three days, to read their traces with them\n- A named person in product for the roadmap question, by Thursday",
    "Exit criteria":
      "- [ ] Pipelines start within 30 s for five working days\n- [ ] Acme's release trains run on schedule twice in a row",
    "Next customer sync": "Tomorrow 10:00 CET, with their platform team",
  },
  items: { "Support tickets": "https://support.example.test/tickets/4711" },
};

export const EXAMPLES: readonly Example[] = [
  {
    name: "product",
    label: "High, product-related, through support",
    title: "Acme Corp: pipelines wait for runners",
    answers: ACME,
  },
  {
    name: "medium",
    label: "Medium, through support",
    title: "Acme Corp: runners are slow in the morning",
    answers: {
      ticks: ["Medium", "Support ticket", "Product-related"],
      sections: {
        Customer: "Acme Corp",
        "What is happening":
          "Between eight and ten, Acme's pipelines wait ten minutes for a runner. Restarting the runners helps for an hour.",
        Impact: "Annoying so far. In two weeks their second plant goes live on the same runners.",
        "Immediate asks": "- An engineer who knows runner scheduling, 09:00-12:00 CET, for one morning this week",
        "Exit criteria": "- [ ] Pipelines start within 30 s for five working days",
        "Next customer sync": "Thursday 14:00 CET, with their platform team",
      },
      items: { "Support tickets": "https://support.example.test/tickets/4711", "Support engineer": "@sam" },
    },
  },
  {
    name: "no-severity",
    label: "Without a severity",
    title: "Acme Corp: unhappy with the migration",
    answers: { ...ACME, ticks: ["Account (no support ticket)"] },
  },
  {
    name: "services",
    label: "Low, in a services project",
    title: "Acme Corp: training behind schedule",
    answers: {
      ticks: ["Low", "Professional services project"],
      sections: {
        Customer: "Acme Corp",
        "What is happening": "Two of five training days were moved, and the project's end with them.",
        Impact: "Their teams start two weeks later than planned.",
        "Immediate asks": "- A trainer for two days, CET, before the end of next week",
      },
    },
  },
  {
    name: "restricted",
    label: "Restricted customer",
    title: "Bluebird: map exports fail at night",
    answers: {
      ticks: ["Critical", "Support ticket", "Platform-related"],
      sections: {
        Customer: "Ministry of Maps",
        "What is happening": "The nightly export has failed four nights in a row.",
        Impact: "Field teams work with old maps.",
        "Immediate asks": "- A cleared storage engineer on site, CET, from tomorrow for two days",
      },
    },
  },
  {
    name: "hostile",
    label: "Hostile text",
    title: `"><img src=x onerror="document.title='hacked'"> & friends`,
    answers: {
      ticks: ["High", "Account (no support ticket)"],
      sections: {
        Customer: `<img src=x onerror="document.title='hacked'"> <!channel> @all </details>`,
        "What is happening":
          "<script>document.title = 'hacked'</script>\n\n[click me](javascript:alert(1)) <https://example.test|our bank> <!here> </details></table>",
        "Immediate asks": "- <!channel> everybody look: @all `</code><script>alert(1)</script>`",
      },
    },
  },
];

export function example(name: string): Example {
  const found = EXAMPLES.find((one) => one.name === name);
  if (!found) throw new Error(`There is no example "${name}".`);
  return found;
}
