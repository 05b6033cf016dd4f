const namesMax = 3;

/** The first of many names, and how many more: a dead platform concerns all of them, and a screen is no list. */
export function fewOf(names: readonly string[]): string {
  const rest = names.length - namesMax;
  return `${names.slice(0, namesMax).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
