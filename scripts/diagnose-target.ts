import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTarget, targetFileOf, zonesOf } from '../campaigns/load-target.ts';
import { readStateCommand } from '../campaigns/read-state-command.ts';
import { tryTarget } from '../campaigns/try-target.ts';
import type { Trial } from '../campaigns/trying.ts';
import type { World } from '../core/world.ts';
import { openClient } from '../drivers/node/client.ts';
import type { StartOptions } from '../environments/environment.ts';
import { external } from '../environments/external.ts';
import type { Offering, Target } from '../targets/target.ts';

export interface TargetDiagnosisOptions {
  readonly target: string;
  readonly reaching: Pick<StartOptions, 'baseUrls' | 'hosts' | 'caFile'>;
  readonly worldFile?: string;
  readonly stateCommand?: readonly string[];
  readonly signal: AbortSignal;
}

export interface TargetDiagnosis {
  readonly target: string;
  readonly trials: readonly Trial[];
  /** What the adapter does not declare is not tested by any run. */
  readonly notDeclared: readonly string[];
  /** Names that the adapter signs with, and that stand for nothing. */
  readonly secretsMissing: readonly string[];
  /** All tags of this try begin with it. */
  readonly runId: string;
}

const timeoutMs = 10_000;
const readyTimeoutMs = 3_000;

/**
 * Tries once what an adapter declares, at a platform that may be loaded.
 * @throws Failure with exit code 2 for what cannot be tried, 5 where nothing answers
 */
export async function diagnoseTarget(options: TargetDiagnosisOptions): Promise<TargetDiagnosis> {
  const today = new Date().toISOString().slice(0, 10);
  const runId = randomBytes(4).toString('hex');
  const target = await loadTarget(targetFileOf(options.target));
  const zones = zonesOf(target, today);
  const { signal } = options;
  // Providers that the platform is to call have journals, for as long as the trying lasts.
  const runFolder = await mkdtemp(join(tmpdir(), 'ansturm-doctor-'));
  const start = {
    ...{ signal, readyTimeoutMs, fixturesFolder: '', runFolder, defects: [] },
    note: () => undefined,
  };
  try {
    const lab = await external.start({ ...start, ...options.reaching });
    const { baseUrls, reach } = lab;
    const { secrets, missing } = watched(lab.secrets);
    const { stateCommand } = options;
    const clock = (): number => performance.now();
    const asked = { target, zones, baseUrls, secrets, reach, clock, runId, timeoutMs, signal };
    const trials = await tryTarget({
      ...{ target, today, runId, customers: target.catalogue?.customers },
      offerings: await offeringsOf(target, options.worldFile),
      user: (name) => openClient({ ...asked, name }),
      ...(stateCommand === undefined ? {} : { readStored: (take) => readStateCommand(stateCommand, take) }),
    }).finally(lab.stop);
    return {
      target: target.name,
      trials,
      notDeclared: notDeclared(target),
      secretsMissing: [...missing].sort(),
      runId,
    };
  } finally {
    await rm(runFolder, { recursive: true, force: true });
  }
}

/** The same secrets; which were asked for in vain is kept. */
function watched(known: Readonly<Record<string, string>>) {
  const missing = new Set<string>();
  const secrets = new Proxy(known, {
    get(all, name) {
      if (typeof name === 'string' && !Object.hasOwn(all, name)) missing.add(name);
      return Reflect.get(all, name);
    },
  });
  return { secrets, missing };
}

/** The catalogue's, else what a world.json of our fixtures holds. */
async function offeringsOf({ catalogue }: Target, worldFile: string | undefined): Promise<readonly Offering[]> {
  if (catalogue !== undefined) return catalogue.offerings;
  if (worldFile === undefined) return [];
  const { tenants } = JSON.parse(await readFile(worldFile, 'utf8')) as World;
  return tenants.flatMap(({ id: tenant, branches, services }) =>
    branches.flatMap(({ id: branch, timeZone, staff }) =>
      services
        .filter(({ id, capacity }) => capacity === 1 && staff.some((member) => member.services.includes(id)))
        .map(({ id: service, durationMinutes }) => ({ tenant, branch, service, timeZone, durationMinutes })),
    ),
  );
}

const wanted = {
  ...{ 'find-slots': 'search', book: 'booking', 'read-booking': 'way to read a booking', cancel: 'cancellation' },
  ...{
    reschedule: 'rescheduling',
    hold: 'holds',
    'read-state': 'list of all that is stored (--final-state may stand in)',
  },
  ...{ probe: 'cheap request to probe it with' },
};

function notDeclared({ offers }: Target): readonly string[] {
  const verbs: readonly string[] = offers.verbs;
  const missing = Object.entries(wanted).flatMap(([verb, words]) => (verbs.includes(verb) ? [] : [words]));
  if (offers.idempotencyKeys === false) missing.push('idempotency keys');
  if (!offers.capacity) missing.push('group services');
  if (!offers.tags) missing.push('field that keeps a tag of ours');
  return missing;
}
