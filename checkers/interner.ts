/** Texts as small numbers: a million operations name few resources and few times of day. */
export interface Interner {
  numberOf(text: string): number;
  textOf(number: number): string;
}

export function openInterner(): Interner {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    numberOf(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      const number = texts.length;
      numbers.set(text, number);
      texts.push(text);
      return number;
    },
    textOf: (number) => texts[number] ?? '?',
  };
}
