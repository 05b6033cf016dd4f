import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, openEngine } from './engine.ts';

const attempts = 40;
const pauseMs = 250;

/**
 * Removes every container, network and volume of a Compose project, by the label that Compose puts on them, until none
 * is left. Idempotent. @throws Failure where no engine answers, or something stays
 */
export async function removeProject(project: string): Promise<void> {
  const engine = await openEngine();
  let left = '';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    endCompose(project);
    left = await removeOnce(engine, project);
    if (left === '') return;
    await sleep(pauseMs);
  }
  throw new Error(`${project} could not be removed: ${left}`);
}

/** What was there, or could not be removed: empty when there was nothing any more. */
async function removeOnce({ docker }: Engine, project: string): Promise<string> {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const found: string[] = [];
  const remove = async (name: string, removing: Promise<unknown>): Promise<void> => {
    found.push(name);
    await removing.catch(() => undefined);
  };
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(({ Id, Names }) => remove(Names[0] ?? Id, docker.getContainer(Id).remove({ force: true, v: true }))),
  );
  const networks = await docker.listNetworks({ filters });
  await Promise.all(networks.map(({ Id, Name }) => remove(Name, docker.getNetwork(Id).remove())));
  const { Volumes } = await docker.listVolumes({ filters });
  await Promise.all((Volumes ?? []).map(({ Name }) => remove(Name, docker.getVolume(Name).remove())));
  return found.join(', ');
}

/** A Compose that still brings the project up would make again what is removed; its environment names the project. */
function endCompose(project: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const isOurs = readFileSync(`/proc/${pid}/environ`, 'latin1')
        .split('\0')
        .includes(`COMPOSE_PROJECT_NAME=${project}`);
      if (isOurs && readFileSync(`/proc/${pid}/comm`, 'latin1').startsWith('docker-compose')) process.kill(Number(pid));
    } catch {
      // Not ours to read, or gone.
    }
  }
}
