import { styleText } from 'node:util';
import type { Growth } from '../criteria/growth/judge-growth.ts';
import { visible } from './visible.ts';

const statementsMax = 8;
const words = { pass: 'pass', fail: 'FAIL', unknown: 'unknown', 'not-applicable': 'not applicable' } as const;
const colours = { pass: 'green', fail: 'red', unknown: 'yellow', 'not-applicable': 'dim' } as const;

/** What each size cost: latency, the statements that grow or take longest, and tables that were read as a whole. */
export function growthTable({ status, reason, appointments, p95Ms, statements, scans }: Growth): string {
  const some = statements.slice(0, statementsMax);
  const rows = [
    ['', ...appointments.map((size) => `${number(size)} appointments`)],
    ['95 % of the requests, ms', ...p95Ms.map(decimal)],
    ...some.map(({ query, readInVain, meanMs, isGrowing }) => [
      `${isGrowing ? '! ' : '  '}${visible(query.replaceAll(/\s+/g, ' ')).slice(0, 60)}`,
      ...meanMs.map((ms, size) => `${decimal(ms)} ms, ${rounded(readInVain[size] ?? null)} in vain`),
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
  const verdict = `${words[status]}: ${visible(reason)}`;
  return `\n${lines.join('\n')}\n\n${styleText(colours[status], verdict, { stream: process.stdout })}\n`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function decimal(value: number | null): string {
  return value === null ? '?' : value.toFixed(value < 10 ? 2 : 0);
}

function rounded(value: number | null): string {
  return value === null ? '?' : number(Math.round(value));
}
