import { type Behaviour, behaviours, type Conduct } from '../core/provider.ts';

export const healthyConduct: Conduct = { shares: {}, slowMs: [500, 5_000], retryAfterSeconds: 1 };

const delayMaxMs = 600_000;
/** Room for shares that are meant to add up to 1, such as ten times 0.1. */
const roundingRoom = 1e-9;

/** A conduct from JSON, what it leaves out by default; a text says what is wrong with it. */
export function readConduct(value: unknown): Conduct | string {
  if (!isRecord(value)) return 'a conduct is an object: {"shares": {"failing": 0.3}}';
  const known = ['shares', 'slowMs', 'retryAfterSeconds'];
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) return `${JSON.stringify(unknown.slice(0, 50))} is none of ${known.join(', ')}`;
  const { shares, slowMs = healthyConduct.slowMs, retryAfterSeconds = healthyConduct.retryAfterSeconds } = value;
  const fault = sharesFault(shares);
  if (fault !== undefined) return fault;
  if (!isRange(slowMs)) return `slowMs is a list of two numbers of ms, the smaller first, up to ${delayMaxMs}`;
  if (!isWithin(retryAfterSeconds, 86_400) || !Number.isInteger(retryAfterSeconds)) {
    return 'retryAfterSeconds is a whole number from 0 to 86400';
  }
  return { shares: shares as Conduct['shares'], slowMs, retryAfterSeconds };
}

function sharesFault(shares: unknown): string | undefined {
  if (!isRecord(shares)) return 'shares is an object: {"failing": 0.3, "slow": 0.2}';
  let sum = 0;
  for (const [name, share] of Object.entries(shares)) {
    if (!behaviours.includes(name as Behaviour)) {
      return `${JSON.stringify(name.slice(0, 50))} is none of ${behaviours.join(', ')}`;
    }
    if (!isWithin(share, 1)) return `the share of ${name} is no number from 0 to 1`;
    sum += share;
  }
  return sum <= 1 + roundingRoom ? undefined : `the shares add up to ${sum}, more than 1`;
}

function isRange(value: unknown): value is readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [from, to] = value as unknown[];
  return isWithin(from, delayMaxMs) && isWithin(to, delayMaxMs) && from <= to;
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= most;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
