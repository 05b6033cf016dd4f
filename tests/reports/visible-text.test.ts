import * as assert from 'uvu/assert';
import { visibleLine, visibleText } from '../../reports/visible-text.ts';
import { suite } from '../door.ts';

const test = suite('visible text');

test('writing of all people stays as it is', () => {
  for (const text of ['Dr. Jürgen Müller-Lüdenscheidt', 'שלום', 'مرحبا', '日本語', '👩‍👧‍👦 family', 'e\u0301a', 'ไม่']) {
    assert.is(visibleText(text), text);
  }
});

test('control characters are shown as their pictures, line ends as line feeds', () => {
  assert.is(visibleText('a\u0000b\u001b[31m\u007f\tc\r\nd\re\u2028f'), 'a␀b␛[31m␡\tc\nd\ne\nf');
});

test('characters that turn or hide other text are named', () => {
  assert.is(
    visibleText('a\u202Eb\u2066c\u200Bd\uFEFF\u0085\u{E0041}'),
    'a[U+202E]b[U+2066]c[U+200B]d[U+FEFF][U+0085][U+E0041]',
  );
});

test('half a surrogate pair is replaced, also where the cut makes one', () => {
  assert.is(visibleText('a\ud800b'), 'a\ufffdb');
  assert.ok(visibleText('😀😀😀', 3).isWellFormed());
});

test('long text is cut, with its length', () => {
  const text = visibleText('x'.repeat(10_000));
  assert.is(text.length < 1050, true);
  assert.match(text, '… (cut: 10,000 characters in all)');
});

test('marks cannot be stacked over the lines above', () => {
  assert.is(visibleText(`a${'\u0301'.repeat(400)}b`), `a${'\u0301'.repeat(6)}…b`);
});

test('a line has no line feeds', () => {
  assert.is(visibleLine(' a\n\tb  c '), 'a b c');
});
