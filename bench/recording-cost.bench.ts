import { leanFlags } from '../campaigns/k6-process.ts';
import { runGenerator } from './generator.ts';
import { startNullPlatform } from './null-platform.ts';

/**
 * What recording costs the generator, in CPU per request, each pair in one run so that the machine's mood cancels:
 * against a plain `k6 run` of the same script with k6's own defaults, and with our settings but without the line.
 */
const rounds = 3;

const platform = await startNullPlatform();
const ratios: { plain: number[]; line: number[] } = { plain: [], line: [] };
try {
  const cpuPerRequest = async (isRecorded: boolean, flags: readonly string[]): Promise<number> => {
    platform.arrived();
    const { cpuSeconds } = await runGenerator({ baseUrl: platform.baseUrl, isRecorded, flags });
    const microseconds = (cpuSeconds * 1e6) / platform.arrived();
    process.stderr.write(
      `  ${isRecorded ? 'recorded' : 'not recorded'} ${flags.join(' ')}: ${Math.round(microseconds)} µs a request\n`,
    );
    return microseconds;
  };
  for (let round = 0; round < rounds; round += 1) {
    const recorded = await cpuPerRequest(true, leanFlags);
    ratios.plain.push(recorded / (await cpuPerRequest(false, [])));
    ratios.line.push(recorded / (await cpuPerRequest(false, leanFlags)));
  }
} finally {
  await platform.stop();
}
const plain = median(ratios.plain);
const line = median(ratios.line);
console.log(
  JSON.stringify([
    {
      name: 'recording: CPU per request against plain k6',
      value: plain,
      unit: 'times',
      bound: '<= 1.10',
      ok: plain <= 1.1,
    },
    { name: 'recording: the line alone', value: line, unit: 'times', bound: '<= 1.25', ok: line <= 1.25 },
  ]),
);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
