import { stringify } from "yaml";

/** The first people, as they were given; usernames without @. */
export interface FirstPeople {
  customer?: string | undefined;
  csm?: Someone | undefined;
  csmManager?: Someone | undefined;
}

export interface Someone {
  username: string;
  name: string;
  email?: string | undefined;
}

const HEAD = `# Who is who: customers, and who looks after them. directory.example.yml shows everything that can stand here.
# People are named by their GitLab username, without @. Slack finds them by \`email\`, or by \`slack_id\`.
# The service reads a changed file within a few seconds.
`;

/** The text of a first `directory.yml`. */
export function directoryFileText({ customer, csm, csmManager }: FirstPeople): string {
  const people = [person(csm, "csm"), person(csmManager, "csm_manager")].filter((one) => one !== undefined);
  const directory = {
    ...(people.length > 0 && { people: Object.fromEntries(people) }),
    ...(customer !== undefined && {
      customers: [
        {
          name: customer,
          ...(csm && { csm: csm.username }),
          ...(csmManager && { csm_manager: csmManager.username }),
        },
      ],
    }),
  };
  if (Object.keys(directory).length === 0) return `${HEAD}\npeople:\ncustomers:\n`;
  return `${HEAD}\n${stringify(directory)}`;
}

function person(someone: Someone | undefined, role: string) {
  if (!someone) return undefined;
  const { username, name, email } = someone;
  return [username, { name: name || username, ...(email !== undefined && { email }), roles: [role] }] as const;
}
