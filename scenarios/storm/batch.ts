export interface Batch<Item> {
  add(item: Item): void;
  /** Hands on what is left. */
  end(): void;
}

/** As long as a crash may cost: more than a turn of the event loop, and less than anybody notices. */
const lengthMs = 20;

/** Hands items on many at a time: a file that is written once a turn is most of what a storm costs. */
export function openBatch<Item>(take: (item: Item) => void): Batch<Item> {
  let items: Item[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const batch = items;
    items = [];
    for (const item of batch) take(item);
  };
  return {
    add(item) {
      items.push(item);
      timer ??= setTimeout(flush, lengthMs);
    },
    end: flush,
  };
}
