import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCode } from '../../core/exit-code.ts';
import { Failure } from '../../core/failure.ts';
import type { ProcessRole } from '../../core/resource-sample.ts';
import { endInWords, lastLines } from '../finish.ts';
import type { Child } from '../workspace.ts';
import { containerChild } from './container-child.ts';
import type { Engine } from './engine.ts';
import { projectFolder } from './stack-images.ts';

export interface Composed {
  readonly engine: Engine;
  readonly project: string;
  /** The program, started by itself. */
  readonly compose: string;
  /** What docker-compose.yml asks for, secrets among it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gets the output of each container, a file for each time that it runs. */
  readonly outputFolder: string;
  readonly follow: (child: Child) => void;
  readonly hide: (text: string) => string;
}

const files = ['docker-compose.yml', 'docker-compose.observed.yml'];
const pollMs = 200;

/**
 * Brings the project up, and answers its containers by the names of their services.
 * @throws Failure with exit code 5: the container that ended and what it said last, or else what Compose says
 */
export async function composeUp(composed: Composed): Promise<ReadonlyMap<string, Child>> {
  const { project, compose, environment, hide } = composed;
  const { DockerComposeEnvironment, Wait } = await import('testcontainers');
  const children = new Map<string, Child>();
  let isUp = false;
  mkdirSync(composed.outputFolder, { recursive: true, mode: 0o700 });
  const watching = (async () => {
    for (; !isUp; await sleep(pollMs)) await followNew(composed, children).catch(() => undefined);
  })();
  try {
    await new DockerComposeEnvironment(projectFolder, files)
      .withProjectName(project)
      // Whatever is left is found by the project's label, also when this process is killed.
      .withAutoCleanup(false)
      .withEnvironment({ ...environment, DOCKER_HOST: composed.engine.address })
      .withClientOptions({
        executable: { standalone: true, executablePath: compose },
        commandOptions: ['--no-build', '--quiet-pull'],
      })
      // Who is ready is asked by us, who know what each one says then.
      .withDefaultWaitStrategy(Wait.forAll([]))
      .up();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw deadChild(children, hide) ?? refused(hide(said), cause);
  } finally {
    isUp = true;
    await watching;
  }
  await followNew(composed, children);
  return children;
}

async function followNew(composed: Composed, children: Map<string, Child>): Promise<void> {
  const { engine, project, outputFolder, follow } = composed;
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const listed = await engine.docker.listContainers({ all: true, filters });
  await Promise.all(
    listed.map(async ({ Id: id, State, Labels }) => {
      const name = Labels['com.docker.compose.service'] ?? id;
      if (children.has(name) || !['running', 'exited', 'dead'].includes(State)) return;
      const child = await containerChild(engine, { id, name, role: roleOf(name), outputFolder });
      children.set(name, child);
      follow(child);
    }),
  );
}

const roles: readonly (readonly [RegExp, ProcessRole])[] = [
  [/^(api|migrate|load|base-backup)/, 'api'],
  [/^worker/, 'worker'],
  [/^relay/, 'relay'],
  [/^(postgres|replica)$/, 'database'],
  [/^(calendar|messaging)$/, 'provider'],
];

export function roleOf(service: string): ProcessRole {
  return roles.find(([pattern]) => pattern.test(service))?.[1] ?? 'network';
}

function deadChild(children: ReadonlyMap<string, Child>, hide: (text: string) => string): Failure | undefined {
  for (const { name, outputFile, end } of children.values()) {
    const ended = end();
    if (ended === undefined || ended.exitCode === 0) continue;
    return new Failure(`${name} ${endInWords(ended)}`, {
      exitCode: ended.exitCode === exitCode.badUsage ? exitCode.badUsage : exitCode.targetNeverHealthy,
      problems: lastLines(outputFile).map(hide),
    });
  }
  return undefined;
}

function refused(said: string, cause: unknown): Failure {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const isMissing = /pull access denied|manifest|not found|no such host|pulling|dial tcp/i.test(said);
  return new Failure('Docker Compose could not bring the platform up', {
    exitCode: exitCode.targetNeverHealthy,
    problems: lines.slice(-5),
    ...(isMissing ? { hint: 'An image could not be pulled; where none can be: npx ansturm stand-ins' } : {}),
    cause,
  });
}
