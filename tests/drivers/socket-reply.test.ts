import * as assert from 'uvu/assert';
import { originOf } from '../../drivers/socket/origin.ts';
import { type Inbox, readReply, type WholeReply } from '../../drivers/socket/read-reply.ts';
import { requestBytes } from '../../drivers/socket/request-bytes.ts';
import { suite } from '../door.ts';

const test = suite('replies and requests on sockets');

/** Reads what arrives in these parts; the end of the connection comes behind them. */
function read(parts: readonly (string | Buffer)[], isEnded = true): WholeReply | 'waits' {
  const inbox: Inbox = { rest: Buffer.alloc(0), isEnded: false };
  const reading = readReply(inbox);
  for (const part of parts) {
    inbox.rest = Buffer.concat([inbox.rest, Buffer.from(part)]);
    const { done, value } = reading.next();
    if (done === true) return value;
  }
  if (!isEnded) return 'waits';
  inbox.isEnded = true;
  const { done, value } = reading.next();
  return done === true ? value : 'waits';
}

function whole(text: string): WholeReply {
  const got = read([text]);
  if (got === 'waits') throw new Error('not whole');
  return got;
}

function refused(text: string | Buffer, words: RegExp): void {
  assert.throws(() => read([text]), words, JSON.stringify(text.toString()));
}

const ok = 'HTTP/1.1 200 OK\r\n';
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n4;name=x\r\nh\u00e4l\r\n2\r\nlo\r\n0\r\nTrailer: x\r\n\r\n`;

test('a reply is the same however it is torn apart on its way', () => {
  const cookies = 'Set-Cookie: a=1\r\nset-cookie:b=2 \r\n';
  const sized = `${ok}Content-Type: text/plain\r\n${cookies}content-length: 6\r\n\r\nh\u00e4llo`;
  for (const text of [sized, chunked]) {
    const bytes = Buffer.from(text);
    const expected = whole(text);
    assert.is(expected.reply.status, 200);
    assert.is(expected.reply.body, 'h\u00e4llo');
    assert.is(expected.isKept, true);
    for (let at = 1; at < bytes.length; at += 1) {
      assert.equal(read([bytes.subarray(0, at), bytes.subarray(at)]), expected, `torn at ${at}`);
      assert.is(read([bytes.subarray(0, at)], false), 'waits', `whole already at ${at}`);
      assert.throws(() => read([bytes.subarray(0, at)]), /broke off/, `broken off at ${at}`);
    }
    assert.equal(read([...bytes].map((byte) => Buffer.from([byte]))), expected);
  }
  const { headers } = whole(sized).reply;
  assert.is(headers['set-cookie'], 'a=1, b=2');
  assert.is(headers['content-type'], 'text/plain');
});

test('interim replies come before the reply; some replies have no body', () => {
  const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n';
  assert.is(whole(`${early}${ok}content-length: 2\r\n\r\nyo`).reply.body, 'yo');
  for (const status of [204, 304]) {
    assert.equal(whole(`HTTP/1.1 ${status} Nothing\r\ncontent-length: 9\r\n\r\n`).reply.body, '');
  }
});

test('whether a connection is kept, and for how long', () => {
  const kept = (head: string): boolean => whole(`${head}content-length: 0\r\n\r\n`).isKept;
  assert.is(kept(ok), true);
  assert.is(kept(`${ok}Connection: Close\r\n`), false);
  assert.is(kept('HTTP/1.0 200 OK\r\n'), false);
  assert.is(kept('HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n'), true);
  assert.is(whole(`${ok}content-length: 0\r\nKeep-Alive: timeout=5, max=100\r\n\r\n`).keptMs, 5_000);
  const until = whole(`${ok}\r\nall of it`);
  assert.is(until.reply.body, 'all of it');
  assert.is(until.isKept, false);
  assert.is(whole(`${ok}content-length: 2\r\n\r\nyo, and more`).isKept, false, 'bytes that nobody asked for');
});

test('what two readers could understand in two ways is no reply', () => {
  refused(`${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n`, /both a length and chunks/);
  refused(`${ok}content-length: 2\r\ncontent-length: 3\r\n\r\nyo!`, /a length that is none/);
  refused(`${ok}content-length: -1\r\n\r\n`, /a length that is none/);
  refused(`${ok}content-length: 0x10\r\n\r\n`, /a length that is none/);
  refused(`${ok}transfer-encoding: gzip, chunked\r\n\r\n`, /nobody asked for/);
  refused(`${ok}transfer-encoding: chunked\r\n\r\nzz\r\n`, /chunk without a length/);
  refused(`${ok}transfer-encoding: chunked\r\n\r\n2\r\nyo!\r\n0\r\n\r\n`, /behind 0 bytes|longer than it says/);
  refused(`${ok}x: 1\r\n folded\r\n\r\n`, /header that is none/);
  refused(`${ok}x : 1\r\n\r\n`, /header that is none/);
  refused(`${ok}x: 1\n\r\n`, /bad end/);
  refused(`${ok}x: a\rb\r\n\r\n`, /bad end/);
  refused(`${ok}x: a\0b\r\n\r\n`, /bad end/);
  refused('HTTP/1.1 999 What\r\n\r\n', /no HTTP\/1.1/);
  refused('HTTP/1.1 20 OK\r\n\r\n', /no HTTP\/1.1/);
  refused('HTTP/1.1 101 Switching Protocols\r\n\r\n', /switches protocols/);
});

test('a reply has limits', () => {
  refused(`${ok}x: ${'y'.repeat(70_000)}`, /goes on behind/);
  refused(`${ok}${'x: y\r\n'.repeat(300)}\r\n`, /more than 256 headers/);
  refused(`${ok}content-length: 99999999999\r\n\r\n`, /more than \d+ bytes/);
  refused(`${ok}transfer-encoding: chunked\r\n\r\nfffffff\r\n`, /more than \d+ bytes/);
  refused(`${ok}transfer-encoding: chunked\r\n\r\n1;${'x'.repeat(2_000)}`, /goes on behind/);
});

test('a header cannot reach behind the object that holds it', () => {
  const { headers } = whole(`${ok}__proto__: x\r\nconstructor: y\r\ncontent-length: 0\r\n\r\n`).reply;
  assert.is(headers.constructor as unknown, 'y');
  assert.is(({} as Record<string, unknown>).x, undefined);
});

test('who speaks something else is told in words', () => {
  refused(Buffer.from([0, 0, 18, 4, 0, 0, 0, 0, 0]), /HTTP\/2 only/);
  refused(Buffer.from([21, 3, 3, 0, 2, 2, 70]), /speaks TLS/);
  refused('SSH-2.0-OpenSSH_9.6\r\n', /no HTTP\/1.1: "SSH-2.0/);
  refused('', /without a reply/);
});

const secrets = { key: 'canary' };

test('a request ends where its length says, whatever an adapter has in its headers', () => {
  const call = {
    ...({ method: 'POST', path: '/book?day=1 ä', route: '/book', body: '{"a":"ä"}' } as const),
    headers: { 'Content-Type': 'application/json', 'Content-Length': '1', 'transfer-encoding': 'chunked' },
    sign: { scheme: 'bearer', secret: 'key' } as const,
  };
  const text = requestBytes(call, originOf('http://127.0.0.1:8080/api/'), { traceparent: '00-1', secrets }).toString();
  assert.ok(text.startsWith('POST /api/book?day=1%20%C3%A4 HTTP/1.1\r\nhost: 127.0.0.1:8080\r\n'), text);
  assert.ok(text.endsWith('content-length: 10\r\n\r\n{"a":"ä"}'), text);
  assert.is(/transfer-encoding|content-length: 1\r/.test(text), false);
  assert.match(text, 'authorization: Bearer canary\r\n');
  assert.match(text, 'traceparent: 00-1\r\n');
});

test('no words of an adapter break out of their line', () => {
  const origin = originOf('https://[::1]:8443');
  assert.is(origin.host, '::1');
  const bad: readonly Record<string, string>[] = [{ x: 'a\r\nhost: b' }, { 'x y': 'a' }, { 'x:': 'a' }];
  for (const headers of bad) {
    const call = { method: 'GET', path: '/', route: '/', headers } as const;
    assert.throws(() => requestBytes(call, origin, { traceparent: '', secrets }), /header .* is none/);
  }
  const call = { method: 'GET', path: '/a\r\nhost: b', route: '/' } as const;
  const text = requestBytes(call, origin, { traceparent: '', secrets }).toString();
  assert.is(text.split('\r\n').filter((line) => line.startsWith('host:')).length, 1);
});
