import { describe, expect, it } from "vitest";
import { mentionsOf } from "../../../src/sandbox/slack/index.ts";

const none = { broadcasts: [], users: [], groups: [] };
const section = (text: object) => ({ text: "", blocks: [{ type: "section", text }] });

describe("a message pings", () => {
  it("whom its markup names", () => {
    expect(mentionsOf({ text: "<!channel> <!here|here> <@U0CATHY> <@W0MONA|mona> <!subteam^S0CSM|csms>" })).toEqual({
      broadcasts: ["channel", "here"],
      users: ["U0CATHY", "W0MONA"],
      groups: ["S0CSM"],
    });
  });

  it("nobody whose markup was escaped, nor in dates, links and addresses", () => {
    expect(
      mentionsOf({ text: "&lt;!channel&gt; @here <!date^1^{date}|now> <https://x.test|@here> <#C1> a@channel.test" }),
    ).toEqual(none);
  });

  it("a bare @here where Slack is told to look for one", () => {
    const text = "@here and b@channel.test";

    expect(mentionsOf({ text, parse: "full" }).broadcasts).toEqual(["here"]);
    expect(mentionsOf({ text, link_names: true }).broadcasts).toEqual(["here"]);
    expect(mentionsOf(section({ type: "mrkdwn", text })).broadcasts).toEqual(["here"]);
    expect(mentionsOf(section({ type: "mrkdwn", text, verbatim: true }))).toEqual(none);
  });

  it("nobody from plain text, and whom rich text names", () => {
    expect(mentionsOf(section({ type: "plain_text", text: "<!channel> @here" }))).toEqual(none);
    const elements = [
      {
        type: "rich_text_section",
        elements: [
          { type: "user", user_id: "U1" },
          { type: "broadcast", range: "everyone" },
          { type: "usergroup", usergroup_id: "S1" },
        ],
      },
    ];
    expect(mentionsOf({ text: "", blocks: [{ type: "rich_text", elements }] })).toEqual({
      broadcasts: ["everyone"],
      users: ["U1"],
      groups: ["S1"],
    });
  });
});
