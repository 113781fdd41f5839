import type { Markish } from "@observablehq/plot";
import type { Figures } from "../../../figures/figures.ts";

/** A plot as SVG, and what it shows in words. */
export interface Plot {
  id: string;
  title: string;
  caption: string;
  svg: string;
}

type Month = Figures["by_month"][number];

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Further back only the table tells: narrower they would be lines without words. */
const MOST_MONTHS = 24;
const SIZE = { width: 480, height: 220, marginTop: 28, marginLeft: 44, marginRight: 12 };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The months as plots. The plotting library and the document it draws in are loaded when first asked for: a service whose
 * figures nobody looks at does without them. What needs a second colour has a second form too.
 */
export async function plotsOf({ by_month }: Pick<Figures, "by_month">): Promise<Plot[]> {
  const months = by_month.slice(-MOST_MONTHS);
  if (months.length === 0) return [];
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  // More names would touch one another.
  const step = Math.ceil(months.length / 8);
  const x = {
    type: "band" as const,
    domain: months.map(({ month }) => month),
    ticks: months.map(({ month }) => month).filter((_, index) => index % step === 0),
    tickFormat: (month: string) => nameOf(month),
    label: null,
  };

  return [
    plot(
      { id: "opened", title: "Opened and resolved", caption: "Bars: opened. Line: resolved." },
      {
        label: "Escalations",
        ticks: Math.min(5, Math.max(1, ...months.map(({ opened, resolved }) => Math.max(opened, resolved)))),
        ...upTo(months.flatMap(({ opened, resolved }) => [opened, resolved])),
      },
      [
        Plot.barY(months, { x: "month", y: "opened", fill: "var(--plot-soft)" }),
        ...line(({ resolved }) => resolved, ""),
      ],
    ),
    plot(
      {
        id: "resolution",
        title: "Time to resolution",
        caption: "Days open. Line: half of them were faster. Dashed: nine in ten were.",
      },
      { label: "Days", ...upTo(months.map(({ time_to_resolution: { p90_seconds } }) => p90_seconds)) },
      [
        ...line(({ time_to_resolution: { median_seconds } }) => inUnits(median_seconds, DAY), ""),
        ...line(({ time_to_resolution: { p90_seconds } }) => inUnits(p90_seconds, DAY), "5,4"),
      ],
    ),
    plot(
      {
        id: "beginning",
        title: "Taken on, and first update",
        caption: "Working hours from the opening; half were faster. Line: first update. Dashed: taken on.",
      },
      {
        label: "Working hours",
        ...upTo(
          months.flatMap(({ time_to_first_update: update, time_to_acceptance: acceptance }) => [
            update.median_seconds,
            acceptance.median_seconds,
          ]),
        ),
      },
      [
        ...line(({ time_to_first_update: { median_seconds } }) => inUnits(median_seconds, HOUR), ""),
        ...line(({ time_to_acceptance: { median_seconds } }) => inUnits(median_seconds, HOUR), "5,4"),
      ],
    ),
    plot(
      { id: "updates", title: "Updates in time", caption: "Share of the updates and customer communications owed." },
      { label: "%", domain: [0, 100] },
      line(({ in_time_rate }) => (in_time_rate === null ? null : in_time_rate * 100), ""),
    ),
  ];

  function line(value: (month: Month) => number | null, dashes: string): Markish[] {
    const channels = { x: "month", y: value };
    return [
      Plot.lineY(months, { ...channels, stroke: "currentColor", strokeWidth: 2, strokeDasharray: dashes }),
      Plot.dot(months, {
        ...channels,
        fill: dashes === "" ? "currentColor" : "var(--plot-ground)",
        stroke: "currentColor",
      }),
    ];
  }

  function plot(
    { id, title, caption }: Omit<Plot, "svg">,
    y: { label: string; domain?: [number, number]; ticks?: number },
    marks: Markish[],
  ): Plot {
    const drawn = Plot.plot({
      ...{ ...SIZE, document, x, y: { grid: true, zero: true, ...y } },
      marks: [Plot.ruleY([0]), ...marks],
    });
    return { id, title, caption, svg: asImage(drawn, { id, title, caption }, document) };
  }
}

/** One image with a name and a description; the numbers stand in the table. Styles are the page's. */
function asImage(drawn: Element, { id, title, caption }: Omit<Plot, "svg">, document: Document): string {
  for (const style of drawn.querySelectorAll("style")) style.remove();
  for (const part of drawn.querySelectorAll("[aria-label], [aria-hidden]")) {
    part.removeAttribute("aria-label");
    part.removeAttribute("aria-hidden");
  }
  const words = Object.entries({ title, desc: `${caption} The table of months has the numbers.` });
  const named = words.map(([name, text]) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    element.textContent = text;
    element.setAttribute("id", `plot-${id}-${name}`);
    return element;
  });
  drawn.prepend(...named);
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-labelledby", `plot-${id}-title`);
  drawn.setAttribute("aria-describedby", `plot-${id}-desc`);
  drawn.setAttribute("class", "plot");
  return drawn.outerHTML;
}

/** Where there is nothing above zero, the library would find no scale: then it is 0 to 1. */
function upTo(values: readonly (number | null)[]): { domain?: [number, number]; ticks?: number } {
  return values.some((value) => value !== null && value > 0) ? {} : { domain: [0, 1], ticks: 1 };
}

function inUnits(seconds: number | null, unit: number): number | null {
  return seconds === null ? null : seconds / unit;
}

/** `Nov 26`. */
function nameOf(month: string): string {
  const [year = "", number = ""] = month.split("-");
  return `${MONTHS[Number(number) - 1] ?? number} ${year.slice(2)}`;
}
