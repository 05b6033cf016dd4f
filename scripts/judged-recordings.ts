import { styleText } from 'node:util';
import type { JudgedRecordings } from '../campaigns/judge-recordings.ts';
import type { Finding, Validity } from '../core/finding.ts';
import { visible } from './visible.ts';

const colours = { valid: 'green', invalid: 'red', unknown: 'yellow', 'not-applicable': 'dim' } as const;
const order: readonly Validity[] = ['invalid', 'unknown', 'valid', 'not-applicable'];
const linesMax = 5;

/** Findings law by law on the terminal, the convictions first, and what was wrong with the files. */
export function judgedRecordings({
  verdict,
  findings,
  histories,
  operations,
  recording,
  notes,
}: JudgedRecordings): string {
  const sorted = order.flatMap((validity) => findings.filter((finding) => finding.validity === validity));
  const width = Math.max(...findings.map(({ by }) => by.length), 0) + 2;
  const lines = [
    '',
    paint(verdict, `${verdict.toUpperCase()}: ${sentences[verdict]}`),
    `${operations} operations of ${histories.map(visible).join(', ')}`,
    '',
    ...sorted.flatMap((finding) => linesOf(finding, width)),
  ];
  if (recording.length > 0) lines.push('', 'Lines that could not be taken:');
  for (const { file, problem, count, example } of recording) {
    lines.push(`  ${count} ${problem} in ${visible(file)} · ${visible(example)}`);
  }
  if (notes.length > 0) lines.push('', ...notes.map((note) => `  ${visible(note)}`));
  return `${lines.join('\n')}\n`;
}

const sentences: Readonly<Record<JudgedRecordings['verdict'], string>> = {
  invalid: 'the recording breaks what a booking platform owes its users.',
  unknown: 'no law convicts, and not every law that applies could be judged.',
  valid: 'every law that applies holds.',
};

function linesOf({ by, validity, summary, witness }: Finding, width: number): readonly string[] {
  const indent = ' '.repeat(2 + 'not-applicable'.length + 1);
  const head = `  ${paint(validity, validity.padEnd('not-applicable'.length))} ${by.padEnd(width)}${visible(summary)}`;
  const said = (witness?.scenes ?? []).map(({ sentence }) => sentence);
  const shown = [...said, ...(witness?.lines ?? [])].slice(0, linesMax);
  const more = (witness?.total ?? 0) - (witness?.lines.length ?? 0);
  const rest = more > 0 ? [`${indent}… and ${more} more`] : [];
  return [head, ...shown.map((line) => indent + visible(line)), ...rest];
}

function paint(validity: Validity, text: string): string {
  return styleText(colours[validity], text, { stream: process.stdout });
}
