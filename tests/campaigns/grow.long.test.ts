import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { conduct } from '../../campaigns/conduct.ts';
import { type Grown, grow } from '../../campaigns/grow.ts';
import { silentProgress } from '../../core/progress.ts';
import { suite } from '../door.ts';

const test = suite('the same load on ever more data');
const folder = mkdtempSync(join(tmpdir(), 'ansturm-grow-'));
test.after(() => rmSync(folder, { recursive: true }));

function grown(...defects: string[]): Promise<Grown> {
  const { signal } = new AbortController();
  return grow({
    ...{ appointments: [2_000, 20_000], seed: 3, defects, durationMs: 20_000, signal, conduct },
    ...{
      folder: join(folder, defects.join() || 'healthy'),
      commandLine: ['ansturm', 'grow'],
      progress: silentProgress,
    },
  });
}

test('the healthy platform is acquitted', async () => {
  const { growth, exitCode } = await grown();
  assert.equal([growth.judgement.status, exitCode], ['pass', 0], growth.judgement.reason);
  assert.ok(growth.statements.filter(({ exponent }) => exponent !== null).length > 3);
});

test('one whose index is missing is convicted of the statement that needs it', async () => {
  const { growth, exitCode } = await grown('missing-index');
  assert.equal([growth.judgement.status, exitCode], ['fail', 3], growth.judgement.reason);
  assert.match(growth.judgement.reason ?? '', 'a statement on customers reads');
});
