import { appendFile, readFile } from 'node:fs/promises';

export interface Termin {
  readonly nr: number;
  readonly wer: string;
  /** Berlin's clock, `2027-03-02 09:30`, without an offset. */
  readonly von: string;
  readonly bis: string;
  readonly kunde: string;
  readonly bemerkung: string;
  readonly storniert: boolean;
}

const people = ['Dr. Weber', 'Dr. Öztürk'];
const minutesEach = 30;

export async function book(file: string, form: URLSearchParams): Promise<Page> {
  const [wer = '', von = ''] = [form.get('wer'), form.get('von')].map((said) => said ?? '');
  if (!people.includes(wer) || !/^\d{4}-\d\d-\d\d (09|1[0-6]):[03]0$/.test(von)) return error('Ungültige Eingabe.');
  if (von < now()) return error('Ungültige Eingabe: Der Termin liegt in der Vergangenheit.');
  const all = await termine(file);
  if (all.some((each) => each.wer === wer && each.von === von && !each.storniert)) {
    return error('Der Termin ist leider schon vergeben.');
  }
  const termin: Termin = {
    ...{ nr: Math.floor(Math.random() * 1e9), wer, von, bis: endOf(von), storniert: false },
    ...{ kunde: form.get('kunde') ?? '', bemerkung: form.get('bemerkung') ?? '' },
  };
  await appendFile(file, `${JSON.stringify(termin)}\n`);
  return page(`<h1>Vielen Dank!</h1><p>Ihre Buchung Nr. ${termin.nr}: ${wer}, ${von} bis ${termin.bis}</p>`);
}

export async function cancel(file: string, form: URLSearchParams): Promise<Page> {
  const termin = (await termine(file)).find(({ nr }) => String(nr) === form.get('nr'));
  if (termin === undefined || termin.storniert) return page('<p>Diese Buchung gibt es nicht.</p>');
  await appendFile(file, `${JSON.stringify({ ...termin, storniert: true })}\n`);
  return page(`<p>Buchung Nr. ${termin.nr} wurde storniert.</p>`);
}

export async function show(file: string, query: URLSearchParams): Promise<Page> {
  const termin = (await termine(file)).find(({ nr }) => String(nr) === query.get('nr'));
  if (termin === undefined) return page('<p>Diese Buchung gibt es nicht.</p>');
  const { nr, wer, von, bis, bemerkung, storniert } = termin;
  return page(
    `<p>Ihre Buchung Nr. ${nr}: ${wer}, ${von} bis ${bis}</p><p>Bemerkung: ${bemerkung}</p>` +
      (storniert ? '<b>storniert</b>' : ''),
  );
}

export async function free(file: string, query: URLSearchParams): Promise<Page> {
  const [wer, tag] = [query.get('wer') ?? '', query.get('tag') ?? ''];
  const taken = (await termine(file)).filter((each) => each.wer === wer && !each.storniert);
  const times = hours().map((clock) => `${tag} ${clock}`);
  const open = times.filter((von) => von > now() && taken.every((each) => each.von !== von));
  return page(open.map((von) => `<option value="${von}">${von} bis ${endOf(von)}</option>`).join('\n'));
}

export interface Page {
  readonly status: number;
  readonly html: string;
}

export function page(html: string): Page {
  return { status: 200, html };
}

/** One status for everything that went wrong. */
export function error(message: string): Page {
  return { status: 500, html: `<h1>Fehler</h1><p>${message}</p>` };
}

/** All that is stored, each in its last state. */
export async function termine(file: string): Promise<readonly Termin[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  const byNumber = new Map(lines.map((line) => JSON.parse(line) as Termin).map((termin) => [termin.nr, termin]));
  return [...byNumber.values()];
}

function hours(): readonly string[] {
  return Array.from(
    { length: 16 },
    (_, index) => `${String(9 + Math.floor(index / 2)).padStart(2, '0')}:${index % 2 === 0 ? '00' : '30'}`,
  );
}

/** The server knows how long it takes; nobody tells it. */
function endOf(von: string): string {
  const at = Date.parse(`${von.replace(' ', 'T')}:00Z`) + minutesEach * 60_000;
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

const berlin = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'short' });

function now(): string {
  return berlin.format();
}
