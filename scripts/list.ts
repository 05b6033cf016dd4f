import { Argument, type Command } from 'commander';
import { type Entry, inventory, type ShelfName } from './inventory.ts';

const kinds = [
  'campaigns',
  'scenarios',
  'experiments',
  'criteria',
  'laws',
  'defects',
  'targets',
  'environments',
  'fixtures',
] as const;
type Kind = (typeof kinds)[number];

export function list(program: Command): void {
  program
    .command('list')
    .description('what there is to run, to judge by and to aim at')
    .addArgument(new Argument('[kind]', 'one of them; default: all but fixtures').choices(kinds))
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  npx ansturm list defects')
    .action(async (kind: Kind | undefined, { json }: { readonly json?: boolean }) => {
      if (kind === 'fixtures') return void process.stdout.write(await sample());
      const wanted = kind === undefined ? kinds.filter((name) => name !== 'fixtures') : [kind];
      const lists = await Promise.all(wanted.map(async (name) => [name, await entriesOf(name)] as const));
      process.stdout.write(
        json === true ? `${JSON.stringify(Object.fromEntries(lists), undefined, 2)}\n` : tables(lists),
      );
    });
}

async function sample(): Promise<string> {
  const { sampleFixtures } = await import('../fixtures/sample-fixtures.ts');
  return sampleFixtures(1, new Date().toISOString().slice(0, 10));
}

async function entriesOf(kind: Kind): Promise<readonly Entry[]> {
  if (kind === 'fixtures') return [];
  if (kind !== 'criteria') return await inventory(kind satisfies ShelfName);
  const { checklist } = await import('../criteria/checklist.ts');
  return checklist.map(({ id, question, bound, weight }) => {
    const demanded = bound === undefined ? '' : ` (${bound.operator} ${bound.threshold} ${bound.unit})`;
    return { name: id, summary: `${question}${demanded}${weight === 'advice' ? ', advice' : ''}` };
  });
}

function tables(lists: readonly (readonly [Kind, readonly Entry[]])[]): string {
  return lists
    .map(([kind, entries]) => {
      const width = Math.max(...entries.map((entry) => entry.name.length), 0) + 2;
      const lines = entries.map((entry) => `  ${entry.name.padEnd(width)}${entry.summary}`.trimEnd());
      return `${kind}\n${lines.join('\n') || '  none yet'}\n`;
    })
    .join('\n');
}
