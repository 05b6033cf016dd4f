const variable = 'ANSTURM_SECRETS';

/** Of one variable Linux takes 128 KiB (execve(2), MAX_ARG_STRLEN), and a character has up to three bytes. */
const charactersMax = 40_000;

/** Secrets by their names as environment variables, each a JSON object, and as many of them as it takes. */
export function secretVariables(secrets: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const parts: Record<string, string>[] = [{}];
  let length = 0;
  for (const [name, value] of Object.entries(secrets)) {
    const more = JSON.stringify([name, value]).length;
    if (length + more > charactersMax) {
      parts.push({});
      length = 0;
    }
    (parts.at(-1) as Record<string, string>)[name] = value;
    length += more;
  }
  return Object.fromEntries(parts.map((part, index) => [nameOf(index), JSON.stringify(part)]));
}

/** The same back. */
export function secretsOf(environment: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (let index = 0; ; index += 1) {
    const part = environment[nameOf(index)];
    if (part === undefined) return secrets;
    Object.assign(secrets, JSON.parse(part));
  }
}

function nameOf(index: number): string {
  return index === 0 ? variable : `${variable}_${index + 1}`;
}
