import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Failure } from '../../core/failure.ts';
import { openClient } from '../../drivers/node/client.ts';
import { openConnection } from '../../drivers/socket/open-connection.ts';
import { originOf } from '../../drivers/socket/origin.ts';
import { requestBytes } from '../../drivers/socket/request-bytes.ts';
import type { Lab, StartOptions } from '../../environments/environment.ts';
import { externalWith } from '../../environments/external.ts';
import { openObjection } from '../../environments/open-objection.ts';
import { type ConsentRead, consentPath } from '../../environments/read-consent.ts';
import { suite } from '../door.ts';
import { makeCertificate } from '../drivers/make-certificate.ts';
import { target } from '../drivers/toy-target.ts';
import { consentOf, type ForeignHost, foreignAddress, startForeignHost, token } from './foreign-host.ts';

const test = suite('consent of a foreign host');

const clock = (): number => performance.now();
let lookedUp = 0;
/** A resolver that tells the truth once and lies ever after, as one does that leads a load elsewhere. */
const lookup = async (): Promise<readonly string[]> => (lookedUp++ === 0 ? [foreignAddress] : ['127.0.0.3']);
const isLoopback = (address: string): boolean => address !== foreignAddress;

interface Chosen extends Partial<StartOptions> {
  readonly token?: string;
}

async function start(baseUrl: string, { token: shown = token, ...more }: Chosen = {}): Promise<Lab> {
  lookedUp = 0;
  process.env.ANSTURM_CONSENT = shown;
  try {
    return await externalWith({ lookup, isLoopback }).start({
      ...{ baseUrls: [baseUrl], fixturesFolder: '/nowhere', runFolder: '/nowhere', defects: [], readyTimeoutMs: 1_000 },
      ...{ signal: new AbortController().signal, note: () => undefined, ...more },
    });
  } finally {
    delete process.env.ANSTURM_CONSENT;
  }
}

async function refusal(started: Promise<Lab>): Promise<string> {
  const error = await started.then(
    () => new Error('it started'),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, Failure, String(error));
  const { exitCode, message, problems } = error as Failure;
  assert.is(exitCode, 2);
  const said = [message, ...problems].join('; ');
  assert.not.match(said, token);
  return said;
}

async function withHost(work: (host: ForeignHost) => Promise<void>, tls?: Parameters<typeof startForeignHost>[0]) {
  const host = await startForeignHost(tls);
  await work(host).finally(host.stop);
}

test('no request at all reaches a foreign host that the command does not name, or without a token', () =>
  withHost(async (host) => {
    for (const name of [foreignAddress, 'staging.test', '2130706434', '0x7f.2']) {
      const url = `http://${name}:${host.port}`;
      const named = [new URL(url).host];
      host.document = consentOf(named[0] ?? '');
      assert.match(await refusal(start(url)), `name it with --host ${named[0]}`);
      assert.match(await refusal(start(url, { hosts: ['staging.test'] })), /--host staging.test/);
      assert.match(await refusal(start(url, { hosts: named, token: '' })), /ANSTURM_CONSENT is not set/);
      assert.match(await refusal(start(url, { hosts: named, token: 'short' })), /could be guessed/);
    }
    assert.equal(host.asked, []);
  }));

test('what the owner placed is read first: without it, or with another, nothing else is asked', () =>
  withHost(async (host) => {
    const name = `staging.test:${host.port}`;
    const cases: [ForeignHost['document'], RegExp][] = [
      [undefined, /there is no consent at http:\/\/staging\.test:\d+\/\.well-known\/ansturm\.json \(404\)/],
      ['<html>', /no JSON object/],
      [{ ...consentOf(name), ansturm: 2 }, /"ansturm" is not 1/],
      [{ ...consentOf(name), tokenSha256: 'ab'.repeat(32) }, /not the SHA-256 of the token/],
      [{ ...consentOf(name), tokenSha256: token }, /not the SHA-256 of the token/],
      [consentOf('other.test'), /"hosts" does not name staging\.test/],
      [consentOf('staging.test'), /"hosts" does not name staging\.test:\d+/],
      [consentOf(name, { until: '2020-01-01T00:00:00Z' }), /"until" is no time to come/],
      [consentOf(name, { until: 'soon' }), /"until" is no time to come/],
      [consentOf(name, { stop: true }), /says stop/],
      [consentOf(name, { requestsPerSecondMax: 0 }), /no number above 0/],
      [`${JSON.stringify(consentOf(name)).slice(0, -1)},"x":"${'x'.repeat(20_000)}"}`, /no JSON object/],
    ];
    for (const [document, words] of cases) {
      host.document = document;
      assert.match(await refusal(start(`http://${name}`, { hosts: [name] })), words);
    }
    assert.equal([...new Set(host.asked)], [consentPath]);
    assert.is(host.seen.join().includes(token), false, 'the token itself is never sent');
  }));

test('with consent the load goes to the address that was asked, whatever the name leads to later', () =>
  withHost(async (host) => {
    const name = `staging.test:${host.port}`;
    host.document = consentOf(name, { requestsPerSecondMax: 40 });
    const lab = await start(`http://${name}/app/`, { hosts: [name] });
    assert.equal(lab.baseUrls, [`http://${name}/app`]);
    assert.equal(lab.reach?.addresses, { 'staging.test': [foreignAddress] });
    assert.is(lab.requestsPerSecondMax, 40);
    assert.is(host.asked[0], consentPath);
    const { reach } = lab;
    const named = { name: 'user', runId: '0000abcd', timeoutMs: 2_000, secrets: {} };
    const client = openClient({ ...named, target, baseUrls: lab.baseUrls, clock, reach });
    assert.is((await client.perform({ verb: 'probe' })).lastReply?.status, 200);
    const origin = originOf(`http://${name}`);
    const connection = openConnection(origin, { clock, reach });
    const asked = requestBytes({ method: 'GET', path: '/raced', route: '/' }, origin, { traceparent: '', secrets: {} });
    assert.is((await connection.exchange(asked, 2_000)).reply.status, 200);
    connection.close('the test is over');
    assert.is(lookedUp, 1, 'looked up once');
    assert.ok(host.asked.includes('/app/probe') && host.asked.includes('/raced'));
    const elsewhere = openClient({ ...named, target, baseUrls: [`http://localhost:${host.port}`], clock, reach });
    assert.match((await elsewhere.perform({ verb: 'probe' })).lastReply?.body ?? '', /was not looked up/);
  }));

test('an adapter that is led astray by a reply never leaves the host', async () => {
  let strangers = 0;
  const stranger = createServer((socket) => {
    strangers += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  await withHost(async (host) => {
    const name = `staging.test:${host.port}`;
    host.document = consentOf(name);
    const { port } = stranger.address() as { port: number };
    host.answer = (_request, response) => void response.writeHead(302, { location: `@127.0.0.1:${port}/` }).end();
    const { baseUrls, reach } = await start(`http://${name}`, { hosts: [name] });
    const follows: typeof target = {
      ...target,
      *perform() {
        const reply = yield { method: 'GET', path: '/', route: '/' };
        yield { method: 'GET', path: reply.headers.location ?? '', route: '/' };
        return { type: 'ok', answer: {} };
      },
    };
    const user = { name: 'user', runId: '0000abcd', timeoutMs: 2_000, secrets: {}, baseUrls, clock, reach };
    const { completion } = await openClient({ ...user, target: follows }).perform({ verb: 'probe' });
    assert.is(completion.type, 'info');
    assert.match(JSON.stringify(completion), /does not begin with a slash/);
  }).finally(() => stranger.close());
  assert.is(strangers, 0);
});

test('a consent that is taken away is an objection, and nothing is sent any more', () =>
  withHost(async (host) => {
    const name = `staging.test:${host.port}`;
    host.document = consentOf(name);
    const lab = await start(`http://${name}`, { hosts: [name] });
    assert.is(await lab.objection?.(), undefined);
    host.document = consentOf(name, { stop: true });
    assert.match((await lab.objection?.()) ?? '', /the owner's consent is gone: .*its owner says stop/);
    const { baseUrls, reach } = lab;
    const before = host.asked.length;
    const user = { name: 'user', runId: '0000abcd', timeoutMs: 2_000, secrets: {}, target, baseUrls, clock, reach };
    assert.is((await openClient(user).perform({ verb: 'probe' })).lastReply?.status, 0);
    assert.is(host.asked.length, before, 'nothing is sent any more');
  }));

test('so is one that is removed, and one that nobody can read for ten seconds, but no single failure', async () => {
  let nowMs = 0;
  let answer: ConsentRead = { consent: {} };
  let isClosed = false;
  const objection = openObjection(
    async () => [{ consent: {} }, answer],
    () => nowMs,
    () => {
      isClosed = true;
    },
  );
  assert.is(await objection(), undefined);
  answer = { silent: 'http://a/ cannot be read (503)' };
  for (nowMs = 1_000; nowMs <= 10_000; nowMs += 1_000) assert.is(await objection(), undefined);
  answer = { consent: {} };
  assert.is(await objection(), undefined);
  answer = { silent: 'http://a/ cannot be read (503)' };
  nowMs += 9_000;
  assert.is(await objection(), undefined);
  assert.is(isClosed, false);
  nowMs += 2_000;
  assert.match((await objection()) ?? '', /for 10 seconds nobody could read .*\(503\)$/);
  assert.is(isClosed, true);
  answer = { refusal: 'there is no consent at http://a/ (404)' };
  assert.match((await objection()) ?? '', /the owner's consent is gone: there is no consent at/);
});

test('TLS: whom nobody vouches for is refused in plain words; a test names its authority by a file', async () => {
  const tls = makeCertificate(['staging.test']);
  const folder = mkdtempSync(join(tmpdir(), 'ansturm-test-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, tls.cert);
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    await withHost(async (host) => {
      const [name, other] = [`staging.test:${host.port}`, `other.test:${host.port}`];
      host.document = consentOf(name, { hosts: [name, other] });
      assert.match(await refusal(start(`https://${name}`, { hosts: [name] })), /cannot be trusted .*--ca/);
      assert.match(await refusal(start(`https://${other}`, { hosts: [other], caFile })), /another host's/);
      assert.match(await refusal(start(`https://${name}`, { hosts: [name], caFile: '/nowhere' })), /no certificate/);
      assert.equal(host.asked, []);
      const lab = await start(`https://${name}`, { hosts: [name], caFile });
      assert.is(lab.reach?.certificates, tls.cert);
      assert.equal(host.asked, [consentPath, '/']);
    }, tls);
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    rmSync(folder, { recursive: true });
  }
});
