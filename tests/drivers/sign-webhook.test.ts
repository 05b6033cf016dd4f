import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import * as assert from 'uvu/assert';
import { type Credential, forgedCredentials } from '../../core/webhook.ts';
import { signWebhook } from '../../drivers/node/sign-webhook.ts';
import { suite } from '../door.ts';

const test = suite('sign webhook');

const own = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const secrets = {
  own,
  next: 'whsec_bmV4dCBzZWNyZXQgb2YgdGhlIHNhbWU=',
  other: 'whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==',
};
const names = { scheme: 'standard-webhooks', secret: 'own', newSecret: 'next', otherSecret: 'other' } as const;
const body = '{"test": 2432232314}';

function headersOf(credential: Credential, atMs: number, text = body): Record<string, string> {
  return signWebhook({ ...names, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', credential }, text, secrets, atMs);
}

function isAccepted(headers: Record<string, string>, text: string, secret: string): boolean {
  try {
    new Webhook(secret).verify(text, headers);
    return true;
  } catch {
    return false;
  }
}

test('writes the signature that the specification publishes', () => {
  assert.equal(headersOf('good', 1_614_265_330_000), {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('the published library accepts what is good, whatever the body has in it', () => {
  for (const text of [body, '', '{"name":"Jürgen \u{1f600}"}\n']) {
    assert.ok(isAccepted(headersOf('good', Date.now(), text), text, own), text);
    assert.ok(isAccepted(headersOf('rotated', Date.now(), text), text, own));
    assert.ok(isAccepted(headersOf('rotated', Date.now(), text), text, secrets.next));
  }
});

test('and refuses every forged one', () => {
  for (const credential of forgedCredentials) {
    const headers = headersOf(credential, Date.now());
    assert.not(isAccepted(headers, body, own), credential);
    assert.is('webhook-signature' in headers, credential !== 'missing', credential);
  }
});

test('each forged one is wrong in one thing only', () => {
  const nowMs = 1_800_000_000_000;
  const good = headersOf('good', nowMs)['webhook-signature'];
  assert.is(headersOf('unknown-version', nowMs)['webhook-signature'], good?.replace('v1,', 'v9,'));
  assert.ok(isAccepted(headersOf('other-tenant', Date.now()), body, secrets.other));
  const old = headersOf('old', nowMs);
  assert.equal(
    [old['webhook-timestamp'], headersOf('future', nowMs)['webhook-timestamp']],
    ['1799996400', '1800003600'],
  );
  assert.equal(old, headersOf('good', nowMs - 3_600_000));
});

test('a timestamp and an HMAC in one header, over the body as sent; each forged one is wrong in one thing', () => {
  const texts = { own: 'own text', next: `base64:${Buffer.from('next').toString('base64')}`, other: 'other text' };
  const header = 'x-voice-signature';
  const sent = (credential: Credential, text: string | Buffer = body): string | undefined =>
    signWebhook({ ...names, scheme: 'timestamped-hmac', header, credential }, text, texts, 1_614_265_330_000)[header];
  const by = (key: string, seconds: number, text: string | Buffer = body) =>
    createHmac('sha256', key).update(`${seconds}.`).update(text).digest('hex');
  const now = 1_614_265_330;
  assert.is(sent('good'), `t=${now},v1=${by('own text', now)}`);
  const bytes = Buffer.from([0x1f, 0x8b, 0xff]);
  assert.is(sent('good', bytes), `t=${now},v1=${by('own text', now, bytes)}`);
  assert.is(sent('rotated'), `t=${now},v1=${by('next', now)},v1=${by('own text', now)}`);
  assert.is(sent('missing'), undefined);
  assert.is(sent('other-tenant'), `t=${now},v1=${by('other text', now)}`);
  assert.is(sent('unknown-version'), `t=${now},v9=${by('own text', now)}`);
  assert.is(sent('old'), `t=${now - 3_600},v1=${by('own text', now - 3_600)}`);
  assert.is(sent('future'), `t=${now + 3_600},v1=${by('own text', now + 3_600)}`);
  assert.not.match(sent('wrong') ?? '', by('own text', now));
});
