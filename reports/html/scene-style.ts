/** Timelines of what a law convicts, the operations below them, and what races were worth. */
export const sceneStyle = `
.scene{margin:.75rem 0 1.5rem;padding-left:.95rem;border-left:4px solid var(--bad)}
.scene .title{font-size:1.05rem;max-width:70ch;margin-bottom:.35rem}
.scene .legend{margin-bottom:.5rem}
.scene .legend b{color:var(--ink);font-weight:650}
.timeline{display:block;width:100%;height:auto}
.scene .legend .sample{display:inline-block;width:26px;height:12px;vertical-align:-.1em}
.timeline text{font:12px -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,
sans-serif;font-variant-numeric:tabular-nums;fill:var(--ink);unicode-bidi:isolate;white-space:pre}
.for-wide .timeline text{font-size:13.5px}
.timeline .lane{fill:var(--c-shade)}
.timeline .process{font-weight:600}
.timeline .time{fill:var(--muted);text-anchor:middle}
.timeline .tick{fill:none;stroke:var(--c-muted);stroke-opacity:.35;stroke-dasharray:2 3}
.timeline g{--tone:var(--c-blue)}
.timeline .wrong,.timeline .cross{--tone:var(--c-bad)}
.timeline .wrong text{font-weight:700}
.timeline .bar{fill:var(--tone);stroke:var(--tone);stroke-width:1.75}
.timeline .fail .bar,.timeline .info .bar{fill:var(--paper)}
.timeline .info .bar{stroke-dasharray:5 3}
.timeline .gave-up{fill:none;stroke:var(--tone);stroke-width:1.75}
.timeline .onwards{fill:none;stroke:var(--tone);stroke-width:1.75}
.timeline .cross circle{fill:var(--tone)}
.timeline .cross path{fill:none;stroke:var(--paper);stroke-width:1.75;stroke-linecap:round}
.operations{margin-top:.5rem;max-width:75ch}
.operations li{display:grid;grid-template-columns:1.6rem minmax(0,1fr);padding:.3rem 0;line-height:1.4}
.operations li+li{border-top:1px solid var(--line)}
.operations .number{color:var(--muted);font-weight:600}
.operations .wrong bdi{font-weight:650}
.operations .wrong .small bdi{font-weight:400}
.copy{-webkit-user-select:all;user-select:all}
.scene .copy{background:var(--panel);color:var(--ink);padding:.1em .35em;border-radius:.25em}
.laws .question{margin-bottom:.15rem}
.reached{display:flex;flex-wrap:wrap;gap:0 .6rem;margin-top:.15rem}
.reached ul{display:flex;flex-wrap:wrap;gap:0 1.1rem;min-width:0}
.reached li{min-width:0}
.reached b{color:var(--ink)}
.reached .never b{color:var(--open)}
.witness details{margin:.25rem 0}
.shape{display:block;min-width:min(20rem,60vw);max-width:30rem}
.shape b{font-weight:600}
.races-note{max-width:75ch;margin-bottom:.5rem}
@media screen and (max-width:999px){.for-wide .timeline text{font-size:15px}}
@media print{.scene{break-inside:avoid}.for-wide .timeline text{font-size:15px}}
`;
