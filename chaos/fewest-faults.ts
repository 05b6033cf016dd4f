/**
 * The fewest of some faults that still convict, by Zeller's delta debugging (ddmin): halves, then their complements,
 * then smaller parts. Each question is a run of minutes, so that none is asked twice, and no more than so many are.
 * @param faults numbers of those that convict together
 * @param isConvicted runs with these alone
 */
export async function fewestFaults(
  faults: readonly number[],
  isConvicted: (some: readonly number[]) => Promise<boolean>,
  triesMax: number,
): Promise<readonly number[]> {
  const asked = new Map<string, boolean>();
  const ask = async (some: readonly number[]): Promise<boolean> => {
    const name = some.join();
    const known = asked.get(name);
    if (known !== undefined || some.length === 0 || asked.size >= triesMax) return known ?? false;
    const answer = await isConvicted(some);
    asked.set(name, answer);
    return answer;
  };
  let fewest = faults;
  for (let parts = 2; fewest.length > 1 && asked.size < triesMax; ) {
    const smaller = await firstThat(candidates(fewest, parts), ask);
    if (smaller !== undefined) {
      parts = smaller.length <= Math.ceil(fewest.length / parts) ? 2 : Math.max(2, parts - 1);
      fewest = smaller;
    } else if (parts < fewest.length) parts = Math.min(fewest.length, 2 * parts);
    else return fewest;
  }
  return fewest;
}

/** Each part, then all but each part. */
function candidates(faults: readonly number[], parts: number): readonly (readonly number[])[] {
  const size = Math.ceil(faults.length / parts);
  const chunks = Array.from({ length: Math.ceil(faults.length / size) }, (_, part) =>
    faults.slice(part * size, (part + 1) * size),
  );
  const complements = chunks.map((chunk) => faults.filter((fault) => !chunk.includes(fault)));
  return parts === 2 ? chunks : [...chunks, ...complements];
}

async function firstThat(
  some: readonly (readonly number[])[],
  is: (one: readonly number[]) => Promise<boolean>,
): Promise<readonly number[] | undefined> {
  for (const one of some) if (await is(one)) return one;
  return undefined;
}
