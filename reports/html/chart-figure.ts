import type { ChartSize } from '../charts/draw-chart.ts';
import type { LineLook } from '../charts/palette.ts';
import { html, type Insertable, type Markup } from './markup.ts';

export interface LegendItem {
  readonly name: string;
  readonly look: LineLook;
}

const wide: ChartSize = { width: 1080, height: 300 };
const narrow: ChartSize = { width: 350, height: 260 };
const half: ChartSize = { width: 520, height: 240 };
const small: ChartSize = { width: 350, height: 220 };

export interface ChartFigure {
  readonly title: string;
  /** What to see in it, in words. */
  readonly caption?: Insertable;
  readonly legend?: readonly LegendItem[];
  draw(size: ChartSize, suffix: string): Markup;
}

/** A chart over the page's whole width; on a telephone another drawing of it, so that its text stays readable. */
export function wideFigure(figure: ChartFigure): Markup {
  return twice(figure, wide);
}

/** One of two charts side by side. */
export function halfFigure(figure: ChartFigure): Markup {
  return twice(figure, half);
}

/** One of several charts side by side. */
export function smallFigure(figure: ChartFigure): Markup {
  return around(figure, figure.draw(small, 's'));
}

function twice(figure: ChartFigure, size: ChartSize): Markup {
  return around(
    figure,
    html`<div class="for-wide">${figure.draw(size, 'w')}</div>
<div class="for-narrow">${figure.draw(narrow, 'n')}</div>`,
  );
}

function around({ title, caption, legend }: ChartFigure, drawing: Markup): Markup {
  const items = (legend ?? []).map(({ name, look }) => html`<li>${sample(look)} ${name}</li>`);
  return html`<figure>
<p class="title">${title}</p>
${items.length > 0 && html`<ul class="legend">${items}</ul>`}
${drawing}
${caption !== undefined && html`<figcaption>${caption}</figcaption>`}
</figure>
`;
}

/** A short piece of a line as it looks in the chart. */
export function sample({ colour, dash, width }: LineLook): Markup {
  const dashes = dash.join(' ') || 'none';
  return html`<svg class="sample" viewBox="0 0 26 8" aria-hidden="true"><path d="M0 4H26" fill="none"
stroke="var(--c-${colour})" stroke-width="${width + 0.5}" stroke-dasharray="${dashes}"/></svg>`;
}
