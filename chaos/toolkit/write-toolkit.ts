import type { PlannedFault } from '../../core/plan.ts';
import type { Experiment } from '../experiment.ts';
import { type ToolkitPair, toolkitActions } from './toolkit-actions.ts';
import type { ToolkitActivity, ToolkitExperiment, ToolkitProvider } from './toolkit-experiment.ts';

export interface Written {
  /** Undefined where nothing that it breaks can be said. */
  readonly document: ToolkitExperiment | undefined;
  /** What could not be said, in words. */
  readonly left: readonly string[];
}

/** Where docker-compose.yml has it. */
const readyUrl = 'http://127.0.0.1:8080/health/ready';

/** One of our experiments for Chaos Toolkit, which breaks docker-compose.yml by it as `containers` does. */
export function writeToolkit(experiment: Experiment): Written {
  const { name, hypothesis, faults } = experiment;
  const said = faults.flatMap((fault, index) => {
    const pair = toolkitActions(fault);
    return pair === undefined ? [] : [{ fault, pair, name: `fault ${index + 1}: ${fault.fault}` }];
  });
  const left = [...faults.flatMap((fault) => (toolkitActions(fault) ? [] : [unsaid(fault)])), ...besides(experiment)];
  if (said.length === 0) return { document: undefined, left };
  const method = methodOf(said);
  return {
    document: {
      ...(said.some(({ pair }) => pair.breaks.type === 'python') ? { configuration } : {}),
      ...{ version: '1.0.0', title: name, description: hypothesis, tags: ['ansturm'] },
      'steady-state-hypothesis': { title: hypothesis, probes: [isReady] },
      method,
      // Healed twice is healed: what was interrupted before its end is so, too.
      rollbacks: said.map(({ pair, name: about }) => action(`${about}, healed at last`, pair.heals)),
    },
    left,
  };
}

/** Where its Toxiproxy is told, once that port is published as docker-compose.observed.yml does. */
const configuration = { toxiproxy_url: 'http://127.0.0.1:8474' };

const isReady: ToolkitActivity = {
  ...{ type: 'probe', name: 'the platform is ready', tolerance: 200 },
  provider: { type: 'http', url: readyUrl },
};

interface Said {
  readonly fault: PlannedFault;
  readonly pair: ToolkitPair;
  readonly name: string;
}

/** One thing after the other, with pauses between them. */
function methodOf(said: readonly Said[]): readonly ToolkitActivity[] {
  const moments = said.flatMap(({ fault: { atMs, durationMs }, pair, name }) => [
    { atMs, name: `${name}, broken`, provider: pair.breaks },
    { atMs: atMs + durationMs, name: `${name}, healed`, provider: pair.heals },
  ]);
  let beforeMs = 0;
  return moments
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, name, provider }) => {
      const before = (atMs - beforeMs) / 1_000;
      beforeMs = atMs;
      return before === 0 ? action(name, provider) : { ...action(name, provider), pauses: { before } };
    });
}

function action(name: string, provider: ToolkitProvider): ToolkitActivity {
  return { type: 'action', name, provider };
}

function unsaid({ fault, atMs }: PlannedFault): string {
  return `${fault}, ${atMs / 1_000} s after the beginning: there is no action for it`;
}

function besides({ allows, throttle, overload, demand, clockChange }: Experiment): readonly string[] {
  const latency = allows.latencyMs === undefined ? '' : `, and 95 % of the answers within ${allows.latencyMs} ms`;
  return [
    'the load, the laws, and the time to recover: only a probe that asks whether the platform is ready stands for them',
    `what is allowed meanwhile: ${allows.errorPercent} % of the requests may fail${latency}`,
    ...(throttle === undefined ? [] : ['the throttle of the platform']),
    ...(overload === undefined ? [] : [`the overload: ${overload} times the demand`]),
    ...(clockChange === undefined ? [] : ['the night of a clock change, in which it is played']),
    ...(demand === undefined ? [] : [`the demand before and afterwards: ${demand} of the usual one`]),
  ];
}
