import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { Engine } from './engine.ts';

export const projectFolder = join(import.meta.dirname, '..', '..');

/** Names of the images that docker-compose.yml runs, by its variables. */
export interface StackImages {
  readonly STACK_IMAGE: string;
  readonly PROVIDERS_IMAGE: string;
}

const sources = ['Dockerfile', '.dockerignore', 'package.json', 'core', 'providers', 'stack'];
const repositories = { stack: 'ansturm-stack', providers: 'ansturm-providers' } as const;

/** Builds the images of what lies in the working tree; found again as long as nothing of it changes. */
export async function stackImages(engine: Engine, note: (text: string) => void): Promise<StackImages> {
  const tag = treeHash();
  const made: string[] = [];
  for (const target of ['stack', 'providers'] as const) made.push(await imageOf(engine, target, tag, note));
  const [STACK_IMAGE = '', PROVIDERS_IMAGE = ''] = made;
  return { STACK_IMAGE, PROVIDERS_IMAGE };
}

async function imageOf(
  engine: Engine,
  target: keyof typeof repositories,
  tag: string,
  note: (text: string) => void,
): Promise<string> {
  const repository = repositories[target];
  const image = `${repository}:${tag}`;
  const isThere = await engine.docker
    .getImage(image)
    .inspect()
    .then(
      () => true,
      () => false,
    );
  if (isThere) return image;
  note(`building the image ${image}`);
  const { GenericContainer } = await import('testcontainers');
  try {
    await GenericContainer.fromDockerfile(projectFolder).withTarget(target).build(image, { deleteOnExit: false });
  } catch (cause) {
    throw new Failure(`the image ${image} could not be built: ${cause instanceof Error ? cause.message : cause}`, {
      hint: 'Its base image is pulled, and packages come from npm; where nothing can be pulled: npx ansturm stand-ins',
      cause,
    });
  }
  await removeOthers(engine, repository, image);
  return image;
}

/** Those of older trees; what a container still runs on stays. */
async function removeOthers({ docker }: Engine, repository: string, kept: string): Promise<void> {
  const images = await docker.listImages({ filters: { reference: [`${repository}:*`] } });
  const names = images
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((name) => name !== kept && /:[0-9a-f]{12}$/.test(name));
  await Promise.all(
    names.map((name) =>
      docker
        .getImage(name)
        .remove()
        .catch(() => undefined),
    ),
  );
}

function treeHash(): string {
  const hash = createHash('sha256');
  const take = (path: string): void => {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(projectFolder, path)))
      .update('\0');
  };
  for (const source of sources) {
    const entries = source.includes('.') || source === 'Dockerfile' ? undefined : filesIn(source);
    for (const path of entries ?? [source]) take(path);
  }
  return hash.digest('hex').slice(0, 12);
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(join(projectFolder, folder), { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths.map((path) => path.slice(projectFolder.length + 1)).sort();
}
