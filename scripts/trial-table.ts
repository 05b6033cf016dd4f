import { styleText } from 'node:util';
import type { TargetDiagnosis } from './diagnose-target.ts';
import { visible } from './visible.ts';

const colours = { ok: 'green', refused: 'yellow', 'not-understood': 'red', 'not-tried': 'yellow' } as const;
const stateWidth = 'not-understood'.length + 2;

/** `ansturm doctor --target …` on the terminal: one line a try, and the reply beneath what was not understood. */
export function trialTable({ target, trials, notDeclared, secretsMissing, runId }: TargetDiagnosis): string {
  const width = Math.max(...trials.map(({ name }) => name.length), 0) + 2;
  const lines = trials.flatMap(({ name, state, found, reply }) => {
    const mark = styleText(colours[state], state.padEnd(stateWidth), { stream: process.stdout });
    const shown = reply === undefined ? [] : [`${' '.repeat(stateWidth + width)}${visible(reply)}`];
    return [`${mark}${name.padEnd(width)}${visible(found)}`, ...shown];
  });
  const open = trials.filter(({ state }) => state !== 'ok').length;
  const missing = notDeclared.length === 0 ? [] : [`Not declared, so not tested: ${notDeclared.join(' · ')}.`];
  // Whatever was not understood may come of it, so it is said first.
  const secrets = secretsMissing.filter((name) => !name.endsWith('/')).map(visible);
  return [
    ...(secrets.length === 0
      ? []
      : [`ANSTURM_SECRETS has no ${secrets.join(', ')} (a JSON object, name to secret).`, '']),
    ...lines,
    '',
    open === 0 ? `All that ${target} declares was understood.` : `${open} of ${trials.length} need a look.`,
    ...missing,
    `What was booked has a tag that begins with ${runId}-doctor; it is cancelled again where the target can.`,
    '',
  ].join('\n');
}
