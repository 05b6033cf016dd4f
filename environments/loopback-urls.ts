import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Base URLs as they are used (no slash at the end), once it is certain that all of them lead to this machine: load on
 * somebody else's is an attack. Names other than `localhost` are refused whatever they resolve to, since they may
 * resolve to something else a moment later.
 * @throws Failure with exit code 2 that names every problem, before anything was sent
 */
export async function loopbackUrls(texts: readonly string[]): Promise<readonly string[]> {
  const checked = await Promise.all(texts.map(check));
  const problems = checked.flatMap((result) => ('problem' in result ? [result.problem] : []));
  if (texts.length === 0) problems.push('no base URL was given');
  if (problems.length > 0) {
    throw new Failure('the target is not one that may be loaded', {
      exitCode: exitCode.badUsage,
      hint: 'name addresses of this machine, for example --base-url http://127.0.0.1:3000',
      problems,
    });
  }
  return [...new Set(checked.flatMap((result) => ('url' in result ? [result.url] : [])))];
}

async function check(text: string): Promise<{ readonly url: string } | { readonly problem: string }> {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return { problem: `${JSON.stringify(text)} is not an http or https URL` };
  }
  if (url.username !== '' || url.password !== '') {
    return { problem: `a URL for ${url.host} carries a password, which every user of the machine could read` };
  }
  if (url.search !== '' || url.hash !== '') return { problem: `${url.origin}… has a query or a fragment` };
  if (!(await isLoopback(url.hostname.replace(/^\[|\]$/g, '')))) {
    return { problem: `${url.host} is not a loopback address; load goes to this machine only` };
  }
  return { url: url.href.replace(/\/+$/, '') };
}

async function isLoopback(host: string): Promise<boolean> {
  const family = isIP(host);
  if (family !== 0) return loopback.check(host, family === 4 ? 'ipv4' : 'ipv6');
  if (host !== 'localhost') return false;
  const addresses = await lookup(host, { all: true }).catch(() => []);
  return (
    addresses.length > 0 && addresses.every(({ address }) => loopback.check(address, `ipv${isIP(address)}` as 'ipv4'))
  );
}
