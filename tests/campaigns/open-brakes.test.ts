import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { openBrakes } from '../../campaigns/open-brakes.ts';
import type { Lab } from '../../environments/environment.ts';
import { suite } from '../door.ts';

const test = suite('brakes');

/** Why the brakes were put on, once they were. */
async function stoppedBy(put: (folder: string, brakes: ReturnType<typeof openBrakes>) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'ansturm-test-'));
  let reason = '';
  const brakes = openBrakes({
    ...{ runFolder: folder, stopFile: join(folder, 'elsewhere', 'halt') },
    onStop(why) {
      assert.is(reason, '', 'told once');
      reason = why;
    },
  });
  const stopped = new Promise((resolve) => brakes.signal.addEventListener('abort', resolve, { once: true }));
  put(folder, brakes);
  await stopped;
  const isUnwelcome = brakes.isUnwelcome();
  brakes.close();
  rmSync(folder, { recursive: true });
  return { reason, isUnwelcome };
}

test('a file STOP in the run folder ends the load within a second or two', async () => {
  const { reason, isUnwelcome } = await stoppedBy((folder) => writeFileSync(join(folder, 'STOP'), ''));
  assert.match(reason, /STOP is there, which says stop$/);
  assert.is(isUnwelcome, false);
});

test('so does the file that the command names', async () => {
  const { reason } = await stoppedBy((folder) => {
    const named = join(folder, 'halt');
    rmSync(join(folder, 'elsewhere'), { recursive: true, force: true });
    const other = openBrakes({ runFolder: folder, stopFile: named, onStop: () => undefined });
    writeFileSync(named, '');
    other.signal.addEventListener('abort', () => {
      other.close();
      writeFileSync(join(folder, 'STOP'), '');
    });
  });
  assert.match(reason, /STOP/);
});

test('an owner who takes the consent away is obeyed, and nothing is sent any more', async () => {
  const objection = async () => "the owner's consent is gone: its owner says stop";
  const { reason, isUnwelcome } = await stoppedBy((_, brakes) => brakes.watch({ objection } as unknown as Lab));
  assert.match(reason, /its owner says stop/);
  assert.is(isUnwelcome, true);
});

test('failures end the load of a platform of others, and of no other', async () => {
  const { reason } = await stoppedBy((_, brakes) => {
    const failing = () => {
      for (let second = 0; second < 12; second += 1) brakes.take({ atMs: second * 1_000, requests: 10, failed: 9 });
    };
    failing();
    brakes.watch({ isOfOthers: false } as unknown as Lab);
    failing();
    assert.is(brakes.signal.aborted, false);
    brakes.watch({ isOfOthers: true } as unknown as Lab);
    failing();
  });
  assert.match(reason, /90 % of the requests failed for 10 seconds/);
});
