export interface RestWatch {
  /** The fewest connections that were seen; null where nobody can see them. */
  stop(): Promise<number | null>;
}

const intervalMs = 250;

/**
 * Looks how few connections the target holds while nobody asks it anything. A pool gives back what is idle after some
 * seconds, so the fewest that were seen are its level at rest: what a leak is told apart from.
 */
export function watchRest(connections: () => Promise<number | null>): RestWatch {
  let fewest: number | null = null;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    const open = await connections();
    if (open !== null) fewest = Math.min(fewest ?? open, open);
  };
  const next = (): void => {
    looking = looking.then(look);
  };
  next();
  const timer = setInterval(next, intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
      return fewest;
    },
  };
}
