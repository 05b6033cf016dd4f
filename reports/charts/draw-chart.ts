import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, type Markup, trusted } from '../html/markup.ts';
import { withProperties } from './palette.ts';

echarts.use([LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer]);

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Draws with Apache ECharts, in this process, to an SVG that scales with its box.
 * @param id unique on the page; clip paths are named after it, since ECharts numbers them by what it drew before
 * @param label what a screen reader says instead of the drawing
 */
export function drawChart(option: echarts.EChartsCoreOption, size: ChartSize, id: string, label: string): Markup {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, ...option });
    const drawing = inner(chart.renderToSVGString(), id);
    return html`<svg class="chart" viewBox="0 0 ${size.width} ${size.height}" role="img"
aria-label="${label}">${drawing}</svg>`;
  } finally {
    chart.dispose();
  }
}

/** What lies inside ECharts' own `svg` element, without styles for a mouse and without its numbering. */
function inner(svg: string, id: string): Markup {
  const text = svg
    .replace(/^\s*<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/<rect [^>]*fill="none"[^>]*><\/rect>/, '')
    .replace(
      / (?:ecmeta_\w+|class|pointer-events|dominant-baseline|xml:space|stroke-linecap|stroke-linejoin)="[^"]*"/g,
      '',
    )
    .replace(/ style="[^"]*"/g, '')
    .replace(/<path d=""[^>]*><\/path>/g, '')
    .replace(/ stroke="[^"]*" stroke-width="0"(?: stroke-opacity="0")?/g, '')
    .replace(/\bzr\d+-c(\d+)/g, `${id}-$1`)
    .replace(/<defs\s*>\s*<\/defs>/g, '')
    .replace(/\s*\n\s*/g, '');
  return trusted(withProperties(text));
}
