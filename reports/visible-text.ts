const lengthMax = 1000;

/** Longer runs of combining marks are not writing but an attack on the lines above and below. */
const stackedMarks = /(\p{M}{6})\p{M}+/gu;
const lineBreaks = /\r\n?|[\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is here to find.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
/** C1 controls, soft hyphen, bidirectional overrides and isolates, zero-width characters, byte-order mark. */
const invisible = /[\u0080-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
/** Tags, which hide a second text behind a first one, and code points that are no characters. */
const noCharacters = /[\ufdd0-\ufdef\ufffe\uffff\u{e0000}-\u{e007f}]/gu;

/**
 * Text that came from a platform, made safe to look at: what would be invisible, or would turn other text around, is
 * shown as a sign of its own; what is longer than `max` UTF-16 units is cut, with a count. Tabs and line feeds stay.
 * It does not escape: that is the business of the format that it goes into.
 */
export function visibleText(text: string, max = lengthMax): string {
  return cut(text, max)
    .toWellFormed()
    .replace(lineBreaks, '\n')
    .replace(controls, pictureOf)
    .replace(invisible, codeOf)
    .replace(noCharacters, codeOf)
    .replace(stackedMarks, '$1…');
}

/** The same on a single line: tabs and line feeds become spaces. */
export function visibleLine(text: string, max = lengthMax): string {
  return visibleText(text, max).replace(/\s+/g, ' ').trim();
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const total = String(text.length).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${text.slice(0, max)}… (cut: ${total} characters in all)`;
}

/** The character that Unicode has for showing a control character: ␀ to ␟, ␡. */
function pictureOf(control: string): string {
  const code = control.charCodeAt(0);
  return code === 0x7f ? '\u2421' : String.fromCharCode(0x2400 + code);
}

function codeOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}
