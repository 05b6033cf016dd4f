import { SharedArray } from 'k6/data';
import { secretsOf } from '../../core/secret-variables.ts';

type Secret = readonly [name: string, value: string];

/**
 * A secret's value by its name, from the environment (`secretVariables`); to be called in k6's init context. There is
 * one copy for all VUs: a tenant's key each, for a thousand users, would be 100 MB.
 */
export function openSecrets(): (name: string) => string | undefined {
  const secrets = new SharedArray('secrets', () =>
    Object.entries(secretsOf(__ENV)).sort(([a], [b]) => (a < b ? -1 : 1)),
  ) as unknown as readonly Secret[];
  // A visit asks for the same one again and again.
  let last: Secret | undefined;
  return (name) => {
    if (last?.[0] !== name) last = find(secrets, name);
    return last?.[1];
  };
}

/** By halves, since an element is made anew at each look. */
function find(secrets: readonly Secret[], name: string): Secret | undefined {
  let from = 0;
  let to = secrets.length;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const secret = secrets[middle] as Secret;
    if (secret[0] === name) return secret;
    if (secret[0] < name) from = middle + 1;
    else to = middle;
  }
  return undefined;
}
