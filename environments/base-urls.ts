import { isIP } from 'node:net';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { isLoopback } from './is-loopback.ts';

/** Name of the variable with the token that the owner of a foreign host gave away, see `read-consent.ts`. */
export const consentVariable = 'ANSTURM_CONSENT';
/** Nobody guesses as many characters. */
const tokenLengthMin = 32;

/** Where a platform is to be loaded, as it was typed. */
export interface BaseUrl {
  /** No slash at the end. */
  readonly url: string;
  /** With scheme and port, without a path. */
  readonly origin: string;
  /** With the port, as `--host` names it. */
  readonly host: string;
  /** Without brackets. */
  readonly hostname: string;
  /** On somebody else's machine, or on one that may be: nobody knows where a name leads a moment later. */
  readonly isForeign: boolean;
}

export interface Named {
  /** Hosts that the command names, beside the base URLs: load on somebody else's machine is never a slip. */
  readonly hosts?: readonly string[];
  /** Default: by the address. */
  readonly isLoopback?: (address: string) => boolean;
}

/**
 * Base URLs, once all that can be said without a request is: each leads to this machine, or to a host that the command
 * names and whose owner gave a token away.
 * @throws Failure with exit code 2 that names every problem
 */
export function readBaseUrls(texts: readonly string[], named: Named = {}): readonly BaseUrl[] {
  const problems: string[] = [];
  const read = texts.map((text) => readOne(text, named, problems));
  const baseUrls = read.filter((one): one is BaseUrl => one !== undefined);
  if (texts.length === 0) problems.push('no base URL was given');
  for (const host of named.hosts ?? []) {
    if (!baseUrls.some((one) => one.host === host)) problems.push(`--host ${host}: no base URL has this host`);
  }
  if (baseUrls.some(({ isForeign }) => isForeign)) problems.push(...tokenProblems(process.env[consentVariable]));
  if (problems.length > 0) throw refused(problems);
  return [...new Map(baseUrls.map((one) => [one.url, one])).values()];
}

export function refused(problems: readonly string[]): Failure {
  return new Failure('the target is not one that may be loaded', {
    exitCode: exitCode.badUsage,
    hint:
      'name addresses of this machine, for example --base-url http://127.0.0.1:3000; ' +
      'environments/README.md says what the owner of another host has to place there',
    problems,
  });
}

/** Whether a host is this machine, as far as its name tells. @param hostname without brackets */
export function isOwnHost(hostname: string, isOwnAddress: (address: string) => boolean = isLoopback): boolean {
  return isIP(hostname) === 0 ? hostname === 'localhost' : isOwnAddress(hostname);
}

function readOne(text: string, named: Named, problems: string[]): BaseUrl | undefined {
  const problem = (words: string): undefined => void problems.push(words);
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return problem(`${JSON.stringify(text)} is not an http or https URL`);
  }
  if (url.username !== '' || url.password !== '') {
    return problem(`a URL for ${url.host} carries a password, which every user of the machine could read`);
  }
  if (url.search !== '' || url.hash !== '') return problem(`${url.origin}… has a query or a fragment`);
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const isOwn = isOwnHost(hostname, named.isLoopback);
  if (!isOwn && !(named.hosts ?? []).includes(url.host)) {
    return problem(`${url.host} is not a loopback address; where its owner lets you, name it with --host ${url.host}`);
  }
  const { origin, host } = url;
  return { url: url.href.replace(/\/+$/, ''), origin, host, hostname, isForeign: !isOwn };
}

function tokenProblems(token: string | undefined): readonly string[] {
  if (token === undefined || token === '') {
    return [`${consentVariable} is not set: it holds the token that the owner of the host gave you`];
  }
  if (token.length >= tokenLengthMin) return [];
  return [`${consentVariable} is shorter than ${tokenLengthMin} characters, so that it could be guessed`];
}
