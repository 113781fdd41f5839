import { it } from "vitest";
import { filledIn, startWorld } from "../support/world.ts";
it("looks", async () => {
  const world = await startWorld();
  const { iid } = world.gitlab.as("cathy").openIssue({
    title: "Acme Corp: pipelines stand still",
    description: await filledIn({ severity: ["High"], nature: ["Platform-related"], asks: "- An engineer", happening: "It *stands* still." }),
  });
  await world.settled();
  const say = async (who: string, body: string) => { world.gitlab.as(who).comment(iid, body); await world.settled(); };
  await say("cathy", "/esc accept");
  await say("cathy", "/esc rca requested");
  world.gitlab.as("cathy").close(iid); await world.settled();
  await say("cathy", "/esc agree customer they are happy");
  await say("cathy", "/esc agree customer \"it runs since Monday\", see https://example.com/call-notes?a=b");
  await say("cathy", "/esc agree internal");
  await say("cathy", "/esc resolve we did it");
  console.log(world.statusNotes(iid)[0]?.body);
  await say("mona", "/esc agree internal fine with me");
  await say("cathy", "/esc rca delivered https://example.com/rca.pdf");
  const issue = world.gitlab.issue(iid);
  console.log(issue.state, issue.labels);
  for (const note of issue.notes.filter(({system}) => !system)) console.log(`--- ${note.author.username}\n${note.body}`);
  for (const message of [...world.said("esc_acme-corp"), ...world.said("escalated_customers")]) console.log(`### ${message.text}`);
  console.log(world.gitlab.state().projects[0]?.wiki[0]?.content);
  console.log(world.logged.filter(({level}) => level !== "info"));
  await world.stop();
}, 60000);
