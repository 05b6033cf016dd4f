import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import type { Reach } from '../../core/reach.ts';
import type { Delivery } from '../../scenarios/storm/deliveries.ts';
import { playStorm } from '../../scenarios/storm/play-storm.ts';
import { reference } from '../../targets/reference.ts';
import { suite } from '../door.ts';
import { makeCertificate } from '../drivers/make-certificate.ts';

const test = suite('where a storm goes');

const names = { kind: 'call-started', demand: { effect: 'none' }, position: 0, tenant: 't' };
const deliveries = [1, 2, 3].map(
  (number) =>
    ({
      ...{ dueMs: 0, cause: 'first', credential: 'good', form: 'plain' },
      event: { ...names, id: `e-${number}`, call: `c-${number}` },
    }) as Delivery,
);

function play(baseUrl: string, reach: Reach | undefined) {
  const beganMs = performance.now();
  return playStorm({
    ...{ deliveries, retryAfterMs: [1], lastsMsMax: 5_000, target: reference, connections: 2, reach },
    ...{ runId: '0000abcd', timeoutMs: 2_000, clock: () => performance.now() - beganMs, baseUrls: [baseUrl] },
    secrets: {
      'webhook/t': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'voice/t': 'base64:MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    },
    write: () => undefined,
    signal: new AbortController().signal,
  });
}

test('to the pinned address, and to nobody whose certificate is not trusted', async () => {
  const tls = makeCertificate(['staging.test']);
  let seen = 0;
  const server = createServer(tls, (request, response) => {
    seen += 1;
    request.resume().once('end', () => response.writeHead(202).end());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.2', done));
  const baseUrl = `https://staging.test:${(server.address() as AddressInfo).port}`;
  const addresses = { 'staging.test': ['127.0.0.2'] };
  try {
    assert.equal((await play(baseUrl, { addresses, certificates: tls.cert })).outcomes, { ok: 3, fail: 0, info: 0 });
    assert.is(seen, 3);
    for (const reach of [{ addresses, certificates: makeCertificate(['staging.test']).cert }, { addresses }]) {
      const { outcomes, faults } = await play(baseUrl, reach);
      assert.is(outcomes.ok, 0);
      assert.match([...faults.keys()].join(), /self.signed|certificate/);
    }
    assert.is(seen, 3);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
