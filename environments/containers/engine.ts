import { accessSync, constants, existsSync } from 'node:fs';
import { connect } from 'node:net';
import type { ContainerRuntimeClient } from 'testcontainers';
import { exitCode } from '../../core/exit-code.ts';
import { Failure } from '../../core/failure.ts';

/** The container engine of this machine. */
export interface Engine {
  readonly docker: ContainerRuntimeClient['container']['dockerode'];
  /** As `DOCKER_HOST` names it, for programs beside us. */
  readonly address: string;
  /** `Docker 28.2.2`, `Podman Engine 5.0.0`. */
  readonly name: string;
}

const usualSocket = '/var/run/docker.sock';
/** Of the engine's API, behind `1.`: that of Docker 20.10. */
const leastApi = 41;

/** @throws Failure with exit code 2: without an engine, or rights, or with one that is too old or elsewhere */
export async function openEngine(): Promise<Engine> {
  // Our own records and keeper clear away, also where testcontainers' image for it cannot be had.
  process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';
  // Where this machine is a container itself, its engine beside it is still here, and not at some bridge's gateway.
  if (existsSync(usualSocket)) process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1';
  const { DOCKER_HOST } = process.env;
  // testcontainers would go on to the usual places; but somebody meant this one.
  if (DOCKER_HOST && !(await isListening(DOCKER_HOST))) throw unfit(`nothing answers at DOCKER_HOST, ${DOCKER_HOST}`);
  const { getContainerRuntimeClient } = await import('testcontainers');
  let client: ContainerRuntimeClient;
  try {
    client = await getContainerRuntimeClient();
  } catch (cause) {
    throw unfit(withoutRights() ?? 'no container engine answers', cause);
  }
  const { host } = client.info.containerRuntime;
  if (!['localhost', '127.0.0.1', '::1'].includes(host)) throw unfit(`the container engine is at ${host}, not here`);
  const docker = client.container.dockerode;
  const address = addressOf(docker);
  if (DOCKER_HOST?.startsWith('unix:') && address !== DOCKER_HOST) {
    throw unfit(`what answers at DOCKER_HOST, ${DOCKER_HOST}, is none that could be used`);
  }
  const { Version, ApiVersion, Platform } = await docker.version();
  const name = `${Platform?.Name?.split(' - ')[0] || 'Docker'} ${Version}`;
  if (Number(ApiVersion.split('.')[1]) < leastApi) throw unfit(`${name} is older than Docker 20.10`);
  return { docker, address, name };
}

/** Where the client found it; it looks at places of its own, and Compose at others. */
function addressOf({ modem }: Engine['docker']): string {
  const { socketPath, host, port } = modem as { socketPath?: string; host?: string; port?: number };
  return socketPath === undefined ? `tcp://${host}:${port}` : `unix://${socketPath}`;
}

function isListening(address: string): Promise<boolean> {
  const url = URL.parse(address);
  if (url === null) return Promise.resolve(false);
  const place = url.protocol === 'unix:' ? { path: url.pathname } : { host: url.hostname, port: Number(url.port) };
  return new Promise((resolve) => {
    const socket = connect({ ...place, timeout: 5_000 });
    const answer = (isThere: boolean) => (): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', answer(true)).once('error', answer(false)).once('timeout', answer(false));
  });
}

function withoutRights(): string | undefined {
  if (process.env.DOCKER_HOST !== undefined || !existsSync(usualSocket)) return undefined;
  try {
    accessSync(usualSocket, constants.R_OK | constants.W_OK);
    return undefined;
  } catch {
    return `this user may not talk to the container engine (${usualSocket})`;
  }
}

function unfit(what: string, cause?: unknown): Failure {
  return new Failure(`The environment containers needs a container engine on this machine, and ${what}.`, {
    exitCode: exitCode.badUsage,
    hint: 'Start Docker, or set DOCKER_HOST; the environment `embedded` needs no engine and judges by the same laws.',
    ...(cause === undefined ? {} : { cause }),
  });
}
