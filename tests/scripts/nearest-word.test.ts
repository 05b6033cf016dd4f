import * as assert from 'uvu/assert';
import { nearestWord } from '../../scripts/nearest-word.ts';
import { suite } from '../door.ts';

const test = suite('nearest word');
const words = ['rehearsal', 'nightly', 'soak', 'field-drift', 'n-plus-one'];

test('a letter too many, too few, another one, two swapped, and other case', () => {
  for (const typed of ['rehearsall', 'rehersal', 'rehearzal', 'reheasral', 'Rehearsal', 'reharsel']) {
    assert.is(nearestWord(typed, words), 'rehearsal', typed);
  }
  assert.is(nearestWord('saok', words), 'soak');
  assert.is(nearestWord('feild-drift', words), 'field-drift');
});

test('what is not near is not guessed', () => {
  assert.is(nearestWord('banana', words), undefined);
  assert.is(nearestWord('go', words), undefined);
  assert.is(nearestWord('', words), undefined);
  assert.is(nearestWord('rehearsal', []), undefined);
});
