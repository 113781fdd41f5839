import { type Request, type Response, Router } from "express";
import { z } from "zod";
import { escalationsCsv, figuresCsv } from "../figures/csv.ts";
import { OpenEscalation } from "../figures/open-escalation.ts";
import { type FiguresReport, ReportPeriod, reportFigures } from "../figures/report.ts";
import type { Store } from "../store/store.ts";

export interface FiguresApiOptions {
  store: { escalations: Pick<Store["escalations"], "list" | "lives"> };
  /** Whose days and months the figures count by. */
  timeZone(): string;
}

/** What is shown, for machines: the history in figures, and open escalations as CSV. Stands behind the API's token. */
export function figuresApi({ store, timeZone }: FiguresApiOptions): Router {
  const router = Router();

  router.get("/api/figures", async (request, response) => {
    const report = await reportFor(request, response);
    if (report) response.json(report);
  });

  router.get("/api/figures.csv", async (request, response) => {
    const report = await reportFor(request, response);
    if (report) sendCsv(response, "figures", figuresCsv(report));
  });

  router.get("/api/escalations.csv", async (_request, response) => {
    const open = await store.escalations.list({ open: true });
    const lines = open.map(({ summary }) => OpenEscalation.parse(JSON.parse(summary)));
    sendCsv(response, "escalations", escalationsCsv(lines));
  });

  return router;

  async function reportFor({ query }: Request, response: Response): Promise<FiguresReport | undefined> {
    const period = ReportPeriod.safeParse(query);
    if (period.success) return reportFigures(await store.escalations.lives(), period.data, timeZone());
    response.status(400).json({ message: z.prettifyError(period.error) });
    return undefined;
  }
}

function sendCsv(response: Response, name: string, csv: string): void {
  response.type("text/csv").attachment(`${name}.csv`).send(csv);
}
