import { aGitLab, type Scene, tokenOf } from "./a-gitlab.ts";

/** Event and action of what was sent, in the order of making: a comment's event is made after all others. */
export function told({ gitlab }: Scene): string[] {
  return gitlab.state().deliveries.map(({ event, body }) => {
    const { action, iid } = JSON.parse(body).object_attributes;
    return event === "Note Hook" ? "note" : `${action}${iid === undefined ? "" : ` #${iid}`}`;
  });
}

export const bodies = ({ gitlab }: Scene) => gitlab.state().deliveries.map(({ body }) => JSON.parse(body));
export const systemNotes = ({ gitlab }: Scene, iid = 1) =>
  gitlab.issue(iid).notes.flatMap(({ system, author, body }) => (system ? [`${author}: ${body}`] : []));

/** `elsewhere` is another project of the same group, where Cathy and Mona may do everything with issues. */
export type WithIssue = Scene & { elsewhere: number };

/** An issue of Gus's, an original, a board, and another project of the same group. */
export async function anIssue(): Promise<WithIssue> {
  const scene = await aGitLab();
  const { gitlab, projectId, api } = scene;
  const maya = tokenOf(scene, "maya");
  const { json: board } = await api("POST", `/projects/${projectId}/boards`, { name: "Escalations" }, maya);
  for (const { id, name } of (await api("GET", `/projects/${projectId}/labels`)).json) {
    if (!name.startsWith("severity")) continue;
    await api("POST", `/projects/${projectId}/boards/${board.id}/lists`, { label_id: id }, maya);
  }
  const { id: elsewhere } = gitlab.addProject({ path: "acme/support", name: "Support" });
  for (const username of ["cathy", "mona"]) gitlab.addMember(elsewhere, username, "developer");
  gitlab.addHook(elsewhere, { url: scene.hookUrl, issues_events: true });
  gitlab.as("gus").openIssue({ title: "Acme", description: "It is down." });
  gitlab.as("cathy").openIssue({ title: "Original" });
  gitlab.as("mona").addLabels(1, "escalation", "severity::high");
  gitlab.as("mona").comment(1, "word");
  await gitlab.settled();
  scene.pass(5_000);
  return Object.assign(scene, { elsewhere });
}
