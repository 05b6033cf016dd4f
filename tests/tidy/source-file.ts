import { parseSync } from 'oxc-parser';

/** A node of the syntax tree, as far as rules look at it. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Import {
  /** As written; undefined where an expression names it. */
  readonly specifier: string | undefined;
  readonly kind: 'import' | 'import type' | 'export from' | 'import()';
  readonly line: number;
}

/** One file of code, read and parsed once for all rules. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly program: SyntaxNode;
  readonly comments: readonly { readonly value: string; readonly line: number }[];
  readonly imports: readonly Import[];
  lineOf(offset: number): number;
}

/** What a rule found, in words that say where, what, and how to do it right. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly text: string;
}

export function sourceFile(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text);
  if (parsed.errors.length > 0) throw new Error(`${path}: ${parsed.errors[0]?.message}`);
  const program = parsed.program as unknown as SyntaxNode;
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  const lineOf = (offset: number): number => starts.findLastIndex((start) => start <= offset) + 1;
  return {
    path,
    text,
    lines: text.split('\n'),
    program,
    comments: parsed.comments.map(({ value, start }) => ({ value, line: lineOf(start) })),
    imports: importsOf(program, lineOf),
    lineOf,
  };
}

function importsOf(program: SyntaxNode, lineOf: (offset: number) => number): readonly Import[] {
  const imports: Import[] = [];
  walk(program, (node) => {
    const line = lineOf(node.start);
    const specifier = specifierOf(node.source ?? node.argument);
    if (node.type === 'ImportDeclaration') {
      imports.push({ specifier, kind: node.importKind === 'type' ? 'import type' : 'import', line });
    }
    if (node.type === 'ExportAllDeclaration') imports.push({ specifier, kind: 'export from', line });
    if (node.type === 'ExportNamedDeclaration' && node.source) imports.push({ specifier, kind: 'export from', line });
    if (node.type === 'ImportExpression') imports.push({ specifier, kind: 'import()', line });
    if (node.type === 'TSImportType') imports.push({ specifier, kind: 'import type', line });
  });
  return imports;
}

function specifierOf(source: unknown): string | undefined {
  if (!isNode(source)) return undefined;
  if (source.type === 'TSLiteralType') return specifierOf(source.literal);
  return source.type === 'Literal' && typeof source.value === 'string' ? source.value : undefined;
}

/** Visits every node, parents before children. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode, parent?: SyntaxNode) => void, parent?: SyntaxNode) {
  visit(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, node);
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
