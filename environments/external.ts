import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { closeReach, fetchBy } from '../drivers/node/fetch-by.ts';
import { certificateWords } from './certificate-words.ts';
import type { Environment, Lab, StartOptions } from './environment.ts';
import { type ExternalProviders, externalProviders } from './external-providers.ts';
import { externalSight } from './external-sight.ts';
import { observe, type Sight } from './observe.ts';
import { openObjection } from './open-objection.ts';
import { ownersRestart } from './owners-restart.ts';
import { type Reached, type ReachOptions, reachTarget } from './reach-target.ts';
import { lastAnswer } from './ready.ts';

/** Name of the variable with the target's secrets, a JSON object from name to value. */
const secretsVariable = 'ANSTURM_SECRETS';
/** One of them: what the target shows to our providers. */
const tokenSecret = 'provider-token';

/** One of its own for the certificates of a test's authority, as the flag `--ca`. */
const caVariable = 'ANSTURM_CA';

/**
 * A target that somebody else started: its processes and its database are not ours to see, so that whatever rests on
 * them is unknown. The machine and the generator are seen as ever. Providers are started for it where it was told to
 * call them. One that is not on this machine is loaded only where its owner lets us, see `reach-target.ts`.
 */
export const external: Environment = externalWith({});

export function externalWith(choice: Partial<Pick<ReachOptions, 'lookup' | 'isLoopback'>>): Environment {
  const reaching = { lookup: addressesOf, ...choice };
  return { name: 'external', prepare: async () => undefined, start: (options) => start(options, reaching) };
}

async function addressesOf(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

async function start(options: StartOptions, reaching: Pick<ReachOptions, 'lookup' | 'isLoopback'>): Promise<Lab> {
  const secrets = readSecrets(process.env[secretsVariable]);
  if (options.defects.length > 0) {
    throw new Failure('defects can only be planted in a stack that we start', { exitCode: exitCode.badUsage });
  }
  const { baseUrls: texts, hosts, signal } = options;
  const caFile = options.caFile ?? process.env[caVariable];
  const reached = await reachTarget({
    ...reaching,
    baseUrls: texts,
    signal,
    ...(hosts === undefined ? {} : { hosts }),
    caFile,
  });
  let outside: ExternalProviders | undefined;
  const sight = externalSight(options.prometheus, reached, () => outside?.processes() ?? []);
  outside = await externalProviders(options, secrets[tokenSecret]);
  try {
    await allAnswer(reached, options);
  } catch (error) {
    await outside?.stop();
    throw error;
  }
  const most = Math.min(...[reached.requestsPerSecondMax, options.rateCap].flatMap((each) => each ?? []));
  return labOf(Number.isFinite(most) ? withCap(reached, most) : reached, { secrets, outside, sight, options });
}

/** Whatever this process asks keeps to it too. */
function withCap(reached: Reached, requestsPerSecondMax: number): Reached {
  return { ...reached, requestsPerSecondMax, reach: { ...reached.reach, requestsPerSecondMax } };
}

interface Parts {
  readonly secrets: Lab['secrets'];
  readonly outside: ExternalProviders | undefined;
  readonly sight: Sight;
  readonly options: StartOptions;
}

function labOf(reached: Reached, { secrets, outside, sight, options }: Parts): Lab {
  const { restartCommand } = options;
  const { baseUrls, reach, requestsPerSecondMax } = reached;
  return {
    baseUrls,
    secrets,
    reach,
    ...(requestsPerSecondMax === undefined ? {} : { requestsPerSecondMax }),
    isOfOthers: true,
    objection: openObjection(
      reached.askOwners,
      () => performance.now(),
      () => closeReach(reach),
    ),
    processes: sight.processes,
    isBalanced: true,
    ...(outside === undefined ? {} : { providers: outside.providers }),
    ...(sight.alerts === undefined ? {} : { alerts: sight.alerts }),
    observe: (sink, observeOptions) => observe(sight, sink, observeOptions),
    ...(restartCommand === undefined
      ? {}
      : { ownersRestart: ownersRestart(restartCommand, (signal) => allAnswer(reached, { ...options, signal })) }),
    statementsStarted: async () => undefined,
    statements: async () => [],
    statementCalls: async () => null,
    connections: async () => null,
    onProcessEnd: () => undefined,
    stop: async () => outside?.stop(),
  };
}

async function allAnswer(reached: Reached, options: StartOptions): Promise<void> {
  await Promise.all(reached.baseUrls.map((baseUrl) => waitForAnswer(baseUrl, reached, options)));
}

/** Any reply shows that somebody is there; what it means to be ready only the platform knows. */
async function waitForAnswer(baseUrl: string, { reach }: Reached, options: StartOptions): Promise<void> {
  const timeoutMs = options.readyTimeoutMs ?? 30_000;
  const deadline = AbortSignal.timeout(timeoutMs);
  for (;;) {
    const answer = await lastAnswer(`${baseUrl}/`, options.signal, fetchBy(reach));
    if (answer.status !== 0) return;
    const untrusted = certificateWords(answer.cause);
    if (untrusted !== undefined) throw new Failure(`${baseUrl}: ${untrusted}`, { exitCode: exitCode.badUsage });
    if (options.signal.aborted) throw new Failure('interrupted', { exitCode: exitCode.interrupted });
    if (deadline.aborted) {
      throw new Failure(`${baseUrl} could not be reached within ${timeoutMs} ms: the last answer was ${answer.text}`, {
        exitCode: exitCode.targetNeverHealthy,
        hint: 'start the platform first, and look at the port',
      });
    }
    await sleep(100);
  }
}

function readSecrets(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined || text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value);
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
      return Object.fromEntries(entries);
    }
  }
  throw new Failure(`${secretsVariable} is not a JSON object from names to texts`, {
    exitCode: exitCode.badUsage,
    hint: `for example ${secretsVariable}='{"api-key/company-0001":"…"}'`,
  });
}
