/** `undefined` is no JSON value, so it can say that the text is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with a line that is no JSON, by whether its end was written. */
export function noJson(number: number, isTerminated: boolean): readonly ['invalid' | 'torn', string] {
  return isTerminated ? ['invalid', `line ${number}: is no JSON`] : ['torn', `line ${number}: ends in the middle`];
}

export function isHeader(record: unknown): record is Record<string, unknown> {
  return typeof record === 'object' && record !== null && 'schemaVersion' in record;
}
