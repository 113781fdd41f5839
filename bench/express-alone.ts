import express from "express";

/** The peer of the acceptance benchmark: reads and parses a delivery as Express does it, and answers at once. */
const app = express();
app.disable("x-powered-by");
app.get("/readyz", (_request, response) => {
  response.json({});
});
app.post("/webhooks/gitlab", express.json({ limit: "25mb" }), (_request, response) => {
  response.json({ result: "kept", message: "kept" });
});
app.listen(Number(process.argv[2]), "127.0.0.1");
