/** `undefined` is no JSON value, so it can say that the text is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isHeader(record: unknown): record is Record<string, unknown> {
  return typeof record === 'object' && record !== null && 'schemaVersion' in record;
}
