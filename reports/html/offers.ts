import { html, type Insertable, type Markup } from './markup.ts';
import type { Section } from './section.ts';

const words: Readonly<Record<string, string>> = {
  holds: 'a hold blocks its slot until it is confirmed or runs out',
  capacity: 'group appointments with more than one seat',
  idempotencyKeys: 'idempotency keys',
  tags: 'our tag is stored with each booking',
  stickySessions: 'a user stays with one base URL for a visit',
};

/** What the adapter declares of its platform: the edge of what a run can have found out. */
export const offers: Section = {
  id: 'offers',
  title: 'What the platform offers',
  body({ run }) {
    if (run.offers === undefined) return null;
    const flags = Object.entries(run.offers).filter(([, value]) => typeof value === 'boolean');
    const named = (isDeclared: boolean): readonly string[] =>
      flags
        .flatMap(([name, value]) => (value === isDeclared ? [Object.hasOwn(words, name) ? words[name] : name] : []))
        .filter((name) => name !== undefined);
    const lists = Object.entries(run.offers).flatMap(([name, value]): [string, Insertable][] =>
      typeof value === 'boolean' ? [] : [[name === 'verbs' ? 'operations' : name, codes(namesOf(value))]],
    );
    const rows: readonly (readonly [string, Insertable])[] = [
      ...lists,
      ['declared', listed(named(true))],
      ['not declared', listed(named(false))],
    ];
    return html`<p>As its adapter says. What it does not declare was not tested.</p>
<dl class="pairs">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
  },
};

/** Kinds of messages may be told with the platform's own words for them. */
function namesOf(value: readonly string[] | Readonly<Record<string, string>>): readonly string[] {
  return Array.isArray(value) ? value : Object.keys(value);
}

function codes(names: readonly string[]): Insertable {
  return names.length === 0 ? 'none' : names.map((name) => html`<code>${name}</code> `);
}

function listed(names: readonly string[]): Markup | string {
  return names.length === 0 ? 'nothing' : html`${names.map((name) => html`<bdi>${name}</bdi><br>`)}`;
}
