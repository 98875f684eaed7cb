/**
 * How the report looks: the pages' colours (`static/style.css`), light and dark, and in print. It stands in an HTML file as it
 * is, so it holds no `<`.
 * @module
 */

export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #3b3b3b; --text-strong: #1f1f1f; --text-muted: #616161;
  --ground: #ffffff; --ground-side: #f8f8f8; --line: #e5e5e5; --line-strong: #919191;
  --ours: #005fb8; --other: #8a6d00; --better: #0072b2; --worse: #c04e00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #cccccc; --text-strong: #f0f0f0; --text-muted: #a0a0a0;
    --ground: #1f1f1f; --ground-side: #262626; --line: #333333; --line-strong: #7a7a7a;
    --ours: #4daafc; --other: #d6b656; --better: #4daafc; --worse: #f0883e;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 68rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 "Open Sans", system-ui, -apple-system, "Segoe UI", sans-serif;
}
h1, h2, h3 { color: var(--text-strong); line-height: 1.25; font-weight: 600; }
h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 3rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: .95rem; margin: 1.5rem 0 .4rem; }
p { margin: .5rem 0; max-width: 46rem; }
small, .muted { color: var(--text-muted); font-size: .85em; font-weight: 400; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; padding: 0; }
.tiles div { background: var(--ground-side); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; }
.tiles dt { color: var(--text-muted); font-size: .8rem; margin: 0; font-weight: 400; }
.tiles dd { margin: 0; max-width: none; }
.tiles strong { display: block; color: var(--text-strong); font-size: 1.45rem; font-weight: 600; line-height: 1.35; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .88rem; min-width: 60%; }
th, td { padding: .3rem .75rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; }
thead th { color: var(--text-muted); font-weight: 600; border-bottom-color: var(--line-strong); }
thead th[title] { cursor: help; }
tbody th { font-weight: 400; color: var(--text-strong); }
td.best { font-weight: 700; color: var(--text-strong); }
td.better { color: var(--better); } td.worse { color: var(--worse); } td.not-settled { color: var(--text-muted); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem 2rem; }
figure { margin: 1rem 0 0; }
figcaption { color: var(--text-muted); font-size: .85rem; max-width: 46rem; }
svg { display: block; max-width: 100%; height: auto; }
svg text { font-family: inherit; font-variant-numeric: tabular-nums; }
details { margin: .6rem 0; }
summary { cursor: pointer; color: var(--text-strong); }
dt { font-weight: 600; color: var(--text-strong); margin-top: .5rem; }
dd { margin: 0; max-width: 46rem; }
code { font: .85em/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.columns { columns: 24rem 2; column-gap: 3rem; font-size: .92rem; }
.meaning { break-inside: avoid; } .meaning h3 { margin-top: 0; padding-top: 1rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.25rem; }
.facts dt { margin: 0; font-weight: 400; color: var(--text-muted); }
@media (max-width: 40rem) { .facts { grid-template-columns: 1fr; } body { padding: 1rem; } }
@media print { body { max-width: none; padding: 0; } h2, figure, table { break-inside: avoid; } }
`;
