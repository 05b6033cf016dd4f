import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { Failure } from '../core/failure.ts';
import { badUsage } from './bad-usage.ts';
import { isUp, standingNow } from './standing.ts';

const timeoutMs = 30_000;

export function down(program: Command): void {
  program
    .command('down')
    .description('stop what `up` started')
    .argument('[base url]', 'only the platform that answers there; default: every one of this folder')
    .addHelpText('after', '\nExample:\n  npx ansturm down')
    .action(async (baseUrl: string | undefined) => {
      const all = await standingNow();
      const standing = all.filter(({ baseUrls }) => baseUrl === undefined || baseUrls.includes(baseUrl));
      const known = all.flatMap(({ baseUrls }) => baseUrls).join(', ') || 'nothing is up';
      if (baseUrl !== undefined && standing.length === 0) {
        throw badUsage('Nothing was stopped:', [`no platform of ours answers at ${baseUrl}; there is: ${known}`]);
      }
      for (const { pid } of standing) process.kill(pid, 'SIGTERM');
      const deadlineMs = performance.now() + timeoutMs;
      while (standing.some(isUp)) {
        if (performance.now() > deadlineMs) throw stillUp(standing.filter(isUp).map(({ pid }) => pid));
        await delay(50);
      }
      process.stdout.write(standing.length === 0 ? 'Nothing is up.\n' : `Stopped ${standing.length}.\n`);
    });
}

function stillUp(pids: readonly number[]): Failure {
  return new Failure(`It did not stop within ${timeoutMs / 1000} s: process ${pids.join(', ')}.`, {
    hint: 'Whatever is left when that process is killed is cleared away by the next run.',
  });
}
