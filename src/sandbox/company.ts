import type { SandboxGitLab } from "./gitlab/sandbox-gitlab.ts";
import type { SandboxSlack } from "./slack/index.ts";

type Role = "guest" | "planner" | "reporter" | "developer" | "maintainer";

/** The invented company of the sandbox. Everybody's address is `<username>@example.test`. */
export const PEOPLE: readonly { username: string; name: string; role: Role; does: string }[] = [
  { username: "cathy", name: "Cathy Summers", role: "developer", does: "CSM of Acme Corp" },
  { username: "mona", name: "Mona Okafor", role: "maintainer", does: "CSM manager, EMEA" },
  { username: "lena", name: "Lena Fischer", role: "developer", does: "CSM leader, EMEA" },
  { username: "leo", name: "Leo Brandt", role: "developer", does: "customer success engineering leader, EMEA" },
  { username: "adam", name: "Adam Lindqvist", role: "reporter", does: "account manager of Acme Corp" },
  { username: "petra", name: "Petra Novak", role: "developer", does: "PS project manager" },
  { username: "olga", name: "Olga Marin", role: "developer", does: "support engineer on call" },
  { username: "sam", name: "Sam Reyes", role: "developer", does: "support engineer" },
  { username: "gina", name: "Gina Rossi", role: "developer", does: "Group Product Manager, CI" },
  { username: "dora", name: "Dora Wiley", role: "developer", does: "Product Director, CI" },
  { username: "lou", name: "Lou Adeyemi", role: "developer", does: "product leadership" },
  { username: "victor", name: "Victor Stein", role: "reporter", does: "VP of Sales" },
  { username: "paula", name: "Paula Jansen", role: "reporter", does: "VP of Product" },
  { username: "carl", name: "Carl Moreau", role: "reporter", does: "CRO" },
  { username: "erin", name: "Erin Walsh", role: "reporter", does: "CEO" },
  { username: "vera", name: "Vera Lind", role: "reporter", does: "VP of Customer Success" },
  { username: "gus", name: "Gus Tanaka", role: "guest", does: "colleague with the guest role" },
];

/** The sandbox's `directory.yml`. */
export const DIRECTORY = `people:
${PEOPLE.map(({ username, name }) => `  ${username}: { name: ${name}, email: ${username}@example.test }`).join("\n")}
customers:
  - { name: Acme Corp, aliases: [ACME], segment: enterprise, region: emea, csm: cathy, csm_manager: mona,
      account_manager: adam, ps_project_manager: petra, product_area: ci }
  - { name: Ministry of Maps, restricted: true, code_name: Bluebird, segment: public-sector, region: emea, csm: cathy }
  - { name: Globex, segment: mid-market, region: emea }
regions:
  emea: { csm_leader: lena, csm_managers: [mona], customer_success_engineering_leader: leo, time_zone: Europe/Berlin }
executives: { vp_sales: victor, product: paula, cro: carl, ceo: erin, vp_customer_success: vera }
product_areas:
  ci: { group_product_manager: gina, director: dora, leadership: lou }
support: { on_call: [olga] }
`;

export const BOT = "escalation-bot";
export const ANNOUNCEMENTS = "escalated_customers";

/** Makes the company's people and project on GitLab. Answers the project's id and the bot's token. */
export function settleOnGitLab(
  gitlab: SandboxGitLab,
  { labels, template }: { labels: readonly { name: string; color: string; description: string }[]; template: string },
): { projectId: number; token: string } {
  const project = gitlab.addProject({ path: "customer-success/escalations", name: "Escalations" });
  gitlab.addUser({ username: BOT, name: "Escalation Bot", bot: true });
  gitlab.addMember(project.id, BOT, "maintainer");
  for (const { username, name, role } of PEOPLE) {
    gitlab.addUser({ username, name, email: `${username}@example.test` });
    gitlab.addMember(project.id, username, role);
  }
  for (const label of labels) gitlab.addLabel(project.id, label);
  gitlab.setTemplate(project.id, "Account escalation", template);
  return { projectId: project.id, token: gitlab.addToken(BOT) };
}

/** Makes the same people and the announcements channel in Slack. */
export function settleOnSlack(slack: SandboxSlack): void {
  const ids = PEOPLE.map(({ username, name }) =>
    slack.addUser({ name: username, realName: name, email: `${username}@example.test` }),
  );
  slack.addChannel({ name: "general", isGeneral: true, members: ids });
  slack.addChannel({ name: ANNOUNCEMENTS, members: ids });
}
