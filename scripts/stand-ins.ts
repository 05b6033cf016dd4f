import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { Failure } from '../core/failure.ts';
import type { Progress } from '../core/progress.ts';
import { installedFolder } from '../environments/postgres-binaries.ts';
import { findTool } from '../tools/find-tool.ts';
import { interruption } from './interruption.ts';
import { root } from './inventory.ts';
import { terminalProgress } from './progress.ts';

const recipe = join(root, 'tools', 'stand-ins');
const files = ['Dockerfile', 'postgres-entrypoint.sh'];
const debian = 'ansturm-stand-in/debian:bookworm';
/** By the targets of tools/stand-ins/Dockerfile: how the image's name begins, where it is pinned. */
const targets = {
  node: 'node:',
  postgres: 'postgres:',
  haproxy: 'haproxy:',
  valkey: 'valkey/valkey:',
  toxiproxy: 'ghcr.io/shopify/toxiproxy:',
  prometheus: 'prom/prometheus:',
};

export function standIns(program: Command): void {
  program
    .command('stand-ins', { hidden: true })
    .description('make the images that docker-compose.yml pins from Debian and npm, where none can be pulled')
    .addHelpText('after', '\nExample:\n  npx ansturm stand-ins')
    .action(carryOut);
}

/** Whatever is there under a name already stays, unless it is an older stand-in of ours. */
async function carryOut(): Promise<void> {
  const progress = terminalProgress(process.stderr, () => performance.now());
  const signal = interruption(progress.note, 'ending what builds');
  const { $ } = await import('zx');
  // The builder that every engine has; the newer one is a plugin of its own.
  const run = $({ signal, quiet: true, cwd: root, env: { ...process.env, DOCKER_BUILDKIT: '0' } });
  const key = await recipeKey();
  const label = (image: string) =>
    run({ nothrow: true })`docker image inspect --format ${'{{index .Config.Labels "ansturm.stand-in"}}'} ${image}`;
  const due: [target: string, image: string][] = [];
  for (const [target, image] of await pinnedImages()) {
    const { exitCode, stdout } = await label(image);
    if (exitCode !== 0 || ![key, ''].includes(stdout.trim())) due.push([target, image]);
  }
  // What the images are run with is made as well, where it is not there.
  await findTool('docker-compose', { progress, signal });
  if (due.length === 0) {
    progress.note('every image is there');
    return;
  }
  const context = await mkdtemp(join(tmpdir(), 'ansturm-stand-ins-'));
  try {
    if ((await label(debian)).exitCode !== 0) {
      progress.step('making a Debian with debootstrap');
      const sources = await run({ nothrow: true })`cat /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources`;
      // Where this machine's own packages come from; nothing: debootstrap's own choice.
      const mirror = /https?:\/\/\S+\/debian\/?(?=\s)/.exec(sources.stdout)?.[0];
      const folder = join(context, 'debian');
      await run`debootstrap --variant=minbase bookworm ${[folder, ...(mirror === undefined ? [] : [mirror])]}`;
      await run`tar -C ${folder} -c . | docker import - ${debian}`;
      await rm(folder, { recursive: true, force: true });
    }
    progress.step('building the images');
    const parts = await partsOf(progress, signal);
    for (const [name, from] of Object.entries(parts)) await run`cp -RL ${from} ${join(context, name)}`;
    for (const file of files) await copyFile(join(recipe, file), join(context, file));
    for (const [target, image] of due) {
      progress.note(image);
      await run`docker build -q --target ${target} --label ansturm.stand-in=${key} --tag ${image} ${context}`;
    }
  } finally {
    await rm(context, { recursive: true, force: true });
  }
  progress.done();
}

/** By the names that the recipe copies: what is on this machine already. */
async function partsOf(progress: Progress, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
  const { which } = await import('zx');
  return {
    node: process.execPath,
    npm: dirname(dirname(await realpath(await which('npm')))),
    postgres: installedFolder(),
    'toxiproxy-server': await findTool('toxiproxy', { progress, signal }),
    'ca-certificates.crt': '/etc/ssl/certs/ca-certificates.crt',
  };
}

async function recipeKey(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) hash.update(await readFile(join(recipe, file)));
  return hash.digest('hex').slice(0, 12);
}

/** Target and full name of each image that is pinned in docker-compose.yml or Dockerfile. */
async function pinnedImages(): Promise<readonly [target: string, image: string][]> {
  const texts = await Promise.all(
    ['docker-compose.yml', 'Dockerfile'].map((file) => readFile(join(root, file), 'utf8')),
  );
  const names = [...texts.join('\n').matchAll(/^(?:\s*image:|FROM) ([\w./-]+:[\w.-]+)/gm)].map(([, name = '']) => name);
  return Object.entries(targets).map(([target, start]) => {
    const image = names.find((name) => name.startsWith(start));
    if (image === undefined) throw new Failure(`no image ${start}… is pinned in docker-compose.yml or Dockerfile`);
    return [target, image];
  });
}
