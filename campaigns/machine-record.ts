import { execFile } from 'node:child_process';
import { arch, availableParallelism, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { RunRecord } from '../core/run.ts';

/** What a run was made on and with; machine names and paths stay out of it. */
export async function machineRecord(k6: string): Promise<Pick<RunRecord, 'machine' | 'toolVersions' | 'gitCommit'>> {
  const [k6Version, commit] = await Promise.all([
    firstLine(k6, ['version']),
    firstLine('git', ['-C', import.meta.dirname, 'rev-parse', 'HEAD']),
  ]);
  return {
    machine: {
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      system: `${platform()} ${release()} ${arch()}`,
    },
    toolVersions: { node: process.version, k6: /v\d+\.\d+\.\d+/.exec(k6Version ?? '')?.[0] ?? 'unknown' },
    gitCommit: commit,
  };
}

async function firstLine(command: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(command, [...args], { timeout: 10_000 });
    return stdout.split('\n')[0]?.trim() || null;
  } catch {
    return null; // Not a git checkout, or no git: said as null, which the report shows.
  }
}
