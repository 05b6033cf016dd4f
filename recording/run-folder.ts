import { join } from 'node:path';

/** Where each file of a run lies; from the run folder alone everything can be judged and drawn again. */
export interface RunFolder {
  readonly path: string;
  readonly run: string;
  readonly plans: string;
  readonly world: string;
  /** Bounds of the user's own; there is none where the defaults hold. */
  readonly bounds: string;
  /** Each may lie there as it is or compressed, with `.zst` behind its name. */
  readonly initialState: string;
  readonly finalState: string;
  /** What a platform showed that was brought back from a backup; only where one was. */
  readonly restoredState: string;
  readonly histories: string;
  history(source: string): string;
  readonly timeline: string;
  readonly resources: string;
  readonly providers: string;
  /** The journal of a simulated provider. */
  provider(name: string): string;
  readonly logs: string;
  readonly probes: string;
  readonly ingested: string;
  readonly attestations: string;
  readonly verdict: string;
  readonly report: string;
  readonly summary: string;
  readonly junit: string;
  readonly statement: string;
  /** What a run left behind at a target of others. */
  readonly cleanup: string;
}

export function runFolder(path: string): RunFolder {
  const at = (name: string): string => join(path, name);
  return {
    path,
    run: at('run.json'),
    plans: at('plans.json'),
    world: at('world.json'),
    initialState: at('initial-state.ndjson'),
    finalState: at('final-state.ndjson'),
    restoredState: at('restored-state.ndjson'),
    histories: at('history'),
    history: (source) => join(path, 'history', `${source}.ndjson`),
    timeline: at('timeline.ndjson'),
    resources: at('resources.ndjson'),
    providers: at('providers'),
    provider: (name) => join(path, 'providers', `${name}.ndjson`),
    logs: at('logs'),
    probes: at('probes.json'),
    ingested: at('ingested.json'),
    attestations: at('attestations.json'),
    bounds: at('bounds.json'),
    verdict: at('verdict.json'),
    report: at('report.html'),
    summary: at('summary.md'),
    junit: at('junit.xml'),
    statement: at('statement.json'),
    cleanup: at('cleanup.json'),
  };
}
