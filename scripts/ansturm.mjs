#!/usr/bin/env node
// The way in. Plain JavaScript without dependencies, for any Node from 20 on: it installs what the lockfile names when
// that is missing, then goes on under the Node that came with it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFolderLock } from '../tools/with-folder-lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const node = join(modules, 'node', 'bin', 'node');
const stamp = join(modules, '.ansturm-lock');

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Ansturm needs Node 20 or newer to start; this is ${process.version}.`, 'Install a newer Node, or use nvm.');
}
if (!isInstalled()) {
  const waiting = (pid) => say(`Process ${pid} is installing already; waiting for it.`);
  await withFolderLock(join(root, '.cache', 'install.lock'), () => isInstalled() || install(), { waiting });
}
start();

/** The stamp names the lockfile that was installed, and for which machine: folders travel into containers. */
function isInstalled() {
  const wanted = fingerprint();
  if (!existsSync(node)) return false;
  if (read(stamp) === wanted) return true;
  if (!matchesLockfile()) return false;
  writeStamp(wanted);
  return true;
}

function fingerprint() {
  const lockfile = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${lockfile} ${process.platform}-${process.arch}\n`;
}

/** Somebody installed with npm itself: npm's own record of what lies there says the same as the lockfile. */
function matchesLockfile() {
  const hidden = read(join(modules, '.package-lock.json'));
  if (hidden === undefined || read(stamp)?.endsWith(`${process.platform}-${process.arch}\n`) === false) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(hidden).packages;
  const isSame = (path) => wanted[path]?.integrity === present[path]?.integrity;
  return (
    Object.keys(present).every((path) => path in wanted && isSame(path)) &&
    Object.keys(wanted).every((path) => path === '' || wanted[path].optional === true || path in present)
  );
}

async function install() {
  say('Installing dependencies from package-lock.json (npm ci), once …');
  rmSync(stamp, { force: true });
  const begin = Date.now();
  const ticking = setInterval(() => say(`  still installing, ${Math.round((Date.now() - begin) / 1000)} s …`), 10_000);
  // npm speaks on stderr: stdout belongs to the verb, whose output may be read by a program. That packages want a newer
  // Node nobody needs to read: they get one.
  const flags = ['--loglevel=error', '--include=dev', '--include=optional', '--ignore-scripts=false'];
  const npm = spawn('npm', ['ci', ...flags], { cwd: root, stdio: ['ignore', 2, 2] });
  const forget = passSignals(npm);
  const { code, signal, error } = await ended(npm);
  forget();
  clearInterval(ticking);
  if (signal !== null && signal !== undefined) leave(null, signal);
  if (error !== undefined) fail(`npm could not be started: ${error.message}.`, 'Install npm; it comes with Node.');
  if (code !== 0) fail(`npm ci ended with exit code ${code}.`, 'Its output above says why; a network is needed once.');
  if (!existsSync(node)) {
    fail(
      'npm ci went through, but brought no Node 24 (npm package "node").',
      'Its install script has to run: check `npm config get ignore-scripts` and `npm config get allow-scripts`.',
    );
  }
  writeStamp(fingerprint());
  say(`Installed in ${Math.round((Date.now() - begin) / 1000)} s.`);
}

/**
 * The verb runs in a process group of its own, so that the terminal's Ctrl-C reaches this process only, which passes
 * it on. The IPC channel tells the verb when this process was killed without a chance to pass anything on.
 */
async function start() {
  const path = `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const main = join(root, 'scripts', 'main.ts');
  const child = spawn(node, [main, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
    env: { NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'), ...process.env, PATH: path },
  });
  passSignals(child);
  const { code, signal, error } = await ended(child);
  if (error !== undefined) fail(`Node 24 could not be started: ${error.message}.`, `Remove ${modules} and try again.`);
  leave(code, signal);
}

/**
 * One Ctrl-C may arrive twice, from the terminal and from npm, which passes on what it got itself; a second one that a
 * person means comes later than that.
 */
function passSignals(child) {
  const sameMs = 300;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
  let lastAt = Number.NEGATIVE_INFINITY;
  const pass = (signal) => {
    const now = performance.now();
    if (now - lastAt > sameMs) child.kill(signal);
    lastAt = now;
  };
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}

function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** Ends as the child ended: with its exit code, or by the signal that ended it. */
function leave(code, signal) {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 100);
}

function writeStamp(text) {
  const fresh = `${stamp}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, stamp);
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

function fail(sentence, hint) {
  say(`${sentence}\n  ${hint}`);
  process.exit(1);
}
