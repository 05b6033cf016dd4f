export type Json = Readonly<Record<string, unknown>>;

/** A JSON object; undefined for anything else. */
export function json(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** All of a list, or nothing: one item that is not understood makes the whole list one that is not understood. */
export function each<Item>(list: unknown, read: (item: Json) => Item | undefined): readonly Item[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const items: Item[] = [];
  for (const one of list) {
    const item = typeof one === 'object' && one !== null ? read(one as Json) : undefined;
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}
