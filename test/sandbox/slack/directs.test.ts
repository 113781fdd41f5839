import { beforeEach, expect, it } from "vitest";
import { refusal, startSlack, type TestSlack } from "./support.ts";

let test: TestSlack;
let mona: string;
beforeEach(async () => {
  test = await startSlack();
  mona = test.slack.addUser({ name: "mona" });
});

it("conversations.open makes the conversation with one person, and finds it again", async () => {
  const first = await test.client.conversations.open({ users: mona });
  const again = await test.client.conversations.open({ users: mona, return_im: true });

  expect(first.channel?.id).toMatch(/^D/);
  expect(again).toMatchObject({ already_open: true, channel: { id: first.channel?.id, is_im: true, user: mona } });
});

it("conversations.open refuses nobody, unknown people and deactivated accounts", async () => {
  const gone = test.slack.addUser({ name: "gone", deactivated: true });
  const open = (users: string) => refusal(test.client.conversations.open({ users }));

  expect(await open("")).toBe("users_list_not_supplied");
  expect(await open("U0NOBODY")).toBe("user_not_found");
  expect(await open(gone)).toBe("user_disabled");
});

it("what is said there is known to the two alone, and to no list of channels", async () => {
  const channel = (await test.client.conversations.open({ users: mona })).channel?.id ?? "";
  await test.client.chat.postMessage({ channel, text: "good morning" });
  const gus = test.clientWith(test.slack.userToken(test.slack.addUser({ name: "gus" })));

  expect((await test.client.conversations.history({ channel })).messages).toMatchObject([{ text: "good morning" }]);
  expect(await refusal(gus.conversations.history({ channel }))).toBe("channel_not_found");
  expect(await refusal(gus.chat.postMessage({ channel, text: "hi" }))).toBe("channel_not_found");
  expect((await test.client.conversations.list({ types: "public_channel,private_channel" })).channels).toEqual([]);
  expect(test.slack.state()).toMatchObject({
    channels: [],
    directs: [{ id: channel, userId: mona, messages: [{ text: "good morning" }] }],
  });
});

it("opening needs im:write, reading im:history", async () => {
  const { client, slack } = await startSlack({ scopes: ["im:write", "channels:history", "chat:write"] });
  const user = slack.addUser({ name: "mona" });
  const channel = (await client.conversations.open({ users: user })).channel?.id ?? "";

  expect(await refusal(client.conversations.history({ channel }))).toBe("missing_scope");

  const other = await startSlack({ scopes: ["channels:manage"] });
  expect(await refusal(other.client.conversations.open({ users: user }))).toBe("missing_scope");
});
