/** Drawings: charts by ECharts, scales of criteria, legends; and what paper needs. */
export const chartStyle = `
figure{min-width:0;margin:.5rem 0 1.25rem}
figure .title{font-size:.94rem;font-weight:600;line-height:1.35;margin-bottom:.1rem}
figcaption{font-size:.875rem;line-height:1.45;color:var(--muted);margin-top:.15rem;max-width:75ch}
.chart{display:block;width:100%;height:auto}
.chart text{font:12px -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,
sans-serif;font-variant-numeric:tabular-nums;dominant-baseline:central}
.chart text[fill="var(--c-bad)"]{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.chart path,.chart polyline{stroke-linejoin:round}
.for-narrow{display:none}
@media screen and (max-width:699px){.for-wide{display:none}.for-narrow{display:block}}
.small-figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19.5rem),1fr));gap:.25rem 1.5rem}
.small-figures figure{display:grid;grid-template-rows:subgrid;grid-row:span 4;gap:0;margin-bottom:1rem}
.small-figures figure>.title{grid-row:1}.small-figures figure>.legend{grid-row:2}
.small-figures figure>.chart{grid-row:3}.small-figures figure>figcaption{grid-row:4}
.halves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 1.5rem;align-items:end}
.legend{display:flex;flex-wrap:wrap;gap:.05rem 1rem;font-size:.85rem;color:var(--muted)}
.legend.shared{margin-bottom:.75rem}
.legend li{min-width:0}
.sample{width:26px;height:8px;vertical-align:.08em}

.scale{display:block;width:100%;max-width:24rem;height:auto;margin:.2rem 0}
.scale text{font:600 12.5px -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,
sans-serif;fill:var(--ink)}
.scale .threshold{font-weight:400;fill:var(--muted)}
.scale path{fill:none}
.scale .axis{stroke:var(--line);stroke-width:6}
.scale .allowed{stroke:var(--good);stroke-opacity:.3;stroke-width:6}
.scale path.threshold{stroke:var(--ink);stroke-width:1.75}
.scale .interval{stroke:var(--tone);stroke-width:3}
.scale .end{stroke:var(--tone);stroke-width:2}
.scale .arrow,.scale .dot{fill:var(--tone)}
.scale .dot{stroke:var(--panel);stroke-width:1.5}
.scale.good{--tone:var(--good)}.scale.bad{--tone:var(--bad)}.scale.open{--tone:var(--open)}

@media print{
body{font-size:10.5pt}
nav,.filter,.skip{display:none}
.hero,.page,footer{max-width:none;padding-left:0;padding-right:0}
.hero h1{font-size:34pt}
section{padding:.6rem 0 .8rem}
figure,.card,.line,tr,.laws>li>h3{break-inside:avoid}
h2,h3,h4,summary{break-after:avoid}
.for-wide .chart text{font-size:15px}
.small-figures,.cards,.halves{grid-template-columns:repeat(2,minmax(0,1fr))}
.card,pre{border:1px solid var(--line);border-left-width:4px}
details::details-content{content-visibility:visible;block-size:auto}
.scroll{overflow:visible}
a{color:inherit;text-decoration:none}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
@page{margin:14mm}
}
`;
