import type { ClaimName, ExperimentResult } from '../../core/experiment.ts';
import { inWords, type Judgement } from '../judgement.ts';
import type { LineEvidence } from './line-evidence.ts';

/** After every fault all is as before within the bound, and bookings succeed again. The longest time is shown. */
export function judgeRecovery({ experiments, bounds }: LineEvidence): Judgement | undefined {
  const judgement = worstOf(experiments, ['recovery', 'bookings']);
  if (judgement === undefined) return undefined;
  const times = experiments.flatMap(({ timeToRecoverMs }) =>
    typeof timeToRecoverMs === 'number' ? [timeToRecoverMs] : [],
  );
  const isEndless = experiments.some(({ timeToRecoverMs }) => timeToRecoverMs === null);
  const slowest = isEndless ? Number.POSITIVE_INFINITY : Math.max(...times);
  return {
    ...judgement,
    ...{ operator: '<=', threshold: bounds.recoverMs / 1000, unit: 's' },
    ...(times.length === 0 && !isEndless ? {} : { value: slowest / 1000 }),
  };
}

/** While something was broken, no more failed, and nothing took longer, than the experiment allows. */
export function judgeFaultTolerance({ experiments }: LineEvidence): Judgement | undefined {
  return worstOf(experiments, ['errors', 'latency', 'throughput']);
}

/** A process that is told to stop answers what it had begun with. */
export function judgeGracefulStop({ experiments }: LineEvidence): Judgement | undefined {
  const stopping = experiments.filter(({ faults }) => faults.some(({ fault }) => fault.startsWith('process-stopped ')));
  return worstOf(stopping, ['graceful-stop']);
}

/** Each experiment by itself, and the worst of them: one that counts for nothing leaves the line unknown. */
function worstOf(experiments: readonly ExperimentResult[], names: readonly ClaimName[]): Judgement | undefined {
  if (experiments.length === 0) return undefined;
  const told = experiments.flatMap((experiment): readonly Judgement[] => {
    const { name, reason, claims } = experiment;
    if (reason !== undefined) return [{ status: 'unknown', reason: `${name}: ${reason}` }];
    return claims
      .filter(({ claim }) => names.includes(claim))
      .map(({ status, said }) => ({ status, reason: `${name}: ${said}` }));
  });
  const first = (status: Judgement['status']): Judgement | undefined => told.find((each) => each.status === status);
  const samples = experiments.filter(({ reason }) => reason === undefined).length;
  const worst = first('fail') ?? first('unknown');
  if (worst !== undefined) return { ...worst, samples };
  return { status: 'pass', reason: `in ${inWords(samples)} of ${inWords(experiments.length)} experiments`, samples };
}
