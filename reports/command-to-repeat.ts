import type { RunRecord } from '../core/run.ts';
import { visibleLine } from './visible-text.ts';

/** The run's command line as a shell takes it, with the seed that it had, whether or not it was typed. */
export function commandToRepeat({ commandLine, seed }: RunRecord): string {
  const hasSeed = commandLine.some((word) => word === '--seed' || word.startsWith('--seed='));
  const typed = commandLine[0] === 'ansturm' ? ['npx', ...commandLine] : commandLine;
  return (hasSeed ? typed : [...typed, '--seed', String(seed)]).map(quoted).join(' ');
}

function quoted(word: string): string {
  const text = visibleLine(word, 300);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
