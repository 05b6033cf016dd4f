import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journals, ProviderLine, ProviderRequest } from '../core/provider.ts';
import type { Problems } from '../recording/problems.ts';
import { readProvider } from '../recording/read-provider.ts';
import type { RunFolder } from '../recording/run-folder.ts';
import { openSeenIds } from '../recording/seen-ids.ts';

/** Every journal of a run, without its ending `.zst`. */
export async function journalsOf(folder: RunFolder): Promise<readonly string[]> {
  const present = existsSync(folder.providers) ? await readdir(folder.providers) : [];
  const names = present.flatMap((name) => /^(.+\.ndjson)(\.zst)?$/.exec(name)?.[1] ?? []);
  return [...new Set(names)].sort().map((name) => join(folder.providers, name));
}

export interface JournalsOptions {
  /** On the run's clock: requests that arrived later are none of the run's. Undefined: all are. */
  readonly untilMs?: number | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Reads what the providers of a run saw; damage is counted in `problems`. */
export async function readJournals(
  paths: readonly string[],
  take: (line: ProviderLine) => void,
  problems: Problems,
  { untilMs = Number.POSITIVE_INFINITY, onBytes }: JournalsOptions = {},
): Promise<Journals> {
  const seen = openSeenIds();
  const journals: Record<string, { readonly unseenRequests: number }> = {};
  for (const path of paths) {
    const damage = openTally(problems);
    const taker = {
      started: take,
      request: (request: ProviderRequest) => void (request.arrivedMs <= untilMs && take(request)),
      mark: take,
    };
    const { source } = await readProvider(path, taker, damage, seen, onBytes);
    journals[source] = { unseenRequests: damage.unseenRequests() };
  }
  return journals;
}

/** Which problems stand for as many lines as they count; behind the others any number may be missing. */
const counted: ReadonlySet<string> = new Set(['torn', 'invalid', 'duplicate', 'backwards']);

function openTally(problems: Problems): Problems & { unseenRequests(): number } {
  let unseenRequests = 0;
  return {
    ...problems,
    unseenRequests: () => unseenRequests,
    add(file, problem, example, count = 1) {
      unseenRequests += counted.has(problem) ? count : Number.POSITIVE_INFINITY;
      problems.add(file, problem, example, count);
    },
  };
}
