import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine } from '../../environments/containers/engine.ts';
import { containersWith } from '../../environments/containers.ts';
import type { Environment, StartOptions } from '../../environments/environment.ts';
import { makeFixtures } from '../../fixtures/make-fixtures.ts';
import { locateTool } from '../../tools/find-tool.ts';
import type { Suite } from '../door.ts';

const root = join(import.meta.dirname, '..', '..');

/** A place of its own for a test file that starts containers. */
export interface ContainerBench {
  readonly environment: Environment;
  readonly cacheName: string;
  readonly runFolder: string;
  readonly fixturesFolder: string;
  readonly notes: string[];
  options(more?: Partial<StartOptions>): StartOptions;
  /** Containers, networks and volumes of projects that these processes' runs have made. */
  leftovers(...owners: readonly number[]): Promise<readonly string[]>;
  clear(): void;
}

/** An engine that answers, a Compose, and every image that is pinned: nothing is pulled or built for minutes here. */
export async function containerEngine(): Promise<Engine | undefined> {
  try {
    const engine = await openEngine();
    if ((await locateTool('docker-compose')) === null) return undefined;
    const pinned = ['docker-compose.yml', 'Dockerfile']
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    const images = [...pinned.matchAll(/^(?:\s*image:|FROM) ([\w./-]+:[\w.-]+)/gm)].map(([, name = '']) => name);
    // What only a profile starts, whoever asks for it pulls.
    const needed = images.filter((name) => !/^(grafana|otel|jaegertracing)\//.test(name));
    for (const image of new Set(needed)) await engine.docker.getImage(image).inspect();
    return engine;
  } catch {
    return undefined;
  }
}

/** Registers tests where there is an engine; elsewhere, once for the file, that they are skipped, and why. */
export function withEngine(
  test: Suite,
  engine: Engine | undefined,
): (name: string, body: (engine: Engine) => Promise<void>) => void {
  if (engine !== undefined) return (name, body) => test(name, () => body(engine));
  test.skip('no container engine');
  return () => undefined;
}

export async function containerBench(name: string, { docker }: Engine): Promise<ContainerBench> {
  const cacheName = `ansturm-test-${name}-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), `${cacheName}-run-`));
  const [fixturesFolder, runFolder] = [join(folder, 'fixtures'), join(folder, 'run')];
  mkdirSync(runFolder);
  const journeys = { 'voice-call': 0, 'web-booking': 0, 'staff-day': 0 };
  const signal = new AbortController().signal;
  const size = { customers: 200, appointments: 400, journeys };
  await makeFixtures({ folder: fixturesFolder, seed: 1, anchorDay: '2027-03-01', ...size, signal });
  const notes: string[] = [];
  return {
    ...{ environment: containersWith(cacheName), cacheName, runFolder, fixturesFolder, notes },
    options: (more = {}) => {
      const note = (text: string): void => void notes.push(text);
      return { signal, note, fixturesFolder, runFolder, defects: [], baseUrls: [], ...more };
    },
    leftovers: async (...owners) => {
      const isOurs = (text: string) => owners.some((owner) => text.includes(`ansturm-${owner}-`));
      const [containers, networks, { Volumes }] = await Promise.all([
        docker.listContainers({ all: true }),
        docker.listNetworks(),
        docker.listVolumes(),
      ]);
      const names = [
        ...containers.flatMap(({ Names }) => Names),
        ...networks.map(({ Name }) => Name),
        ...(Volumes ?? []).map(({ Name }) => Name),
      ];
      return names.filter(isOurs);
    },
    clear: () => {
      rmSync(folder, { recursive: true, force: true });
      rmSync(join(tmpdir(), cacheName), { recursive: true, force: true });
    },
  };
}
