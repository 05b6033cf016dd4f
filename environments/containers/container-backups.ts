import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { LabBackups } from '../environment.ts';
import { said, waitUntilReady } from '../ready.ts';
import type { StackParts } from '../start-stack.ts';
import { takeBackup } from '../take-backup.ts';
import type { Child } from '../workspace.ts';
import { containerChild } from './container-child.ts';
import { containerPort } from './container-port.ts';
import type { Engine } from './engine.ts';

export interface ContainerBackups {
  readonly engine: Engine;
  readonly project: string;
  readonly outputFolder: string;
  readonly parts: Pick<StackParts, 'workspace' | 'logs' | 'stackFolder' | 'environment' | 'ready'>;
  /** Of the role that may copy all of the server, by its port on this machine. */
  backupUrl(): Promise<string>;
}

/** Where docker-compose.yml's database has its data; the second one's lie beside. */
const restoredData = '/var/lib/postgresql/restored';
const archiveInside = '/backup/base.tar';

/** `postgres` refuses data that others could read, and knows only what lies in them. */
const unpackAndServe = [
  `mkdir -m 700 ${restoredData} && tar -x -f ${archiveInside} -C ${restoredData}`,
  `exec postgres -D ${restoredData} -c listen_addresses='*' -c unix_socket_directories=/tmp -c timezone=UTC`,
].join(' && ');

/**
 * The operator's side where the stack runs in containers: the stack's own command at the database's port, and a second
 * database and API from the same images, in the same network, on what that left and nothing else.
 */
export function containerBackups({ parts, backupUrl, ...place }: ContainerBackups): LabBackups {
  const archive = join(parts.workspace.folder, 'backups', 'base.tar');
  // Its folder is ours alone; the database's user in its container is another one.
  const own = (path: string): void => void (path === archive && chmodSync(path, 0o644));
  return {
    async take(signal) {
      await takeBackup(parts, { archive, databaseUrl: await backupUrl(), own }, signal);
    },
    async restore(signal) {
      const begun: Begun[] = [];
      const stop = async (): Promise<void> => {
        for (const { remove } of begun.toReversed()) await remove();
      };
      const begin = async (name: string, like: string, changed: Changed): Promise<Child> => {
        const one = await startLike(place, { name: `restored-${name}`, like, changed });
        begun.push(one);
        parts.logs.follow(one.child);
        return one.child;
      };
      const ready = { ...parts.ready, signal };
      try {
        const database = await begin('postgres', 'postgres', {
          entrypoint: ['bash', '-c', unpackAndServe],
          binds: [`${archive}:${archiveInside}:ro`],
          volume: '/var/lib/postgresql',
        });
        await said(database, /(database system is ready to accept connections)/, ready, 'it never took connections');
        const api = await begin('api', 'api-1', { environment: readsRestored, port: 3000 });
        await said(api, /^\{"listening":"/, ready, 'it never said where it listens');
        const port = await containerPort(place.engine, containerName(place.project, 'restored-api'), 3000);
        const baseUrl = `http://127.0.0.1:${port}`;
        await waitUntilReady(api, baseUrl, ready);
        return { baseUrls: [baseUrl], stop };
      } catch (error) {
        await stop();
        throw error;
      }
    },
  };
}

/** The API's own settings, but for where it reads; it has neither cache nor replica, which know of another database. */
function readsRestored(name: string, value: string): string | undefined {
  if (name === 'CACHE_URL' || name === 'DATABASE_REPLICA_URL') return undefined;
  if (name === 'PROCESS_NAME') return 'restored-api';
  return name === 'DATABASE_URL' ? value.replace('@toxiproxy:', '@restored-postgres:') : value;
}

interface Changed {
  readonly entrypoint?: readonly string[];
  readonly binds?: readonly string[];
  /** Where it may write: its own, and gone with it. */
  readonly volume?: string;
  /** The value that it gets instead; undefined: none. */
  readonly environment?: (name: string, value: string) => string | undefined;
  /** That this machine reaches. */
  readonly port?: number;
}

interface Begun {
  readonly child: Child;
  remove(): Promise<void>;
}

/** One beside another, of the same image, rights, network and project, so that it goes with all else. */
async function startLike(
  { engine, project, outputFolder }: Pick<ContainerBackups, 'engine' | 'project' | 'outputFolder'>,
  { name, like, changed }: { readonly name: string; readonly like: string; readonly changed: Changed },
): Promise<Begun> {
  const { Config, HostConfig } = await engine.docker.getContainer(containerName(project, like)).inspect();
  const { entrypoint, binds = [], environment = (_, value) => value, port, volume } = changed;
  const env = Config.Env.flatMap((line) => {
    const [key = '', ...value] = line.split('=');
    const told = environment(key, value.join('='));
    return told === undefined ? [] : [`${key}=${told}`];
  });
  const { CapDrop, SecurityOpt, ReadonlyRootfs, Tmpfs, Memory, PidsLimit, NanoCpus, ShmSize } = HostConfig;
  const container = await engine.docker.createContainer({
    ...{ name: containerName(project, name), Image: Config.Image, User: Config.User, Env: env },
    ...(entrypoint === undefined ? { Cmd: Config.Cmd } : { Entrypoint: [...entrypoint], Cmd: [] }),
    Labels: { 'com.docker.compose.project': project, 'ansturm.part': 'platform' },
    ...(volume === undefined ? {} : { Volumes: { [volume]: {} } }),
    ...(port === undefined ? {} : { ExposedPorts: { [`${port}/tcp`]: {} } }),
    HostConfig: {
      ...{ CapDrop, SecurityOpt, ReadonlyRootfs, Tmpfs, Memory, PidsLimit, NanoCpus, ShmSize, Binds: [...binds] },
      NetworkMode: `${project}_default`,
      ...(port === undefined ? {} : { PortBindings: { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '0' }] } }),
    },
    NetworkingConfig: { EndpointsConfig: { [`${project}_default`]: { Aliases: [name] } } },
  });
  const remove = async (): Promise<void> => {
    await container.remove({ force: true, v: true });
  };
  try {
    await container.start();
    const role = like === 'postgres' ? 'database' : 'api';
    return { child: await containerChild(engine, { id: container.id, name, role, outputFolder }), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function containerName(project: string, service: string): string {
  return `${project}-${service}-1`;
}
