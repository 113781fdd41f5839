/** What the page adds to the frame that it stands in; colours are the frame's, where it has them. */
export const STYLE = `
:where(:root) {
  --ground: #f3f2f6; --panel: #ffffff; --ink: #1f1d26; --quiet: #5f5c69; --line: #dedbe4; --accent: #5943b6; --link: #4a37a3;
}
@media (prefers-color-scheme: dark) {
  :where(:root) {
    --ground: #15141a; --panel: #1e1c25; --ink: #ececf1; --quiet: #a8a5b3; --line: #383543; --accent: #b3a2f5; --link: #bcaef8;
  }
}
:where(body) { margin: 0; background: var(--ground); color: var(--ink); font: 15px / 1.45 system-ui, sans-serif; }
:where(main) { padding: 0.75rem 1rem; }
:where(a) { color: var(--link); }
.figures-page { --plot-ground: var(--panel); --plot-soft: color-mix(in srgb, var(--accent) 45%, var(--panel)); }
.figures-page h2 { margin: 1rem 0 0.4rem; font-size: 1rem; }
.figures-page .quiet, .figures-page figcaption { color: var(--quiet); margin: 0.4rem 0; }
.period { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; align-items: end; margin: 0.75rem 0; }
.period label { display: grid; color: var(--quiet); }
.period input, .period button { font: inherit; min-height: 2rem; }
.period a { padding: 0.25rem 0; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1rem; }
.plots figure { margin: 0; padding: 0.5rem 0.9rem; border: 1px solid var(--line); border-radius: 6px; background: var(--panel); }
.plots h2 { margin-top: 0; }
.plot { display: block; width: 100%; height: auto; color: var(--accent); }
.plot text { fill: var(--ink); white-space: pre; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; background: var(--panel); }
.wide table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.wide th, .wide td { padding: 0.3rem 0.6rem; text-align: right; white-space: nowrap; border-top: 1px solid var(--line); }
.wide thead th { border-top: 0; white-space: normal; vertical-align: bottom; }
.wide th:first-child { text-align: left; }
.figures-page dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0; }
.figures-page dt { font-weight: 600; }
.figures-page dd { margin: 0; }
@media (max-width: 40rem) { .figures-page dl { grid-template-columns: 1fr; } }
@media print { .period { display: none; } .wide { overflow: visible; }
  .wide table { font-size: 0.8em; } .wide th, .wide td { padding: 0.2rem 0.3rem; white-space: normal; }
  .plots { grid-template-columns: 1fr 1fr; } .plots figure, .wide tr { break-inside: avoid; } }
`.trim();
