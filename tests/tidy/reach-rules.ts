import { basename, posix } from 'node:path';
import { isNode, type Problem, type SourceFile, walk } from './source-file.ts';

/** Where somebody comes in who imports nothing: a person, npm, k6, a loader that goes by file name, another process. */
const entries: readonly RegExp[] = [
  /^scripts\/(ansturm\.mjs|main\.ts)$/,
  /\.test\.ts$/,
  /\.bench\.ts$/,
  /^scenarios\/[^/]+\.ts$/,
  /\.d\.m?ts$/,
];
/** Loaders go by the file's name in these folders; what is no plug-in has to be imported by somebody all the same. */
const plugInFolders = /^(campaigns|targets|environments|stack\/defects|chaos\/experiments)\/[^/]+\.ts$/;
const plugIn = /export (default|const \w+: (Campaign|Target|Environment|Defect|\w*Defect|Experiment|Scenario)\b)/;

/** Every file is reached from an entry: by an import, or by its name in a text (`new URL('./keeper.ts', …)`). */
export function reachRules(files: readonly SourceFile[]): readonly Problem[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const alive = new Set<string>();
  const waiting = files.filter(isEntry).map(({ path }) => path);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = byPath.get(path);
    if (file === undefined || alive.has(path)) continue;
    alive.add(path);
    for (const { specifier } of file.imports) {
      if (specifier?.startsWith('.')) waiting.push(posix.join(posix.dirname(path), specifier));
    }
    const named = namedFiles(file);
    for (const other of byPath.keys()) if (named.has(basename(other))) waiting.push(other);
  }
  const text = 'nobody reaches this file; import it, test it, or remove it (entries: tests/tidy/reach-rules.ts)';
  return files.flatMap(({ path }) => (alive.has(path) ? [] : [{ path, line: 1, rule: 'dead files', text }]));
}

function isEntry({ path, text }: SourceFile): boolean {
  return entries.some((pattern) => pattern.test(path)) || (plugInFolders.test(path) && plugIn.test(text));
}

/** Base names of code files that stand in texts of the file. */
function namedFiles({ program }: SourceFile): ReadonlySet<string> {
  const named = new Set<string>();
  walk(program, (node, parent) => {
    if (parent?.type === 'ImportDeclaration') return;
    const text = node.type === 'Literal' ? node.value : isNode(node.value) ? undefined : rawOf(node);
    if (typeof text !== 'string') return;
    for (const [name] of text.matchAll(/[\w.-]+\.m?ts\b/g)) named.add(name);
  });
  return named;
}

function rawOf(node: { readonly type: string; readonly value?: unknown }): unknown {
  if (node.type !== 'TemplateElement') return undefined;
  const { value } = node;
  return typeof value === 'object' && value !== null && 'raw' in value ? value.raw : undefined;
}
