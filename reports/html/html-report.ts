import type { ReportInput } from '../report-input.ts';
import { again } from './again.ts';
import { capacity } from './capacity.ts';
import { checklist } from './checklist.ts';
import { decided } from './decided.ts';
import { errors } from './errors.ts';
import { events } from './events.ts';
import { experiments } from './experiments.ts';
import { generator } from './generator.ts';
import { hero } from './hero.ts';
import { journeys } from './journeys.ts';
import { latency } from './latency.ts';
import { laws } from './laws.ts';
import { html, type Markup, toText } from './markup.ts';
import { offers } from './offers.ts';
import { providers } from './providers.ts';
import { races } from './races.ts';
import { recording } from './recording.ts';
import { resources } from './resources.ts';
import type { Section } from './section.ts';
import { storm } from './storm.ts';
import { style } from './style.ts';
import { unknown } from './unknown.ts';

/** In the order in which a reader asks: what, why, what not; then the evidence; then how to have it again. */
const sections: readonly Section[] = [
  decided,
  unknown,
  latency,
  journeys,
  errors,
  resources,
  capacity,
  laws,
  races,
  storm,
  providers,
  experiments,
  checklist,
  offers,
  generator,
  events,
  recording,
  again,
];

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * The report as one HTML file: it needs no network and no script, and reads in light, in dark and on paper. A pure
 * function: the same input gives the same bytes.
 */
export function htmlReport(input: ReportInput): string {
  const { verdict } = input;
  const bodies = sections.flatMap((section) => {
    const body = section.body(input);
    return body === null ? [] : [{ section, body }];
  });
  const links = bodies.map(({ section }) => html`<li><a href="#${section.id}">${section.title}</a></li>`);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${verdict.verdict} · ${verdict.campaign} of ${verdict.target} · Ansturm</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">To the findings</a>
${hero(input)}
<div class="page">
<nav aria-label="Sections"><ol>${links}</ol></nav>
<main id="main">
${bodies.map(({ section, body }) => around(section, body))}
</main>
</div>
<footer>Made by Ansturm from the run folder alone.
<code>npx ansturm judge &lt;run folder&gt;</code> makes it again.</footer>
</body>
</html>
`;
  return toText(page);
}

function around({ id, title }: Section, body: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`;
}
