import { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { figuresCsv } from "../../../figures/csv.ts";
import { type FiguresReport, ReportPeriod, reportFigures } from "../../../figures/report.ts";
import type { Store } from "../../../store/store.ts";
import { localDate, monthsBefore } from "../../../time/local-time.ts";
import { layout } from "../layout.ts";
import { securityHeaders } from "../security-headers.ts";
import { viewerOf } from "../viewer.ts";
import { type Plot, plotsOf } from "./plots.ts";
import { STYLE } from "./style.ts";
import { figuresView } from "./view.ts";

export interface FiguresPageOptions {
  store: { escalations: Pick<Store["escalations"], "lives"> };
  /** Whose days and months the figures count by. */
  timeZone(): string;
  /** As for the other pages. */
  admit: RequestHandler;
  clock: () => number;
}

/** The first day of a month eleven months back, and so twelve months with this one. */
const MONTHS_SHOWN = 11;

/** A form sends what was left empty too. */
const Query = z.object({ from: z.string().optional(), to: z.string().optional() }).transform(({ from, to }) => ({
  period: { ...(from && { from }), ...(to && { to }) },
  isAsked: from !== undefined || to !== undefined,
}));

/**
 * The history in figures for people. It tells of nobody by name, so that whoever may see any page may see it, and
 * restricted customers count in it like all others (P-OPEN-7).
 */
export function figuresPage({ store, timeZone, admit, clock }: FiguresPageOptions): Router {
  const router = Router();
  const plots = remembering();
  const guarded = [...securityHeaders(), admit];

  router.get("/figures", ...guarded, async (request, response) => {
    const report = await reportFor(request, response);
    if (!report) return;
    const content = figuresView(report, await plots(report), yearAgo());
    response.type("html").send(layout({ title: "Figures", at: "/figures", viewer: viewerOf(request), content }));
  });

  router.get("/figures.json", ...guarded, async (request, response) => {
    const report = await reportFor(request, response);
    if (report) response.json(report);
  });

  router.get("/figures.csv", ...guarded, async (request, response) => {
    const report = await reportFor(request, response);
    if (report) response.type("text/csv").attachment("figures.csv").send(figuresCsv(report));
  });

  router.get("/figures.css", ...securityHeaders(), (_request, response) => {
    response.type("css").set("cache-control", "no-cache").send(STYLE);
  });

  return router;

  function yearAgo(): string {
    return monthsBefore(localDate(clock(), timeZone()), MONTHS_SHOWN);
  }

  async function reportFor({ query }: Request, response: Response): Promise<FiguresReport | undefined> {
    const asked = Query.safeParse(query);
    const period = ReportPeriod.safeParse(
      asked.success && asked.data.isAsked ? asked.data.period : asked.success ? { from: yearAgo() } : query,
    );
    if (period.success) return reportFigures(await store.escalations.lives(), period.data, timeZone());
    response
      .status(400)
      .type("text/plain")
      .send(`${z.prettifyError(period.error)}\n`);
    return undefined;
  }
}

/** Draws anew only where the months have changed. */
function remembering(): (report: FiguresReport) => Promise<Plot[]> {
  let last: { months: string; plots: Promise<Plot[]> } | undefined;
  return (report) => {
    const months = JSON.stringify(report.by_month);
    if (last?.months !== months) {
      const plots = plotsOf(report);
      last = { months, plots };
      plots.catch(() => {
        last = undefined;
      });
    }
    return last.plots;
  };
}
