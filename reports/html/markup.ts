import { visibleText } from '../visible-text.ts';

const brand: unique symbol = Symbol('markup');

/** Text that is HTML already. Only `html` and `trusted` make it, so that nothing gets into a page unescaped. */
export interface Markup {
  readonly [brand]: string;
}

export type Insertable = string | number | Markup | null | undefined | false | readonly Insertable[];

/** A template that escapes all that is put into it, unless it is markup itself; `null`, `undefined`, `false` are ''. */
export function html(strings: TemplateStringsArray, ...values: readonly Insertable[]): Markup {
  let text = strings[0] ?? '';
  for (const [index, value] of values.entries()) text += inserted(value) + (strings[index + 1] ?? '');
  return { [brand]: text };
}

/** For text that this project makes itself: style sheets, drawings of which each string went through `html`. */
export function trusted(text: string): Markup {
  return { [brand]: text };
}

export function toText(markup: Markup): string {
  return markup[brand];
}

/** Text that may be longer than what is cut elsewhere; `max` in UTF-16 units. */
export function longText(text: string, max: number): Markup {
  return { [brand]: escaped(visibleText(text, max)) };
}

/** Safe between tags and inside quoted attribute values, in HTML and in XML alike. */
export function escapeText(text: string): string {
  return escaped(visibleText(text));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function inserted(value: Insertable): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  if (isList(value)) return value.map(inserted).join('');
  return value[brand];
}

function isList(value: Markup | readonly Insertable[]): value is readonly Insertable[] {
  return Array.isArray(value);
}
