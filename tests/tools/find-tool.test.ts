import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as assert from 'uvu/assert';
import { Failure } from '../../core/failure.ts';
import { findTool, locateTool } from '../../tools/find-tool.ts';
import { type Tool, tools } from '../../tools/tool.ts';
import type { FindToolOptions } from '../../tools/tool-settings.ts';
import { suite } from '../door.ts';

const test = suite('find tool');
const goFolder = join(import.meta.dirname, '..', '..', 'tools');
const system = ['/usr/bin', '/bin'].join(delimiter);
let folder = '';
let archive = Buffer.alloc(0);
let server: Server;
let answer: RequestListener = (_, reply) => void reply.writeHead(404).end();

test.before(async () => {
  server = createServer((request, reply) => answer(request, reply)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
test.after(() => void server.close());
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansturm-tool-'));
  script(join(folder, 'packed', 'toy-1', 'toy'), 'echo toy v1.2.3');
  execFileSync('tar', ['-czf', join(folder, 'toy.tar.gz'), '-C', join(folder, 'packed'), 'toy-1']);
  archive = readFileSync(join(folder, 'toy.tar.gz'));
  answer = (_, reply) => void reply.end(archive);
});
test.after.each(() => rmSync(folder, { recursive: true }));

function script(path: string, line: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${line}\n`);
  chmodSync(path, 0o755);
  return path;
}

function toy(sha256 = createHash('sha256').update(archive).digest('hex')): Tool {
  return {
    ...{ name: 'k6', version: '1.2.3', variable: 'ANSTURM_TOY', program: 'toy', package: 'example.invalid/toy' },
    ...{ built: 'toy', versionArguments: ['version'] },
    releases: { 'linux-x64': { path: '/toy-1/toy.tar.gz', sha256, member: 'toy-1/toy' } },
  };
}

/** Nothing on the PATH but what the system has, no Go among it. */
function options(more: Partial<FindToolOptions> = {}): FindToolOptions {
  return {
    tool: toy(),
    platform: 'linux-x64',
    env: { PATH: join(folder, 'bin') },
    cacheFolder: join(folder, 'cache'),
    releasesUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...more,
  };
}

async function failure(more: Partial<FindToolOptions> = {}): Promise<Failure> {
  const error = await findTool('k6', options(more)).then(assert.unreachable, (thrown: unknown) => thrown);
  assert.instance(error, Failure);
  return error as Failure;
}

test('the environment variable comes first, whatever its version', async () => {
  const own = script(join(folder, 'own'), 'echo v9.9.9');
  script(join(folder, 'bin', 'toy'), 'echo v1.2.3');
  assert.is(await findTool('k6', options({ env: { PATH: join(folder, 'bin'), ANSTURM_TOY: own } })), own);
});

test('an environment variable that names no program is bad usage, not a reason to look on', async () => {
  script(join(folder, 'bin', 'toy'), 'echo v1.2.3');
  const { exitCode, message } = await failure({ env: { PATH: join(folder, 'bin'), ANSTURM_TOY: '/nowhere/toy' } });
  assert.is(exitCode, 2);
  assert.match(message, 'ANSTURM_TOY');
});

test('the PATH comes next, with the pinned version only; its version is asked for once', async () => {
  script(join(folder, 'old', 'toy'), `echo asked >> "${join(folder, 'asked')}"; echo toy v1.2.2`);
  const right = script(join(folder, 'bin', 'toy'), `echo asked >> "${join(folder, 'asked')}"; echo toy v1.2.3`);
  const env = { PATH: [join(folder, 'old'), join(folder, 'bin')].join(delimiter) };
  assert.is(await findTool('k6', options({ env })), right);
  assert.is(await findTool('k6', options({ env })), right);
  assert.is(readFileSync(join(folder, 'asked'), 'utf8'), 'asked\nasked\n');
});

test('a plugin beside the PATH will do, in any version that fits', async () => {
  const plugin = script(join(folder, 'plugins', 'toy'), 'echo toy v1.9.0');
  script(join(folder, 'bin', 'toy'), 'echo toy version 1.1.0, build 0');
  const tool = { ...toy(), folders: [join(folder, 'plugins')], fits: /^1\.[2-9]\b/ };
  assert.is(await findTool('k6', options({ tool })), plugin);
});

test('nothing is made where only the place is asked for', async () => {
  answer = () => assert.unreachable();
  assert.is(await locateTool('k6', options()), null);
});

test('the release archive is downloaded, unpacked and found again without a download', async () => {
  const path = await findTool('k6', options());
  assert.is(execFileSync(path, { encoding: 'utf8' }), 'toy v1.2.3\n');
  answer = () => assert.unreachable();
  assert.is(await findTool('k6', options()), path);
  assert.equal(await locateTool('k6', options()), { path, from: 'cache' });
  assert.equal(readdirSync(join(folder, 'cache')), ['k6-1.2.3-linux-x64']);
});

test('redirects are followed', async () => {
  answer = (request, reply) => {
    if (request.url === '/toy-1/toy.tar.gz') reply.writeHead(302, { location: '/elsewhere' }).end();
    else reply.end(archive);
  };
  assert.match(await findTool('k6', options()), 'k6-1.2.3-linux-x64');
});

test('many at once make it once', async () => {
  let downloads = 0;
  answer = (_, reply) => {
    downloads += 1;
    reply.end(archive);
  };
  const paths = await Promise.all([1, 2, 3].map(() => findTool('k6', options())));
  assert.is(new Set(paths).size, 1);
  assert.is(downloads, 1);
});

test('an archive with another checksum is thrown away, with both sums in the error', async () => {
  const pinned = 'f'.repeat(64);
  const { problems } = await failure({ tool: toy(pinned) });
  const said = problems.join('\n');
  assert.match(said, pinned);
  assert.match(said, createHash('sha256').update(archive).digest('hex'));
  assert.equal(readdirSync(join(folder, 'cache')), []);
});

test('a download that is cut off is an error', async () => {
  answer = (_, reply) => {
    reply.writeHead(200, { 'content-length': archive.length });
    reply.write(archive.subarray(0, 100), () => reply.destroy());
  };
  assert.match((await failure()).problems.join('\n'), /release archive: .*toy\.tar\.gz: /);
});

test('a body that ends early without a length does not have the checksum', async () => {
  answer = (_, reply) => void reply.end(archive.subarray(0, 100));
  assert.match((await failure()).problems.join('\n'), 'is pinned; it was thrown away');
});

test('one error names all the ways, in their order, and why each led nowhere', async () => {
  answer = (_, reply) => void reply.writeHead(404).end();
  script(join(folder, 'bin', 'toy'), 'echo toy v1.2.2');
  const { problems, hint, exitCode } = await failure();
  const ways = problems.map((problem) => problem.split(':')[0]);
  assert.equal(ways, [
    'environment variable ANSTURM_TOY',
    'PATH',
    "the project's cache",
    'go install',
    'release archive',
  ]);
  assert.match(problems[1] ?? '', 'is 1.2.2, not 1.2.3');
  assert.match(problems[3] ?? '', 'no Go on the PATH');
  assert.match(problems[4] ?? '', 'answers 404');
  assert.match(hint ?? '', 'ANSTURM_TOY');
  assert.is(exitCode, 1);
});

test('a platform without an archive is said so', async () => {
  assert.match((await failure({ platform: 'plan9-mips' })).problems.join('\n'), 'there is none for plan9-mips');
});

test('Go builds it into the cache; an old Go and a failing one are said so', async () => {
  answer = (_, reply) => void reply.writeHead(404).end();
  const path = `${join(folder, 'bin')}${delimiter}${system}`;
  const go = (version: string, build: string): string =>
    script(
      join(folder, 'bin', 'go'),
      `if [ "$1" = version ]; then echo "go version go${version} x/y"; else ${build}; fi`,
    );
  go('1.20.5', 'exit 1');
  assert.match((await failure({ env: { PATH: path } })).problems.join('\n'), 'Go 1.21 or newer is needed');
  go('1.21.0', 'echo no such thing >&2; exit 1');
  assert.match((await failure({ env: { PATH: path } })).problems.join('\n'), 'exit code 1: no such thing');
  go('1.21.0', 'printf "#!/bin/sh\\necho built\\n" > "$GOBIN/toy"; chmod +x "$GOBIN/toy"');
  assert.is(execFileSync(await findTool('k6', options({ env: { PATH: path } })), { encoding: 'utf8' }), 'built\n');
});

test('the table names the versions that go.mod pins', () => {
  for (const { package: name, version, module = '' } of Object.values(tools)) {
    const pinned = readFileSync(join(goFolder, module, 'go.mod'), 'utf8');
    assert.match(pinned, new RegExp(`\\b${name.replace(/\/cmd(\/.*)?$/, '').replaceAll('.', '\\.')} v${version}\\b`));
    assert.match(pinned, new RegExp(`^(\\t|tool )${name.replaceAll('.', '\\.')}$`, 'm'));
  }
});

test('every archive of the table carries version and a SHA-256, and none twice', () => {
  const releases = Object.values(tools).flatMap((tool) =>
    Object.values(tool.releases).map((one) => ({ ...one, tool })),
  );
  assert.is(releases.length, 8);
  assert.is(new Set(releases.map(({ sha256 }) => sha256)).size, 8);
  for (const { path, sha256, tool } of releases) {
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.match(path, tool.version);
  }
});
