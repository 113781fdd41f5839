import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { quickActionNames } from "../../src/sandbox/gitlab/quick-actions/names.ts";
import { webhookSignature } from "../../src/sandbox/gitlab/webhooks/headers.ts";
import { aGitLab, type Scene, tokenOf } from "../sandbox/gitlab/a-gitlab.ts";

// What GitLab's own documents and captures say, where a copy of them stands beside the checkout.
const folder = new URL("../../../shared/data/gitlab/", import.meta.url);
const data = (path: string) => JSON.parse(readFileSync(new URL(path, folder), "utf8"));
const keys = (value: object | undefined) => Object.keys(value ?? {}).sort();
const missing = (documented: object, ours: object | undefined, except: readonly string[] = []) =>
  keys(documented).filter((key) => !except.includes(key) && !keys(ours).includes(key));

describe.skipIf(!existsSync(folder))("the embedded GitLab against GitLab's own data", () => {
  async function withIssue(scene: Scene) {
    const cathy = scene.gitlab.as("cathy");
    cathy.openIssue({ title: "T", description: "D", labels: ["bug"] });
    cathy.assign(1, "mona");
    cathy.addLabels(1, "escalation");
    const { noteId } = cathy.comment(1, "word");
    await scene.gitlab.settled();
    return noteId;
  }

  /** Six issues, closed in six ways; answers the project that one was moved to. */
  async function closedInEveryWay(scene: Scene): Promise<number> {
    const { gitlab, projectId, api } = scene;
    const { id: elsewhere } = gitlab.addProject({ path: "acme/elsewhere", name: "Elsewhere" });
    gitlab.addMember(elsewhere, "maya", "maintainer");
    const maya = gitlab.as("maya");
    for (let n = 0; n < 6; n += 1) maya.openIssue({ title: "T", labels: ["bug"] });
    maya.close(1);
    await api("PUT", `/projects/${projectId}/issues/2`, { state_event: "close" });
    gitlab.mergeRequestCloses(projectId, 3, "maya");
    gitlab.push(projectId, "maya", "Closes #4");
    maya.comment(5, "/duplicate #1");
    maya.moveIssue(6, elsewhere);
    await gitlab.settled();
    return elsewhere;
  }

  it("issue events have the documented keys at every level", async () => {
    await using scene = await aGitLab();
    await withIssue(scene);
    const documented = data("docs/issue_hook.json");
    const update = scene.received.find(({ body }) => "labels" in Object(body["changes"]));
    const ours = JSON.parse(update?.raw ?? "{}");

    expect(missing(documented, ours)).toEqual([]);
    // Keys of incidents only.
    const ofIncidents = ["escalation_status", "escalation_policy"];
    expect(missing(documented.object_attributes, ours.object_attributes, ofIncidents)).toEqual([]);
    expect(missing(documented.project, ours.project)).toEqual([]);
    expect(missing(documented.user, ours.user)).toEqual([]);
    expect(keys(ours.labels[0])).toEqual(keys(documented.labels[0]));
    expect(keys(ours.changes.labels.current[0])).toEqual(keys(documented.changes.labels.current[0]));
    expect(missing(documented.assignees[0], ours.assignees[0])).toEqual([]);
    expect(missing(documented.repository, ours.repository)).toEqual([]);
  });

  it("comment events have the documented keys", async () => {
    await using scene = await aGitLab();
    await withIssue(scene);
    const documented = data("docs/note_hook__issue.json");
    const newer = data("docs/emoji_hook.json");
    const note = scene.received.find(({ headers }) => headers["x-gitlab-event"] === "Note Hook");
    const ours = JSON.parse(note?.raw ?? "{}");

    expect(missing(documented, ours)).toEqual([]);
    expect(missing(documented.object_attributes, ours.object_attributes)).toEqual([]);
    expect(missing(newer.note, ours.object_attributes)).toEqual([]);
    expect(missing(newer.issue, ours.issue)).toEqual([]);
  });

  it("deliveries have every header that GitLab always sends, and sign as the vectors say", async () => {
    await using scene = await aGitLab();
    await withIssue(scene);
    const sent = Object.keys(scene.received[0]?.headers ?? {});
    const always: { name: string; sent_when?: string }[] = data("docs/delivery_headers.json").headers;

    const wanted = always.filter(({ sent_when }) => sent_when === undefined).map(({ name }) => name.toLowerCase());
    expect(wanted.filter((name) => !sent.includes(name) && name !== "webhook-signature")).toEqual([]);

    const [vector] = data("derived/signing_token_vectors.json").vectors;
    const body = readFileSync(new URL(vector.body_file, folder), "utf8");
    const signature = webhookSignature(vector.signing_token, {
      id: vector["webhook-id"],
      timestamp: vector["webhook-timestamp"],
      body,
    });
    expect(signature).toBe(vector["webhook-signature"]);
  });

  it.each([
    {
      entity: "API_Entities_Issue",
      path: () => "issues/1",
      except: ["epic_iid", "epic", "iteration", "health_status", "task_status"],
    },
    {
      entity: "API_Entities_Note",
      path: (noteId: number) => `issues/1/notes/${noteId}`,
      except: ["commit_id", "position", "suggestions", "resolved", "resolved_by", "resolved_at"],
    },
    { entity: "API_Entities_AwardEmoji", path: () => "issues/1/award_emoji", except: [] },
    {
      entity: "API_Entities_Member",
      path: () => "members/all",
      except: [
        "created_by",
        "group_saml_identity",
        "group_scim_identity",
        "email",
        "is_using_seat",
        "override",
        "member_role",
        "avatar_path",
        "custom_attributes",
      ],
    },
    { entity: "API_Entities_ProjectHook", path: () => "hooks", except: ["vulnerability_events"] },
    { entity: "API_Entities_WikiPage", path: () => "wikis/Page", except: [] },
  ])("$entity has the keys of the OpenAPI description", async ({ entity, path, except }) => {
    await using scene = await aGitLab();
    const noteId = (await withIssue(scene)) ?? 0;
    scene.gitlab.as("cathy").react(1, "eyes");
    const maya = tokenOf(scene, "maya");
    await scene.api("POST", `/projects/${scene.projectId}/wikis`, { title: "Page", content: "x" }, maya);
    const documented = data("openapi/gitlab-openapi-v2-excerpt.json").definitions[entity].properties;

    const answer = await scene.api("GET", `/projects/${scene.projectId}/${path(noteId)}`, undefined, maya);
    const one = Array.isArray(answer.json) ? answer.json[0] : answer.json;

    expect(missing(documented, one, except)).toEqual([]);
    // `token_present` and `signing_token_present` came with 19.0, after the description was made.
    expect(missing(one, documented, ["token_present", "signing_token_present"])).toEqual([]);
  });

  it("issues, labels and notes have what GitLab's own response schemas require", async () => {
    await using scene = await aGitLab();
    await withIssue(scene);
    const get = async (path: string) => (await scene.api("GET", `/projects/${scene.projectId}/${path}`)).json;

    const issue = Object.fromEntries(data("schemas/issue.json").required.map((key: string) => [key, 1]));
    expect(missing(issue, await get("issues/1"))).toEqual([]);
    const [label] = await get("labels");
    expect(missing(data("schemas/labels/label.json").properties, label)).toEqual([]);
    const required: string[] = data("schemas/notes.json").items.required;
    const [note] = await get("issues/1/notes");
    // `attachment` is of older versions than the description above.
    expect(required.filter((key) => key !== "attachment" && !(key in note))).toEqual([]);
    const [event] = await get("issues/1/resource_label_events");
    expect(missing(data("responses/gitlab4j-api/label-events.json")[0], event)).toEqual([]);
  });

  it("however an issue was closed, its events have the documented keys, and only values that GitLab uses", async () => {
    await using scene = await aGitLab();
    await closedInEveryWay(scene);
    const documented = data("docs/issue_hook.json");
    const known = data("docs/event_values.json");
    const told = scene.received.filter(({ headers }) => headers["x-gitlab-event"] === "Issue Hook");
    const closes = told.map(({ raw }) => JSON.parse(raw)).filter(({ changes }) => "state_id" in changes);

    expect(closes.length).toBeGreaterThan(6);
    for (const ours of closes) {
      expect(missing(documented, ours, ["assignees", "assignee"])).toEqual([]);
      expect(
        missing(documented.object_attributes, ours.object_attributes, ["escalation_status", "escalation_policy"]),
      ).toEqual([]);
      expect(known["object_attributes.action"]["issue/work_item"]).toContain(ours.object_attributes.action);
      expect(known.event_type).toContain(ours.event_type);
    }
  });

  it("however an issue was closed, the API describes it with the same keys; its moved copy and its events too", async () => {
    await using scene = await aGitLab({ hook: false });
    const elsewhere = await closedInEveryWay(scene);
    const get = async (path: string, project = scene.projectId) =>
      (await scene.api("GET", `/projects/${project}/${path}`, undefined, tokenOf(scene, "maya"))).json;
    const { properties } = data("openapi/gitlab-openapi-v2-excerpt.json").definitions.API_Entities_Issue;
    const notOurs = ["epic_iid", "epic", "iteration", "health_status", "task_status"];

    for (const issue of [...(await get("issues?per_page=100")), ...(await get("issues", elsewhere))]) {
      expect(missing(properties, issue, notOurs)).toEqual([]);
      expect(missing(data("responses/go-gitlab/issue_move.json"), issue)).toEqual([]);
    }
    // There is no example of a state event with its source; it has what every resource event has.
    const [labelEvent] = data("responses/gitlab4j-api/label-events.json");
    const [stateEvent] = await get("issues/1/resource_state_events");
    expect(missing(labelEvent, stateEvent, ["label", "action"])).toEqual([]);
    expect(missing(labelEvent.user, stateEvent.user)).toEqual([]);
  });

  it("all documented quick actions are known, and those that GitLab dropped are not", () => {
    const documented = data("docs/quick_actions.json");

    expect(documented.names.filter((name: string) => !quickActionNames.includes(name))).toEqual([]);
    expect(keys(documented.aliases).filter((name) => !quickActionNames.includes(name))).toEqual([]);
    expect(keys(documented.older_or_removed).filter((name) => quickActionNames.includes(name))).toEqual([]);
  });
});
