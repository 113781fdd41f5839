import { OverviewLine } from "../../../src/decide/overview-line.ts";
import { Directory } from "../../../src/policy/directory.ts";
import { Policy } from "../../../src/policy/policy.ts";
import type { Viewer } from "../../../src/web/pages/viewer.ts";
import { type Words, wordsFor } from "../../../src/web/pages/words.ts";

export const HOUR = 60 * 60_000;
/** A Tuesday, 10:00 in Berlin. */
export const NOW = Date.parse("2026-11-24T09:00:00Z");

export const VIEWER: Viewer = { username: "mona", sees: () => true };

export const CONFIGURATION = {
  policy: Policy.parse({ working_time: { time_zone: "Europe/Berlin" } }),
  directory: Directory.parse({
    people: { cathy: { name: "Cathy Summers" }, mona: { name: "Mona Okafor" }, gina: { name: "Gina Rossi" } },
    customers: [
      { name: "Acme Corp", aliases: ["ACME"], csm: "cathy", csm_manager: "mona", segment: "enterprise" },
      { name: "Ministry of Maps", restricted: true, code_name: "Bluebird" },
    ],
  }),
};

export function words(now = NOW, viewer = VIEWER): Words {
  return wordsFor(viewer, CONFIGURATION, now);
}

export function iso(hoursFromNow: number): string {
  return new Date(NOW + hoursFromNow * HOUR).toISOString();
}

/** An escalation that runs its course; `more` says what is different. */
export function aLine(more: Partial<OverviewLine> = {}): OverviewLine {
  const iid = more.iid ?? 42;
  return OverviewLine.parse({
    ...{ project_id: 7, iid, title: "Acme Corp: pipelines stand still", customer: "Acme Corp" },
    web_url: `https://gitlab.example.test/escalations/-/issues/${iid}`,
    ...{ severity: "high", status: "in-progress", dri: "cathy", dri_name: "Cathy Summers", product_dri: "gina" },
    ...{ opened_at: iso(-72), last_update: iso(-3), last_customer_update: iso(-26), next_due: iso(30) },
    clocks: [{ name: "internal", due: iso(30), overdue_at: iso(40) }],
    exit_criteria: {
      ...{ met: 1, of: 2 },
      items: [
        { text: "Pipelines start within 30 s", met: true, by: "cathy", at: iso(-1) },
        { text: "Two releases on time", met: false, by: null, at: null },
      ],
    },
    open_asks: [{ text: "An engineer who knows runners", since: iso(-48) }],
    missing_to_close: ["customer_agreement", "resolution"],
    ...{ channel: "esc_acme-corp", channel_url: "https://chat.example.test/archives/C1", restricted: false },
    ...{ manager: "mona", region: "emea" },
    ...more,
  });
}

/** Overdue since an hour. */
export const OVERDUE = {
  clocks: [{ name: "internal" as const, due: iso(-5), overdue_at: iso(-1) }],
  next_due: iso(-5),
};
