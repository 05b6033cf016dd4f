import { basename } from 'node:path';
import { zoneOf } from './import-table.ts';
import { isNode, type Problem, type SourceFile, type SyntaxNode } from './source-file.ts';

const vague = /^(index|(.+-)?(utils?|helpers?|common|types|misc|shared))$/;

/** One noun, one file: the file is called what its main export is called, and no file is a drawer. */
export function namingRules(files: readonly SourceFile[]): readonly Problem[] {
  return files.flatMap((file) => {
    const name = basename(file.path).replace(/\.(plan\.|alone\.|long\.|bench\.)?(test\.)?(d\.)?(ts|mjs|mts)$/, '');
    const problem = (text: string): Problem[] => [{ path: file.path, line: 1, rule: 'names', text }];
    if (vague.test(name)) return problem(`"${name}" says nothing; call the file what is in it`);
    if (isBarrel(file.program)) return problem('a file of re-exports hides where things are; import from the source');
    const exported = exportsOf(file.program);
    if (exported.length === 0 || isNamedByOthers(file)) return [];
    const wanted = [camel(name), pascal(name), `default`];
    if (exported.some((one) => wanted.includes(one))) return [];
    // Words that several files share may lie together; a thing of its own has a file of its own name.
    if (exported.length > 1) return [];
    return problem(
      `exports ${exported[0]} only; call the file ${kebab(exported[0] ?? '')}.ts or the export ${camel(name)}`,
    );
  });
}

/** k6 and the loader of adapters ask for names of their own. */
function isNamedByOthers({ path, text }: SourceFile): boolean {
  return zoneOf(path)?.name === 'scenario entries' || /^export const target: Target\b/m.test(text);
}

function isBarrel(program: SyntaxNode): boolean {
  const body = Array.isArray(program.body) ? program.body.filter(isNode) : [];
  const passesOn = (node: SyntaxNode): boolean =>
    /^Export(All|Named)Declaration$/.test(node.type) && Boolean(node.source);
  return body.some((node) => node.type === 'ExportAllDeclaration') || (body.length > 0 && body.every(passesOn));
}

function exportsOf(program: SyntaxNode): readonly string[] {
  const names: string[] = [];
  for (const node of Array.isArray(program.body) ? program.body.filter(isNode) : []) {
    if (node.type === 'ExportDefaultDeclaration') names.push('default');
    if (node.type !== 'ExportNamedDeclaration' || !isNode(node.declaration)) continue;
    const { id, declarations } = node.declaration;
    if (isNode(id)) names.push(String(id.name));
    for (const one of Array.isArray(declarations) ? declarations : []) {
      if (isNode(one) && isNode(one.id)) names.push(String(one.id.name));
    }
  }
  return names;
}

function camel(name: string): string {
  return name.replace(/[-.](\w)/g, (_, letter: string) => letter.toUpperCase());
}

function pascal(name: string): string {
  return camel(name).replace(/^\w/, (letter) => letter.toUpperCase());
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter, index: number) => `${index > 0 ? '-' : ''}${letter.toLowerCase()}`);
}
