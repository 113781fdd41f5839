/** What GitLab says of a person who signed in. */
export interface Member {
  username: string;
  name: string;
  /** Access level (10 guest to 50 owner) by project id. */
  levels: ReadonlyMap<number, number>;
}

export interface MembersOptions {
  /** The escalation projects, by path or id. */
  projects: readonly string[];
  /** A member of one project by their id; undefined where they are none. Throws where GitLab does not say. */
  memberOf(
    project: string,
    userId: number,
  ): Promise<{ projectId: number; username: string; name: string; accessLevel: number } | undefined>;
  clock: () => number;
}

export interface Members {
  /** Undefined: a member of none of the projects. Throws where GitLab does not say and has not lately. */
  find(userId: number): Promise<Member | undefined>;
}

/** Who was taken off the project sees nothing after this. */
export const ASKED_EVERY_MS = 2 * 60_000;
/** While GitLab is away its last word counts for so long: then above all people need the overview. */
export const LAST_WORD_COUNTS_MS = 30 * 60_000;
/** Nobody waits for a GitLab that is away more often than this. */
const ASKED_AGAIN_MS = 20_000;
/** Remembered at a time; the one asked for longest ago is forgotten first. */
const MOST_PEOPLE = 2_000;

interface Known {
  askedAt: number;
  asked: Promise<Member | undefined>;
  last?: { at: number; member: Member | undefined };
}

/** Asks GitLab who may see anything, and remembers it for minutes. */
export function membersOf({ projects, memberOf, clock }: MembersOptions): Members {
  const known = new Map<number, Known>();

  return {
    async find(userId) {
      const now = clock();
      const before = known.get(userId);
      const last = before?.last;
      if (last && now - last.at < ASKED_EVERY_MS) return last.member;
      const entry = before && now - before.askedAt < ASKED_AGAIN_MS ? before : ask(userId, last, now);
      try {
        return await entry.asked;
      } catch (error) {
        if (last && now - last.at < LAST_WORD_COUNTS_MS) return last.member;
        throw error;
      }
    },
  };

  function ask(userId: number, last: Known["last"], askedAt: number): Known {
    const entry: Known = { askedAt, asked: inAll(userId), ...(last && { last }) };
    known.delete(userId);
    known.set(userId, entry);
    const [oldest] = known.keys();
    if (known.size > MOST_PEOPLE && oldest !== undefined) known.delete(oldest);
    entry.asked.then(
      (member) => {
        entry.last = { at: askedAt, member };
      },
      // Whoever waits for it hears of it.
      () => undefined,
    );
    return entry;
  }

  async function inAll(userId: number): Promise<Member | undefined> {
    const answers = await Promise.all(projects.map((project) => memberOf(project, userId)));
    const found = answers.filter((answer) => answer !== undefined);
    const [first] = found;
    if (!first) return undefined;
    const { username, name } = first;
    return { username, name, levels: new Map(found.map(({ projectId, accessLevel }) => [projectId, accessLevel])) };
  }
}
