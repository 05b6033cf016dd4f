import { setTimeout as sleep } from 'node:timers/promises';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import type { Environment, StartOptions } from './environment.ts';
import { externalProviders } from './external-providers.ts';
import { loopbackUrls } from './loopback-urls.ts';
import { observe } from './observe.ts';
import { lastAnswer } from './ready.ts';

/** Name of the variable with the target's secrets, a JSON object from name to value. */
const secretsVariable = 'ANSTURM_SECRETS';
/** One of them: what the target shows to our providers. */
const tokenSecret = 'provider-token';

/**
 * A target on this machine that somebody else started: its processes and its database are not ours to see, so that
 * whatever rests on them is unknown. The machine and the generator are seen as ever. Providers are started for it where
 * it was told to call them.
 */
export const external: Environment = {
  name: 'external',
  prepare: async () => undefined,
  start: async (options) => {
    const baseUrls = await loopbackUrls(options.baseUrls);
    const secrets = readSecrets(process.env[secretsVariable]);
    if (options.defects.length > 0) {
      throw new Failure('defects can only be planted in a stack that we start', { exitCode: exitCode.badUsage });
    }
    const outside = await externalProviders(options, secrets[tokenSecret]);
    try {
      await Promise.all(baseUrls.map((baseUrl) => waitForAnswer(baseUrl, options)));
    } catch (error) {
      await outside?.stop();
      throw error;
    }
    const processes = () => outside?.processes() ?? [];
    return {
      baseUrls,
      secrets,
      processes,
      ...(outside === undefined ? {} : { providers: outside.providers }),
      observe: (sink, observeOptions) => observe({ processes, database: async () => null }, sink, observeOptions),
      statementsStarted: async () => undefined,
      statements: async () => [],
      statementCount: async () => null,
      connections: async () => null,
      onProcessEnd: () => undefined,
      stop: async () => outside?.stop(),
    };
  },
};

/** Any reply shows that somebody is there; what it means to be ready only the platform knows. */
async function waitForAnswer(baseUrl: string, options: StartOptions): Promise<void> {
  const timeoutMs = options.readyTimeoutMs ?? 30_000;
  const deadline = AbortSignal.timeout(timeoutMs);
  for (;;) {
    const answer = await lastAnswer(`${baseUrl}/`, options.signal);
    if (answer.status !== 0) return;
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
