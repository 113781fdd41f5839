import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledIn, startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

interface Said {
  text: string;
  thread_ts?: string;
  reply_broadcast?: boolean;
}

async function opened(customer: string, severity: string): Promise<number> {
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: `${customer}: pipelines stand still`,
    description: await filledIn({ customer, severity: [severity], nature: ["Product-related"] }),
  });
  await world.settled();
  return iid;
}

function channel(name: string) {
  const found = world.slack.state().channels.find((one) => one.name === name);
  if (!found) throw new Error(`there is no #${name}`);
  return found;
}

function announced(about: string): Said[] {
  const { messages } = channel("escalated_customers");
  const declaration = messages.find(({ text }) => text.includes(about));
  return messages.filter(({ ts, thread_ts }) => ts === declaration?.ts || thread_ts === declaration?.ts);
}

describe("a change of severity re-evaluates everything and is announced once (P-SEV-4, P-ANN-1 to 3)", () => {
  it("medium to critical by label: one reply in the thread shown in the channel, the declaration true, people invited", async () => {
    const iid = await opened("Acme Corp", "Medium");
    const before = channel("esc_acme-corp").members.length;

    world.gitlab.as("mona").addLabels(iid, "severity::critical");
    await world.settled();
    await world.app.sync();
    await world.settled();

    const [declaration, ...replies] = announced("Acme Corp");
    expect(replies).toHaveLength(1);
    expect(replies[0]?.text).toContain("Severity changed from medium to critical");
    expect(replies[0]?.reply_broadcast).toBe(true);
    expect(declaration?.text).toContain("Severity: critical");
    const own = channel("esc_acme-corp");
    expect(own.topic).toContain("Severity: critical");
    expect(own.members.length).toBeGreaterThan(before);
    expect(world.said("esc_acme-corp").filter(({ text }) => text.includes("Severity changed"))).toHaveLength(1);
    expect(world.statusNotes(iid)).toHaveLength(1);
    expect(world.statusNotes(iid)[0]?.body).toContain("**critical**");
  });

  it("a change taken back within a minute leaves one announcement, of where it ended", async () => {
    const iid = await opened("Globex", "Low");

    world.gitlab.as("mona").addLabels(iid, "severity::high");
    await world.settled();
    world.gitlab.as("mona").addLabels(iid, "severity::low");
    await world.settled();

    const [declaration, ...replies] = announced("Globex");
    expect(replies.map(({ text }) => text.split("\n")[0])).toEqual(["Severity is low after all"]);
    expect(declaration?.text).toContain("Severity: low");
  });

  it("P-OPEN-7: a restricted customer's reason stays in the private channel", async () => {
    const { iid } = world.gitlab.as("cathy").openIssue({
      title: "Ministry of Maps: slow",
      description: await filledIn({ customer: "Ministry of Maps", severity: ["Low"] }),
    });
    await world.settled();

    world.gitlab.as("mona").comment(iid, "/esc severity high the Ministry of Maps threatens to leave");
    await world.settled();

    const all = JSON.stringify(channel("escalated_customers"));
    expect(all).toContain("Severity changed from low to high");
    expect(all).not.toContain("Ministry");
    expect(world.said("esc_bluebird").some(({ text }) => text.includes("threatens to leave"))).toBe(true);
  });
});

describe("a significant change (P-ANN-1, P-ROLE-5)", () => {
  it("is announced once in the thread and the channel, and pings DRI and Product DRI", async () => {
    const iid = await opened("Initech", "High");
    world.gitlab.as("mona").assign(iid, "sam");
    await world.settled();

    world.gitlab.as("sam").comment(iid, "/esc alert The workaround **failed**.\n\nThe go-live <!channel> is off.");
    await world.settled();
    await world.app.sync();
    await world.settled();

    const [, ...replies] = announced("Initech");
    expect(replies).toHaveLength(1);
    expect(replies[0]?.text).toContain("The go-live &lt;!channel&gt; is off.");
    expect(replies[0]?.text).toMatch(/DRI: <@/);
    expect(world.said("esc_initech").filter(({ text }) => text.startsWith("Significant change"))).toHaveLength(1);
  });

  it("by somebody who is neither DRI nor CSM manager is refused", async () => {
    const iid = await opened("Hooli", "Low");

    world.gitlab.as("adam").comment(iid, "/esc alert all is lost");
    await world.settled();

    expect(announced("Hooli")).toHaveLength(1);
  });
});
