import { styleText } from 'node:util';
import type { ProofRow } from '../campaigns/proof-row.ts';

type Colour = Parameters<typeof styleText>[0];
type Cell = readonly [text: string, colour?: Colour];

/** The matrix defect × law, and under it how much of it is as it should be. */
export function proofTable(rows: readonly ProofRow[]): string {
  const laws = [...new Set(rows.flatMap((row) => [...row.expected, ...row.convictedBy, ...undecidedOf(row)]))].sort();
  const seeds = new Set(rows.map(({ seed }) => seed)).size;
  const head: Cell[] = [['defect'], ...laws.map((law): Cell => [law]), ['seconds'], ['']];
  const body = rows.map((row): Cell[] => [
    [seeds > 1 ? `${row.defect ?? 'healthy'}, seed ${row.seed}` : (row.defect ?? 'healthy')],
    ...laws.map((law) => cellOf(row, law)),
    [row.seconds === null ? '' : String(row.seconds)],
    row.ok ? ['ok', 'green'] : [row.problem === undefined ? 'WRONG' : 'NO VERDICT', 'red'],
  ]);
  return `\n${columns([head, ...body])}\n\n${legend}\n${problemLines(rows)}${summary(rows)}\n`;
}

const legend =
  'must: convicted by what must · may: spoke too, as it may · MISSED: should have spoken · FALSE: should not have';

function cellOf(row: ProofRow, law: string): Cell {
  if (row.missedBy.includes(law)) return ['MISSED', 'red'];
  if (row.falselyBy.includes(law)) return ['FALSE', 'red'];
  if (row.expected.includes(law)) return ['must', 'green'];
  if (row.convictedBy.includes(law)) return ['may', 'dim'];
  if (undecidedOf(row).includes(law)) return ['UNKNOWN', 'red'];
  return ['·', 'dim'];
}

/** What a defective platform leaves open is no fault; on the healthy one every law has to acquit. */
function undecidedOf(row: ProofRow): readonly string[] {
  return row.defect === null ? row.undecided : [];
}

function columns(rows: readonly (readonly Cell[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.[0].length ?? 0)));
  return rows
    .map((row) => row.map(([text, colour], column) => paint(text.padEnd(widths[column] ?? 0), colour)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

function problemLines(rows: readonly ProofRow[]): string {
  return rows
    .flatMap(({ defect, seed, problem }) => (problem === undefined ? [] : [[defect ?? 'healthy', seed, problem]]))
    .map(([name, seed, problem]) => `${name}, seed ${seed}: ${problem}\n`)
    .join('');
}

function summary(rows: readonly ProofRow[]): string {
  const told = (of: readonly ProofRow[], what: string): string[] =>
    of.length === 0 ? [] : [`${of.filter(({ ok }) => ok).length} of ${of.length} ${what}`];
  const parts = [
    ...told(
      rows.filter(({ defect }) => defect === null),
      'healthy runs acquitted',
    ),
    ...told(
      rows.filter(({ defect }) => defect !== null),
      'defects convicted by what must, and by nothing that may not',
    ),
  ];
  return paint(parts.join(' · ') || 'Nothing was proven.', rows.every(({ ok }) => ok) ? 'green' : 'red');
}

function paint(text: string, colour?: Colour): string {
  return colour === undefined ? text : styleText(colour, text, { stream: process.stdout });
}
