import type { AlertRule } from '../../core/resource-sample.ts';
import { askPrometheus } from './ask-prometheus.ts';

/** As much as anybody reads of what others named. */
const rulesMax = 200;
const nameLengthMax = 200;
const states: ReadonlySet<unknown> = new Set<AlertRule['state']>(['inactive', 'pending', 'firing']);

/**
 * Alerting rules by Prometheus' HTTP API (`/api/v1/rules`); null: it does not answer, or nothing that can be read.
 * @param url of the Prometheus server
 * @param ask reaches it; redirects are not followed
 */
export async function alertRules(url: string, ask: typeof fetch = fetch): Promise<readonly AlertRule[] | null> {
  try {
    const data = await askPrometheus(url, '/api/v1/rules?type=alert', ask);
    const { groups } = data as { readonly groups: readonly Group[] };
    const rules = groups.flatMap((group) => group.rules).slice(0, rulesMax);
    return rules.every(isRule) ? rules.map(({ name, state }) => ({ name: name.slice(0, nameLengthMax), state })) : null;
  } catch {
    return null;
  }
}

interface Group {
  readonly rules: readonly unknown[];
}

function isRule(rule: unknown): rule is AlertRule {
  const { name, state } = (rule ?? {}) as Partial<AlertRule>;
  return typeof name === 'string' && states.has(state);
}
