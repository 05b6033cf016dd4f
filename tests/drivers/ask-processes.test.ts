import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import type { CounterSample, ReadinessSample, SelfReports } from '../../core/resource-sample.ts';
import { askProcesses } from '../../drivers/node/ask-processes.ts';
import { reference } from '../../targets/reference.ts';
import { suite } from '../door.ts';

const test = suite('asking processes what they say of themselves');

type Sample = SelfReports | ReadinessSample | CounterSample;

const figures = `# HELP booking_writes_total Writes that were committed.
# TYPE booking_writes_total counter
booking_writes_total{kind="hold"} 100
booking_writes_total{kind="book"} 7
booking_writes_total{kind="confirm"} 5
`;

/** Statuses by path; figures where it is asked for them. */
async function processThat(statuses: Readonly<Record<string, number>>) {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    response.writeHead(statuses[path] ?? 200).end(path === '/metrics' ? figures : '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function samplesOf(baseUrls: readonly string[], target = reference): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const asking = askProcesses({
    ...{ target, baseUrls, secrets: {}, intervalMs: 60_000 },
    ...{ clock: () => Math.round(performance.now()), take: (sample: Sample) => void samples.push(sample) },
  });
  await asking.stop();
  return samples;
}

test('each process is asked whether it is ready, for what users ask for, and what it has counted', async () => {
  const [good, cut] = await Promise.all([
    processThat({}),
    processThat({ '/health/ready': 503, '/v1/companies': 500, '/metrics': 500 }),
  ]);
  const samples = await samplesOf([good.url, cut.url]);
  await cut.close();
  const told = samples.flatMap((sample) => {
    if (sample.kind === 'readiness') return [`${sample.process} ready ${sample.isReady} serving ${sample.isServing}`];
    return sample.kind === 'counter' ? [`${sample.process} counted ${sample.value}`] : [];
  });
  assert.equal([...new Set(told)].sort(), [
    ...['1 counted 12', '1 ready true serving true'],
    ...['2 counted null', '2 ready false serving false'],
  ]);
  // At the start, and once more at the end.
  assert.is(told.length, 8);
  // Who is gone says nothing at all.
  const gone = (await samplesOf([cut.url])).filter(({ kind }) => kind !== 'self-reports');
  assert.ok(
    gone.every((sample) => ('isReady' in sample ? !sample.isReady : 'value' in sample && sample.value === null)),
  );
  await good.close();
});

test('what an adapter does not name is not asked, and that is told', async () => {
  const { reports: _, ...silent } = reference;
  const samples = await samplesOf(['http://127.0.0.1:9'], silent);
  assert.equal(
    samples.map((sample) => ({ ...sample, atMs: 0 })),
    [{ kind: 'self-reports', atMs: 0, readiness: false, countedVerbs: null }],
  );
});
