import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { createMetrics } from "../../src/web/metrics.ts";
import { firstColumn, readDocument } from "../docs/documents.ts";

const Rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
});
const Dashboard = z.object({
  panels: z.array(z.object({ id: z.number(), targets: z.array(z.object({ expr: z.string() })) })),
});
const rules = Rules.parse(parse(readFileSync("deploy/prometheus/alerts.yml", "utf8"))).groups.flatMap(
  (group) => group.rules,
);
const { panels } = Dashboard.parse(JSON.parse(readFileSync("deploy/grafana/escalations.json", "utf8")));

/** Names of time series by the labels they may have. */
const series = new Map<string, readonly string[]>();

beforeAll(() => {
  for (const metric of createMetrics().registry.getMetricsAsArray()) {
    const labels: readonly string[] =
      "labelNames" in metric && Array.isArray(metric.labelNames) ? metric.labelNames : [];
    series.set(metric.name, labels);
    for (const end of ["bucket", "count", "sum"]) series.set(`${metric.name}_${end}`, [...labels, "le"]);
  }
});

it.each([
  ["alerts", rules.map(({ expr }) => expr)],
  ["dashboard", panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))],
])("the %s ask for metrics and labels that exist", (_of, expressions) => {
  const asked = expressions.flatMap((expr) =>
    [...expr.matchAll(/\b((?:escalations|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)].map(
      ([, name = "", selectors = ""]) => ({
        name,
        labels: [...selectors.matchAll(/(\w+)=~?"/g)].flatMap(([, label]) => label ?? []),
      }),
    ),
  );
  const grouped = expressions.flatMap((expr) => {
    const names = [...expr.matchAll(/\b(escalations_\w+)/g)].map(([, name = ""]) => name);
    const by = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = ""]) => labels.split(", "));
    return names.map((name) => ({ name, labels: by }));
  });

  expect(asked.length).toBeGreaterThan(10);
  for (const { name, labels } of [...asked, ...grouped]) {
    expect([...series.keys()]).toContain(name);
    expect(series.get(name)).toEqual(expect.arrayContaining(labels));
  }
});

it("every alert is explained to whoever it wakes", () => {
  expect(firstColumn(readDocument("docs/operating.md"), "What an alert means")).toEqual(
    rules.map(({ alert }) => alert),
  );
});

it("each metric of the service is on the dashboard, or in an alert", () => {
  const shown = JSON.stringify([rules, panels]);
  const own = createMetrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.startsWith("escalations_"));

  expect(own.filter((name) => !shown.includes(name))).toEqual([]);
});

it("no two panels share an id", () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});
