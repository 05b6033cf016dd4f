import { html, type Insertable, type Markup } from './markup.ts';

export interface Column {
  readonly head: string;
  /** Figures stand at the right, so that their digits line up. */
  readonly isFigure?: boolean;
}

/** A table in a box of its own that scrolls when it is wider than the page. The first cell of a row is its heading. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Insertable[])[]): Markup {
  const align = (index: number): Markup | null => (columns[index]?.isFigure ? html` class="figure"` : null);
  const head = columns.map((column, index) => html`<th scope="col"${align(index)}>${column.head}</th>`);
  const body = rows.map((row) => {
    const [first, ...others] = row;
    const cells = others.map((cell, index) => html`<td${align(index + 1)}>${cell}</td>`);
    return html`<tr><th scope="row">${first}</th>${cells}</tr>`;
  });
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
