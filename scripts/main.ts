import { Command } from 'commander';
import { bench } from './bench.ts';
import { chaosToolkit } from './chaos-toolkit.ts';
import { clean } from './clean.ts';
import { describeError } from './describe-error.ts';
import { doctor } from './doctor.ts';
import { down } from './down.ts';
import { grow } from './grow.ts';
import { help } from './help.ts';
import { judge } from './judge.ts';
import { lint } from './lint.ts';
import { list } from './list.ts';
import { prove } from './prove.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';
import { standIns } from './stand-ins.ts';
import { sweep } from './sweep.ts';
import { test } from './test.ts';
import { up } from './up.ts';

/** The verbs. Each file registers one, and imports what is heavy only when it is called. */
const verbs = [
  ...[run, prove, judge, report, list, up, down, doctor, clean, sweep, shrink, grow, chaosToolkit],
  ...[test, bench, lint, standIns, help],
];

for (const stream of [process.stdout, process.stderr]) {
  // A reader that has seen enough (`| head`) is no reason to leave faults in place or a verdict unwritten.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const program = new Command('ansturm')
  .description('Load and chaos testing for booking platforms: may it go live?')
  .usage('<verb> [options]')
  .exitOverride()
  .helpCommand(false)
  .showHelpAfterError('(each verb explains itself with --help)')
  .addHelpText('after', '\nExample:\n  npx ansturm run rehearsal --seed 7');
for (const verb of verbs) verb(program);

try {
  await program.parseAsync();
} catch (error) {
  const { exitCode, text } = describeError(error);
  process.stderr.write(text);
  process.exitCode = exitCode;
}
await drained(process.stdout);
await drained(process.stderr);
// Whatever a verb left open must not keep the terminal waiting.
process.exit();

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) resolve();
    else stream.write('', () => resolve());
  });
}
