import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { journalsOf, readJournals } from '../../campaigns/read-journals.ts';
import type { ProviderLine } from '../../core/provider.ts';
import { openProblems } from '../../recording/problems.ts';
import { runFolder } from '../../recording/run-folder.ts';
import { suite } from '../door.ts';

const test = suite('reading journals');

function request(id: string, arrivedMs: number): string {
  const times = { arrivedMs, endedMs: arrivedMs + 1 };
  const called = { method: 'DELETE', route: 'DELETE /entries/:id', path: '/entries/calendar-1' };
  const answered = { status: 200, ending: 'replied', behaviour: 'healthy', bodyHash: '0'.repeat(32), bodyBytes: 0 };
  return JSON.stringify({ id, provider: 'calendar', ...times, ...called, ...answered });
}

test('what providers saw of our own clearing up is no evidence, and no damage', async () => {
  const folder = runFolder(mkdtempSync(join(tmpdir(), 'ansturm-')));
  try {
    mkdirSync(folder.providers);
    const header = JSON.stringify({ schemaVersion: 1, source: 'calendar', offsetMs: 1_000, errorMs: 1, seed: 1 });
    const stopped = JSON.stringify({ mark: 'stopped', provider: 'calendar', atMs: 9_000, requests: 2 });
    const lines = [header, request('calendar-1', 3_000), request('calendar-2', 5_000), stopped];
    writeFileSync(join(folder.providers, 'calendar.ndjson'), `${lines.join('\n')}\n`);
    const read = async (untilMs?: number): Promise<readonly string[]> => {
      const taken: ProviderLine[] = [];
      const problems = openProblems();
      const take = (line: ProviderLine): void => void taken.push(line);
      const journals = await readJournals(await journalsOf(folder), take, problems, { untilMs });
      assert.equal([journals, problems.list()], [{ calendar: { unseenRequests: 0 } }, []]);
      return taken.flatMap((line) => ('arrivedMs' in line ? [line.id] : []));
    };
    assert.equal(await read(), ['calendar-1', 'calendar-2']);
    assert.equal(await read(5_500), ['calendar-1']);
  } finally {
    rmSync(folder.path, { recursive: true });
  }
});
