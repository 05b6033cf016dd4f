import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import type { Reach } from '../core/reach.ts';
import { fetchBy } from '../drivers/node/fetch-by.ts';
import { type BaseUrl, consentVariable, type Named, readBaseUrls, refused } from './base-urls.ts';
import { certificateWords } from './certificate-words.ts';
import { isLoopback } from './is-loopback.ts';
import { type ConsentRead, readConsent } from './read-consent.ts';

export interface ReachOptions extends Named {
  readonly baseUrls: readonly string[];
  /** A file with authorities to trust, PEM. */
  readonly caFile?: string | undefined;
  readonly signal: AbortSignal;
  /** Asked once for each name. */
  readonly lookup: (hostname: string) => Promise<readonly string[]>;
}

/** A target that may be loaded. */
export interface Reached {
  readonly baseUrls: readonly string[];
  readonly reach: Reach;
  /** The least that any owner puts up with; undefined: nobody said. */
  readonly requestsPerSecondMax?: number;
  /** Asks all owners again. */
  askOwners(): Promise<readonly ConsentRead[]>;
}

/**
 * Settles where the load goes before anything is sent there but the question whether it may: names are looked up once,
 * and of each host that is not this machine the owner's consent is read.
 * @throws Failure with exit code 2 that names every problem
 */
export async function reachTarget(options: ReachOptions): Promise<Reached> {
  const baseUrls = readBaseUrls(options.baseUrls, options);
  const certificates = options.caFile === undefined ? {} : { certificates: await readCertificates(options.caFile) };
  const reach: Reach = { addresses: await lookUp(baseUrls, options.lookup), ...certificates };
  const foreign = [...new Map(baseUrls.filter((one) => one.isForeign).map((one) => [one.origin, one])).values()];
  const token = process.env[consentVariable] ?? '';
  const askOwners = (): Promise<ConsentRead[]> =>
    Promise.all(
      foreign.map(({ origin, host }) =>
        readConsent({ origin, host, token, fetch: fetchBy(reach), signal: options.signal, nowMs: Date.now() }),
      ),
    );
  const answers = await askOwners();
  if (options.signal.aborted) throw new Failure('interrupted', { exitCode: exitCode.interrupted });
  const problems = answers.flatMap(problemsOf);
  if (problems.length > 0) throw refused(problems);
  const most = answers.flatMap((answer) => ('consent' in answer ? (answer.consent.requestsPerSecondMax ?? []) : []));
  return {
    baseUrls: baseUrls.map(({ url }) => url),
    reach,
    ...(most.length === 0 ? {} : { requestsPerSecondMax: Math.min(...most) }),
    askOwners,
  };
}

function problemsOf(answer: ConsentRead): readonly string[] {
  if ('refusal' in answer) return [answer.refusal];
  if ('silent' in answer) return [certificateWords(answer.cause) ?? answer.silent];
  return [];
}

/** An own name must lead to this machine by all its addresses; of a foreign one the first that is told is kept. */
async function lookUp(baseUrls: readonly BaseUrl[], lookup: ReachOptions['lookup']): Promise<Reach['addresses']> {
  const problems: string[] = [];
  const addresses: Record<string, readonly string[]> = {};
  for (const { hostname, isForeign } of new Map(baseUrls.map((one) => [one.hostname, one])).values()) {
    if (isIP(hostname) !== 0) continue;
    const found = [...(await lookup(hostname).catch(() => []))].sort((a, b) => isIP(a) - isIP(b));
    if (found.length === 0) problems.push(`nobody knows where ${hostname} is`);
    else if (!isForeign && !found.every(isLoopback)) problems.push(`${hostname} leads to ${found.join(', ')}`);
    // k6 takes one address only, and all who load a host must load the one whose owner was asked.
    addresses[hostname] = isForeign ? found.slice(0, 1) : found;
  }
  if (problems.length > 0) throw refused(problems);
  return addresses;
}

async function readCertificates(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new Failure(`${file} holds no certificate that can be read`, {
    exitCode: exitCode.badUsage,
    hint: 'PEM is wanted, the text that begins with -----BEGIN CERTIFICATE-----',
  });
}
