import { randomBytes } from 'node:crypto';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Collector, type ReceivedSpan, startCollector } from './collector.ts';
import { until } from './database.ts';
import { freshWish, openStage, type Stage, untilTold } from './outgoing-stage.ts';
import { type Api, startApi, type Worker } from './platform.ts';
import { deliver, event } from './sender.ts';

const test = suite('stack: traces');
let collector: Collector;
let stage: Stage;
let relay: Worker;

test.before(async () => {
  collector = await startCollector();
  stage = await openStage({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` });
  relay = await stage.relay();
});

test.after(async () => {
  await relay?.stop();
  await stage?.close();
  await collector?.close();
});

const callerSpan = '00f067aa0ba902b7';

function caller(flags = '01'): { readonly traceId: string; readonly headers: Record<string, string> } {
  const traceId = randomBytes(16).toString('hex');
  return { traceId, headers: { traceparent: `00-${traceId}-${callerSpan}-${flags}` } };
}

async function book(api: Api, headers: Record<string, string>, wish = freshWish()): Promise<string> {
  const { status, body } = await api.call('acme', 'POST', '/v1/appointments', wish, headers);
  assert.is(status, 201, JSON.stringify(body));
  return String(body.id);
}

/** A trace as lines, each span indented below its parent; once so many spans of it have come. */
async function drawn(traceId: string, count: number): Promise<readonly string[]> {
  const spans = await until(async () => {
    const found = collector.spans.filter((span) => span.traceId === traceId);
    if (found.length < count) throw new Error(`${found.length} spans came: ${found.map(({ name }) => name)}`);
    return found;
  });
  const below = (parent: string, indent: string): readonly string[] =>
    spans
      .filter(({ parentSpanId }) => parentSpanId === parent)
      .map(({ service, name, spanId }) => ({ line: `${indent}${service.slice(8)}: ${name}`, spanId }))
      .sort((one, other) => (one.line < other.line ? -1 : 1))
      .flatMap(({ line, spanId }) => [line, ...below(spanId, `${indent}  `)]);
  return below(callerSpan, '');
}

function spanOf(traceId: string, name: string): ReceivedSpan {
  const span = collector.spans.find((one) => one.traceId === traceId && one.name === name);
  if (span === undefined) throw new Error(`there is no ${name}`);
  return span;
}

const deliveries = [
  ...['relay: deliver confirmation', '  relay: POST messaging'],
  ...['relay: deliver create', '  relay: POST calendar'],
];

test('a booking is one trace: its request, its transaction, and what the relay tells of it later', async () => {
  const { traceId, headers } = caller();
  const id = await book(stage.api, headers);
  const below = ['api: transaction', ...deliveries].map((line) => `  ${line}`);
  assert.equal(await drawn(traceId, 6), ['api: POST /v1/appointments', ...below]);
  const { attributes } = spanOf(traceId, 'POST /v1/appointments');
  assert.equal([attributes['http.response.status_code'], attributes['booking.company']], [201, 'acme']);
  assert.is(spanOf(traceId, 'deliver create').attributes['booking.appointment'], id);
  const [request] = stage.calendar.journal().filter(({ about }) => about?.reference === id);
  assert.is(request?.traceId, traceId);
});

test('an event is one trace, from the delivery over the worker to the relay', async () => {
  const { traceId, headers } = caller();
  const { customerId, ...wish } = freshWish();
  const body = event('booking-asked', { ...wish, customerId });
  assert.is((await deliver(stage.api.url, { id: 'traced-event', body, headers })).status, 204);
  const told = deliveries.map((line) => `    ${line}`);
  assert.equal(await drawn(traceId, 8), [
    ...['api: POST /webhooks/standard/:tenant', '  api: transaction', '  worker: handle event'],
    ...[...told, '    worker: transaction'],
  ]);
  const [whole, inner] = [spanOf(traceId, 'handle event'), spanOf(traceId, 'transaction')];
  assert.is(whole.attributes['booking.event'], 'traced-event');
  assert.not(whole.isError || inner.isError);
});

test('a refusal is no error of a span, and names its kind; what broke is one', async () => {
  const wish = freshWish();
  await book(stage.api, {}, wish);
  const { traceId, headers } = caller();
  assert.is((await stage.api.call('acme', 'POST', '/v1/appointments', wish, headers)).status, 409);
  assert.equal(await drawn(traceId, 2), ['api: POST /v1/appointments', '  api: transaction']);
  const refused = spanOf(traceId, 'transaction');
  assert.equal([refused.attributes['error.type'], refused.isError], ['taken', false]);
  await stage.calendar.behave('failing');
  try {
    const broken = caller();
    await book(stage.api, broken.headers);
    await until(async () => assert.ok(spanOf(broken.traceId, 'deliver create').isError));
    const call = spanOf(broken.traceId, 'POST calendar');
    assert.ok(call.isError && Number(call.attributes['http.response.status_code']) >= 500);
  } finally {
    await stage.calendar.behave('healthy');
  }
});

test('who began a trace has decided whether it is sampled; of others a share is', async () => {
  const none = await startApi(stage.database.url, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER_ARG: '0',
  });
  try {
    const [sampled, not] = [caller(), caller('00')];
    for (const headers of [not.headers, sampled.headers, {}]) {
      assert.is((await none.call('acme', 'GET', '/v1/companies', undefined, headers)).status, 200);
    }
    await drawn(sampled.traceId, 2);
    const own = await none.call('acme', 'GET', '/v1/companies');
    assert.match(own.headers.get('traceparent') ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    assert.is(await none.stop(), 0);
    const ids = new Set(collector.spans.map(({ traceId }) => traceId));
    assert.not(ids.has(not.traceId));
    assert.not(ids.has((own.headers.get('traceparent') ?? '').slice(3, 35)));
  } finally {
    await none.stop();
  }
  const all = await stage.api.call('acme', 'GET', '/v1/companies');
  const [, traceId = '', , flags] = (all.headers.get('traceparent') ?? '').split('-');
  assert.is(flags, '01');
  await until(async () => assert.ok(collector.spans.some((span) => span.traceId === traceId && !span.parentSpanId)));
});

test('no name, no number, no key and no message of an error is in any span', async () => {
  const person = { name: 'Wilhelmine Geheim', phone: '+49 999 888777' };
  const made = await stage.api.call('acme', 'POST', '/v1/customers', person);
  await stage.api.call('acme', 'GET', '/v1/customers?phone=%2B49%20999%20888777');
  const { traceId, headers } = caller();
  const id = await book(stage.api, headers, freshWish({ customerId: made.body.id, tag: 'tag of Wilhelmine' }));
  assert.equal(await untilTold(stage.api, [id]), []);
  await drawn(traceId, 6);
  assert.ok(collector.text().includes('/v1/customers'));
  for (const secret of ['Wilhelmine', '888777', 'tag of', '221100', 'Bearer', 'acme.']) {
    assert.not(collector.text().includes(secret), secret);
  }
});

test('a collector that refuses, or takes all and says nothing, harms nobody; what is lost is counted', async () => {
  const hanging = await startCollector();
  hanging.hang();
  const harmless = async (url: string): Promise<void> => {
    const api = await startApi(stage.database.url, { OTEL_EXPORTER_OTLP_ENDPOINT: url });
    try {
      const { headers } = caller();
      await book(api, headers);
      // More than the queue holds: two spans each.
      for (let round = 0; round < 26; round += 1) {
        const replies = await Promise.all(
          Array.from({ length: 50 }, () => api.call('acme', 'GET', '/v1/companies', undefined, headers)),
        );
        assert.equal([...new Set(replies.map(({ status }) => status))], [200]);
      }
      const figures = String((await api.call('', 'GET', '/metrics')).body.text);
      assert.match(figures, /^trace_spans_total\{outcome="dropped"\} [1-9]/m);
      await until(async () => {
        const now = String((await api.call('', 'GET', '/metrics')).body.text);
        assert.match(now, /^trace_spans_total\{outcome="failed"\} [1-9]/m);
      });
      assert.is(api.logs.filter(({ msg }) => String(msg).startsWith('the collector takes no spans')).length, 1);
      const beganMs = performance.now();
      assert.is(await api.stop(), 0);
      assert.ok(performance.now() - beganMs < 10_000, 'nobody waits for a dead collector');
    } finally {
      await api.kill();
    }
  };
  try {
    await Promise.all([hanging.url, 'http://127.0.0.1:9'].map(harmless));
  } finally {
    await hanging.close();
  }
});
