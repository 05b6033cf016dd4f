import { pureZones, zoneOf } from './import-table.ts';
import { isNode, type Problem, type SourceFile, type SyntaxNode, walk } from './source-file.ts';

const names: Readonly<Record<string, string>> = {
  Intl: 'k6 has none; use the offsets that are handed in',
  process: 'hand in what it is asked for',
  Buffer: 'use Uint8Array',
  performance: 'hand in the time',
  setTimeout: 'waiting belongs to a driver',
  setInterval: 'waiting belongs to a driver',
  console: 'return what is to be said',
  fetch: 'requests belong to a driver',
  globalThis: 'hand in what is needed',
};
const members: Readonly<Record<string, string>> = {
  'Date.now': 'hand in the time',
  'Math.random': 'hand in a Random from core/random.ts',
};
const methods: Readonly<Record<string, string>> = {
  toLocaleString: 'the result follows the machine; write the text out',
  toLocaleDateString: 'the result follows the machine; write the text out',
  toLocaleTimeString: 'the result follows the machine; write the text out',
  localeCompare: 'the order follows the machine; compare with <',
};

/** In pure folders, what the compiler lets through: the time, chance, the machine. */
export function purityRules(files: readonly SourceFile[]): readonly Problem[] {
  return files.flatMap((file) => {
    if (!pureZones.includes(zoneOf(file.path)?.name ?? '')) return [];
    const problems: Problem[] = [];
    const own = declaredNames(file.program);
    walk(file.program, (node, parent) => {
      const text = impurity(node, parent, own);
      if (text !== undefined) problems.push({ path: file.path, line: file.lineOf(node.start), rule: 'purity', text });
    });
    return problems;
  });
}

function impurity(node: SyntaxNode, parent: SyntaxNode | undefined, own: ReadonlySet<string>): string | undefined {
  if (node.type === 'Identifier') {
    const name = String(node.name);
    const advice = Object.hasOwn(names, name) ? names[name] : undefined;
    return advice === undefined || own.has(name) || isOnlyName(node, parent) ? undefined : `${name}: ${advice}`;
  }
  if (node.type === 'MemberExpression' && isNode(node.property)) {
    const property = String(node.property.name);
    const member = isNode(node.object) ? `${String(node.object.name)}.${property}` : '';
    if (Object.hasOwn(members, member)) return `${member}: ${members[member]}`;
    if (Object.hasOwn(methods, property)) return `${property}: ${methods[property]}`;
  }
  const isDate = isNode(node.callee) && node.callee.name === 'Date';
  if (isDate && node.type === 'CallExpression') return 'Date(): hand in the time';
  const hasArguments = Array.isArray(node.arguments) && node.arguments.length > 0;
  if (isDate && node.type === 'NewExpression' && !hasArguments) return 'new Date(): hand in the time';
  return undefined;
}

/** A key or a member of something of ours: `operation.process`, `{ process: … }`. */
function isOnlyName(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (parent === undefined) return false;
  if (parent.type === 'MemberExpression') return parent.property === node && parent.computed !== true;
  return parent.key === node && parent.shorthand !== true;
}

function declaredNames(program: SyntaxNode): ReadonlySet<string> {
  const own = new Set<string>();
  const bind = (pattern: unknown): void => {
    if (isNode(pattern)) walk(pattern, (node) => void (node.type === 'Identifier' && own.add(String(node.name))));
  };
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator') bind(node.id);
    if (Array.isArray(node.params)) for (const parameter of node.params) bind(parameter);
  });
  return own;
}
