import { expect, it } from "vitest";
import { describedAs, HOUR, MORNING, say, situation } from "./situation.ts";

const HIGH = describedAs({ severity: ["High — badly impaired"], origin: ["Account (no support ticket)"] });

it("the overview's line says where to find it, who reads it and who is its DRI (P-SEE-4)", () => {
  const here = situation({ description: HIGH });
  here.run();

  expect(here.decide().overview).toMatchObject({
    ...{ restricted: false, confidential: true, readers: ["cathy"], dri_name: "Cathy Summers" },
    channel_url: "https://chat.example.test/archives/C0NEW",
    tracker_url: expect.stringContaining("/-/wikis/Escalations/42-Acme-Corp"),
    ...{ closed_at: null, closed_as: null, outcome: null },
  });
});

it("a restricted customer's is marked as such (P-OPEN-7)", () => {
  const here = situation({ description: describedAs({ customer: "Ministry of Maps", severity: ["High — x"] }) });
  here.run();

  expect(here.decide().overview.restricted).toBe(true);
});

it("the beginning of what is happening stands in it, no more", () => {
  const happening = `## What is happening\n\n${"All pipelines wait. ".repeat(50)}\n`;
  const here = situation({ description: `${HIGH}\n${happening}` });
  here.run();

  const { overview } = here.decide();
  expect(overview.happening).toMatch(/^All pipelines wait\. .*…$/);
  expect([...(overview.happening ?? "")]).toHaveLength(280);
});

it("standup and pause stand in it while they last (P-CAD-5, 8)", () => {
  const here = situation({ description: HIGH });
  here.run();
  say(here, "cathy", "/esc standup Mon,Wed 10:30 Europe/Berlin https://meet.example.test/daily");
  say(here, "cathy", "/esc pause until 2026-11-27 The customer is away");

  expect(here.decide().overview).toMatchObject({
    standup: {
      ...{ days: ["mon", "wed"], time: "10:30", time_zone: "Europe/Berlin" },
      link: "https://meet.example.test/daily",
    },
    paused_because: "The customer is away",
  });
  say(here, "cathy", "/esc standup stop");
  say(here, "cathy", "/esc resume They are back");
  expect(here.decide().overview).toMatchObject({ standup: null, paused_because: null, paused_until: null });
});

it("a past one says when and how it ended", () => {
  const here = situation({ description: HIGH });
  here.run();
  here.now = MORNING + HOUR;
  say(here, "cathy", "/esc redirect incident https://incidents.example.test/7");

  const { overview, open } = here.decide();
  expect(open).toBe(false);
  expect(overview).toMatchObject({ closed_as: "redirected", closed_at: "2026-11-24T10:01:00.000Z" });
});

it("the worst severity that it has had stays in it", () => {
  const here = situation({ description: HIGH });
  here.run();
  say(here, "cathy", "/esc severity medium The workaround holds");

  expect(here.decide().overview).toMatchObject({ severity: "medium", worst_severity: "high" });
});
