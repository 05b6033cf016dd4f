import type { Engine } from './engine.ts';

/** The port on loopback that leads to a container's; another one after each start. @throws Error where there is none */
export async function containerPort({ docker }: Engine, container: string, inner: number): Promise<number> {
  const { NetworkSettings } = await docker.getContainer(container).inspect();
  const bound = NetworkSettings.Ports[`${inner}/tcp`]?.[0]?.HostPort;
  if (bound === undefined) throw new Error(`${container} has no port on this machine for its ${inner}`);
  return Number(bound);
}
