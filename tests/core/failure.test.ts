import * as assert from 'uvu/assert';
import { Failure } from '../../core/failure.ts';
import { suite } from '../door.ts';

const test = suite('failure');

test('it keeps what a person needs to know', () => {
  const cause = new Error('below');
  const failure = new Failure('It is so.', { exitCode: 5, hint: 'Do that.', problems: ['one', 'two'], cause });
  assert.instance(failure, Error);
  assert.is(failure.name, 'Failure');
  assert.is(failure.message, 'It is so.');
  assert.is(failure.exitCode, 5);
  assert.is(failure.hint, 'Do that.');
  assert.equal(failure.problems, ['one', 'two']);
  assert.is(failure.cause, cause);
});

test('without anything else said, the harness broke', () => {
  const failure = new Failure('It is so.');
  assert.is(failure.exitCode, 1);
  assert.is(failure.hint, undefined);
  assert.equal(failure.problems, []);
});
