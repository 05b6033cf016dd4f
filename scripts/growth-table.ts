import type { Growth } from '../criteria/growth/judge-growth.ts';
import { visible } from './visible.ts';

const statementsMax = 8;
const marks = { grows: '! ', open: '? ', bounded: '  ' } as const;

/** What each size cost: latency, the statements that grow or take longest, and tables that were read as a whole. */
export function growthTable({ appointments, p95Ms, statements, scans }: Growth): string {
  const some = statements.slice(0, statementsMax);
  const rows = [
    ['', ...appointments.map((size) => `${number(size)} appointments`), 'grows by'],
    ['95 % of the requests, ms', ...p95Ms.map(decimal)],
    ...some.map(({ query, readInVain, meanMs, word, exponent, interval }) => [
      `${marks[word ?? 'bounded']}${visible(query.replaceAll(/\s+/g, ' ')).slice(0, 60)}`,
      ...meanMs.map((ms, size) => `${decimal(ms)} ms, ${rounded(readInVain[size] ?? null)} in vain`),
      `${power(exponent)}${interval === null ? '' : ` (${power(interval[0])} to ${power(interval[1])})`}`,
    ]),
    ...scans.map((one) => [
      `read as a whole: ${visible(one.table)}`,
      ...one.scans.map((count) => `${number(count)} times`),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function decimal(value: number | null): string {
  return value === null ? '?' : value.toFixed(value < 10 ? 2 : 0);
}

/** 1: in step with the table. */
function power(value: number | null): string {
  return value === null ? '?' : value.toFixed(2);
}

function rounded(value: number | null): string {
  return value === null ? '?' : number(Math.round(value));
}
