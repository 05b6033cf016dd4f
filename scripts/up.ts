import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { badUsage } from './bad-usage.ts';
import { interruption } from './interruption.ts';
import { terminalProgress } from './progress.ts';
import { readSeed, unknownWords } from './run-options.ts';
import { forgetStanding, recordStanding, standingFolder } from './standing.ts';

interface TypedOptions {
  readonly seed?: string;
  readonly defects?: string;
  readonly environment: string;
  readonly for: string;
  readonly secrets?: boolean;
}

/** Those that start a platform themselves. */
const environments = {
  embedded: async () => (await import('../environments/embedded.ts')).embedded,
  containers: async () => (await import('../environments/containers.ts')).containers,
};

export function up(program: Command): void {
  program
    .command('up')
    .description('start the reference stack, filled, and leave it running until Ctrl-C or `down`')
    .option('--seed <number>', 'makes the same world again; default: a fresh one')
    .option('--defects <a,b>', 'planted bugs to switch on')
    .option('--environment <name>', 'embedded: processes of this machine; containers: docker-compose.yml', 'embedded')
    .option('--for <campaign or scenario>', 'fills it with the world of a run of it with the same seed', 'rehearsal')
    .option('--secrets', 'also print the API keys, as the line that `run --environment external` needs')
    .addHelpText('after', '\nExample:\n  npx ansturm up --defects field-drift')
    .action(carryOut);
}

async function carryOut(typed: TypedOptions): Promise<void> {
  const problems: string[] = [];
  const seed = typed.seed === undefined ? randomInt(2 ** 32) : readSeed(typed.seed, problems);
  const defects = (typed.defects ?? '').split(',').filter(Boolean);
  problems.push(...(await unknownWords('defect', defects, ['defects'])));
  problems.push(...(await unknownWords('campaign or scenario', [typed.for], ['campaigns', 'scenarios'])));
  if (!Object.hasOwn(environments, typed.environment)) {
    problems.push(`--environment "${typed.environment}": embedded or containers.`);
  }
  if (problems.length > 0) throw badUsage('This cannot be started as it was typed:', problems);
  const progress = terminalProgress(process.stderr, () => performance.now());
  const note = progress.note;
  const signal = interruption(note, 'stopping the platform');
  note(`ansturm up · seed ${seed}`);
  await mkdir(standingFolder, { recursive: true });
  const folder = await mkdtemp(join(standingFolder, 'stack-'));
  try {
    const [{ makeFixtures }, { findCampaign }, environment] = await Promise.all([
      import('../fixtures/make-fixtures.ts'),
      import('../campaigns/find-campaign.ts'),
      environments[typed.environment as keyof typeof environments](),
    ]);
    progress.step('filling the platform');
    const fixturesFolder = join(folder, 'fixtures');
    const anchorDay = new Date().toISOString().slice(0, 10);
    const journeys = { 'voice-call': 0, 'web-booking': 0, 'staff-day': 0 };
    const { world } = await findCampaign(typed.for);
    await makeFixtures({ folder: fixturesFolder, seed, anchorDay, ...world, journeys, signal });
    progress.step('starting the platform');
    const lab = await environment.start({ fixturesFolder, defects, runFolder: folder, baseUrls: [], signal, note });
    try {
      await recordStanding(lab.baseUrls);
      process.stdout.write(`${lab.baseUrls.join('\n')}\n`);
      if (typed.secrets === true) process.stdout.write(`export ANSTURM_SECRETS='${JSON.stringify(lab.secrets)}'\n`);
      note(`It runs; its logs are in ${folder}. Ctrl-C here, or \`npx ansturm down\`, stops it.`);
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    } finally {
      await lab.stop();
    }
  } finally {
    await forgetStanding();
    await rm(folder, { recursive: true, force: true });
  }
}
