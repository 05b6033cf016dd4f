/** Type, boxes and lists. Colours are custom properties, set once a scheme in `style.ts`. */
export const layoutStyle = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;
overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
h1,h2,h3,h4,p,ul,ol,dl,dd,figure,fieldset{margin:0;padding:0}
ul,ol{list-style:none}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,input:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);
outline-offset:2px}
code,pre,.id,.route{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em}
bdi,code,td,th,.reason,.question,.what p{unicode-bidi:isolate}
.small{font-size:.875rem;color:var(--muted)}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:1}

.hero,.page,footer{max-width:1360px;margin:0 auto;padding:0 1.25rem}
.hero{padding-top:1.75rem}
.kicker{display:flex;flex-wrap:wrap;gap:.1rem .9rem;font-size:.9rem;color:var(--muted)}
.kicker b{color:var(--ink);letter-spacing:.01em}
.hero h1{display:flex;align-items:center;gap:.22em;font-size:clamp(2.75rem,6.2vw,4.5rem);line-height:1.1;
font-weight:750;letter-spacing:-.025em;margin:.35rem 0 .3rem}
.hero h1 .icon{width:.82em;height:.82em}
.hero.good h1{color:var(--good)}.hero.bad h1{color:var(--bad)}.hero.open h1{color:var(--open)}
.sentence{font-size:clamp(1.1rem,1.7vw,1.35rem);line-height:1.4;max-width:56em;text-wrap:pretty}
.scope{margin-top:.5rem;color:var(--muted)}
.scope strong{color:var(--ink);font-weight:600}
.facts{display:flex;flex-wrap:wrap;gap:.6rem 2.25rem;margin-top:1rem;padding:.75rem 0;
border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.facts dt{font-size:.8rem;color:var(--muted)}
.facts dd{font-weight:600}
.notices{margin-top:.75rem;font-size:.925rem}
.notices li{padding:.15rem 0 .15rem .8rem;border-left:3px solid var(--open)}
.notices li+li{margin-top:.25rem}

.page{display:grid;grid-template-columns:minmax(0,1fr);gap:0 2.5rem;margin-top:1.25rem}
nav ol{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;font-size:.9rem;padding-bottom:.5rem}
nav a{text-decoration:none;display:inline-block;padding:.15rem 0}
nav a:hover{text-decoration:underline}
main{display:grid;grid-template-columns:minmax(0,1fr);gap:0 2.5rem}
section{min-width:0;padding:1.25rem 0 1.75rem}
h2{font-size:1.45rem;line-height:1.25;font-weight:680;letter-spacing:-.012em;margin-bottom:.9rem}
h3{font-size:1.08rem;line-height:1.35;font-weight:650;margin:1.6rem 0 .6rem}
h2+h3{margin-top:0}
section>p{max-width:70ch}
@media (min-width:1160px){
.page{grid-template-columns:9.5rem minmax(0,1fr)}
nav ol{display:block;position:sticky;top:1.25rem;padding-top:1.35rem}
nav li{padding:.1rem 0}
main{grid-template-columns:minmax(0,13fr) minmax(0,6fr)}
main>section{grid-column:1/-1}
#decided{grid-column:1}#unknown{grid-column:2}
}
section~section:not(#unknown){border-top:1px solid var(--line)}
footer{padding-top:1.5rem;padding-bottom:3rem;font-size:.875rem;color:var(--muted)}

.icon{width:1.15em;height:1.15em;flex:none;vertical-align:-.22em}
.icon circle{fill:var(--none)}.icon.good circle{fill:var(--good)}.icon.bad circle{fill:var(--bad)}
.icon.open circle{fill:var(--open)}
.icon path{fill:none;stroke:var(--paper);stroke-width:2.1;stroke-linecap:round;stroke-linejoin:round}
.badge{display:inline-flex;align-items:center;gap:.3em;font-size:.82rem;font-weight:650;font-family:inherit;
white-space:nowrap}
.badge.good{color:var(--good)}.badge.bad{color:var(--bad)}.badge.open{color:var(--open)}.badge.none{color:var(--none)}

.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:.9rem}
.card{min-width:0;display:flex;flex-direction:column;padding:.8rem .95rem .75rem;background:var(--panel);
border-radius:.5rem;border-left:4px solid var(--none)}
.card.good{border-color:var(--good)}.card.bad{border-color:var(--bad)}.card.open{border-color:var(--open)}
.card h3{display:flex;margin:0;flex-wrap:wrap;justify-content:space-between;gap:0 .75rem;font-size:1rem;
font-weight:650}
.card .question{font-size:.925rem;line-height:1.4}
.card .reason{font-size:.925rem;margin-top:.35rem}
.card .small{margin-top:auto;padding-top:.35rem;font-size:.82rem}
.lone{font-size:1.5rem;font-weight:650;line-height:1.3}

.open-lines li{display:flex;gap:.6rem;padding:.6rem 0}
.open-lines span.small{display:block}
.open-lines li+li{border-top:1px solid var(--line)}
.open-lines li:first-child{padding-top:0}
.open-lines div{min-width:0}
.open-lines .icon{margin-top:.2rem}
.open-lines p{font-size:.95rem;line-height:1.45}
.open-lines+.small{margin-top:.5rem;padding-top:.6rem;border-top:1px solid var(--line)}

.scroll{overflow-x:auto;max-width:100%;margin:.75rem 0}
table{border-collapse:collapse;font-size:.925rem;min-width:min(100%,40rem)}
caption{text-align:left;font-size:.875rem;color:var(--muted);padding-bottom:.35rem}
th,td{text-align:left;vertical-align:top;padding:.38rem .9rem .38rem 0;border-bottom:1px solid var(--line);
font-weight:400;max-width:34rem}
thead th{font-size:.82rem;color:var(--muted);font-weight:600;white-space:nowrap;vertical-align:bottom}
tbody th{min-width:7rem}
tbody th:has(.route){min-width:13rem}
.figure{text-align:right;white-space:nowrap}
.side-by-side{display:grid;grid-template-columns:minmax(0,1fr);gap:0 2.5rem}
@media (min-width:900px){.side-by-side{grid-template-columns:minmax(0,1fr) minmax(0,4fr)}}

details{margin:1rem 0}
summary{cursor:pointer;font-weight:600;padding:.35rem 0}
summary .small{font-weight:400}
summary .name{display:inline-block}
summary .name::first-letter{text-transform:uppercase}

.laws>li+li{margin-top:1.25rem}
.laws h3{display:flex;flex-wrap:wrap;align-items:center;gap:0 .75rem;margin:0 0 .2rem}
.claims li{padding:.2rem 0}
.witness{margin-top:.5rem}
pre{margin:.35rem 0;padding:.75rem .95rem;background:var(--panel);border-radius:.5rem;white-space:pre-wrap;
overflow-wrap:anywhere;line-height:1.5;font-size:.85rem;unicode-bidi:plaintext}
.witness code{background:var(--panel);padding:.1em .35em;border-radius:.25em}

.filter{border:0;display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;margin:.9rem 0 .25rem;font-size:.925rem}
.filter legend{float:left;margin-right:1.1rem;color:var(--muted)}
.filter label{cursor:pointer}
.filter input{accent-color:var(--link);margin:0 .2em 0 0}
.checklist details{margin:0;border-top:1px solid var(--line)}
.checklist summary{padding:.6rem 0}
.line{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 1.25rem;padding:.55rem 0;font-size:.94rem;
line-height:1.45}
.line+.line{border-top:1px dashed var(--line)}
.line .what{grid-column:1/-1;grid-row:2}
.line .reason,.line .seen{color:var(--muted)}
.line .seen b{color:var(--ink)}
.line .kind{text-align:right}
@media (min-width:760px){
.line{grid-template-columns:8.5rem minmax(0,1fr) 11rem}
.line .what{grid-column:2;grid-row:1}
.checklist ul{padding-left:1.1rem}
}
.checklist:is(fieldset:has(#show-fail:checked)~*) .line:not(.fail),
.checklist:is(fieldset:has(#show-unknown:checked)~*) .line:not(.unknown),
.checklist:is(fieldset:has(#show-pass:checked)~*) .line:not(.pass),
.checklist:is(fieldset:has(#show-scope:checked)~*) .line:not(.in-scope){display:none}
.checklist:is(fieldset:has(input:not(#show-all):checked)~*) details::details-content{content-visibility:visible;
block-size:auto}

.pairs{font-size:.95rem}
.pairs>div{display:grid;grid-template-columns:minmax(0,1fr);padding:.35rem 0;border-bottom:1px solid var(--line)}
.pairs dt{color:var(--muted)}
.pairs dd{min-width:0}
@media (min-width:600px){.pairs>div{grid-template-columns:10rem minmax(0,1fr)}}
`;
