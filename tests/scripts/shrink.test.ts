import * as assert from 'uvu/assert';
import { again } from '../../scripts/shrink.ts';
import { suite } from '../door.ts';

const test = suite('shrink');

test('what is run again is what was typed, but for what is different each time', () => {
  const typed = ['run', 'swarm', '--seed', '7', '--defects', 'a,b', '--out', 'some folder', '--json', '--duration=90s'];
  assert.equal(again(typed), ['run', 'swarm', '--defects', 'a,b', '--duration=90s']);
  assert.equal(again(['run', 'swarm', '--out=x', '--faults', '1,2', '--figures=f']), ['run', 'swarm']);
});
