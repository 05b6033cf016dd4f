import { CommanderError } from 'commander';
import * as assert from 'uvu/assert';
import { Failure } from '../../core/failure.ts';
import { describeError } from '../../scripts/describe-error.ts';
import { suite } from '../door.ts';

const test = suite('describe error');

test('a failure is said in words: message, every problem, causes, hint; never a stack', () => {
  const cause = new Error('ECONNREFUSED', { cause: new Error('port closed') });
  const failure = new Failure('It never became ready.', {
    exitCode: 5,
    problems: ['one', 'two'],
    hint: 'Start it.',
    cause,
  });
  const { exitCode, text } = describeError(failure);
  assert.is(exitCode, 5);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
  assert.equal(lines, [
    'It never became ready.',
    '- one',
    '- two',
    'because: ECONNREFUSED',
    'because: port closed',
    'Start it.',
  ]);
});

test('a bug is shown with its stack and ends with 1', () => {
  const { exitCode, text } = describeError(new TypeError('x is not a function'));
  assert.is(exitCode, 1);
  assert.match(text, 'x is not a function');
  assert.match(text, 'describe-error.test.ts');
});

test('whatever else is thrown is described too', () => {
  assert.match(describeError('words').text, 'thrown: words');
  assert.is(describeError(undefined).exitCode, 1);
  const circular = new Error('round');
  circular.cause = circular;
  assert.is(describeError(circular).exitCode, 1);
});

test('what commander refuses is bad usage; help is not', () => {
  assert.is(describeError(new CommanderError(1, 'commander.unknownOption', 'x')).exitCode, 2);
  assert.is(describeError(new CommanderError(0, 'commander.helpDisplayed', 'x')).exitCode, 0);
});
