import type { Problem } from './source-file.ts';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Absolute paths of somebody's machine, and hosts that packages come from: neither travels. */
const machinePath = /(?<![\w.~-])\/(work|root|home|Users)\/[\w.-]+/;
const registryHost = new RegExp(
  ['registry\\.npmjs', 'registry\\.yarnpkg', 'proxy\\.golang', 'npm\\.pkg\\.github'].join('|'),
);

/** Every tracked file that is text. */
export function textRules(files: readonly TextFile[]): readonly Problem[] {
  return files.flatMap(({ path, text }) => {
    const problems: Problem[] = [];
    for (const [index, line] of text.split('\n').entries()) {
      const add = (said: string): void => void problems.push({ path, line: index + 1, rule: 'texts', text: said });
      if (machinePath.test(line)) add(`a path of one machine: ${machinePath.exec(line)?.[0]}`);
      if (registryHost.test(line)) add("a registry host: it is the reader's own choice");
      if (path.endsWith('package-lock.json') && /"resolved": "https?:/.test(line)) {
        add('a resolved address: .npmrc says omit-lockfile-registry-resolved; run npm install again');
      }
    }
    return problems;
  });
}

/** Folders that people add files to, each with a page that teaches how; those that come later, once they are there. */
export const taughtFolders: readonly string[] = [
  ...['targets', 'scenarios', 'campaigns', 'criteria', 'checkers', 'fixtures', 'environments', 'recording', 'reports'],
  ...['stack', 'stack/defects', 'tools', 'bench', 'chaos', 'chaos/faults', 'chaos/experiments', 'probes', 'providers'],
];

export function readmeRules(paths: readonly string[]): readonly Problem[] {
  return taughtFolders.flatMap((folder) => {
    const isThere = paths.some((path) => path.startsWith(`${folder}/`));
    const path = `${folder}/README.md`;
    if (!isThere || paths.includes(path)) return [];
    return [
      { path, line: 1, rule: 'teaching', text: 'people add files here; write one page with the smallest example' },
    ];
  });
}
