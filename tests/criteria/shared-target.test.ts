import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { judgeRun } from '../../campaigns/judge-run.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from '../recording/in-temporary-folder.ts';
import { healthy, writeSyntheticRun } from '../recording/synthetic-run.ts';

const test = suite('a target that others use');
const scope = { name: 'booking-day', criteria: ['accounting'], isSignOff: false };

test('an external target is shared with others, unless its owner says that nobody else is there', async () => {
  const observed = async (changes: object): Promise<string | undefined> => {
    const result = await inTemporaryFolder(async (path) => {
      await writeSyntheticRun(path, healthy);
      const file = join(path, 'run.json');
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...changes }));
      return judgeRun(path, { scope, judgedAt: '2027-03-01T09:00:00.000Z' });
    });
    return result.verdict.findings.find(({ by }) => by === 'observations')?.summary;
  };
  const others = 'others may book there too, so that a refusal may be theirs (--exclusive says that nobody does)';
  assert.is(await observed({ environment: 'external' }), others);
  assert.is.not(await observed({ environment: 'external', isShared: false }), others);
  assert.is.not(await observed({}), others);
});
