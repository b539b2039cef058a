import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

export interface FoundRegex {
  /** `file:line`. */
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

export interface Found {
  readonly regexes: readonly FoundRegex[];
  /** Files that make patterns while they run, one entry for each `RegExp(…)`. */
  readonly computed: readonly string[];
}

const LEFT_OUT = new Set(['node_modules', 'dist', 'dist-graphiql', 'test', '.data']);
const isSource = (name: string): boolean => /\.(ts|tsx|mjs|cjs)$/.test(name) && !/\.(spec|d)\.ts$/.test(name);

/** Every source file below a folder; neither specs nor what only they use. */
export function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : sourcesBelow(path);
    return isSource(entry.name) ? [path] : [];
  });
}

/** Regexes are told from divisions by the compiler, not by another regex. */
export function findRegexes(file: string, text: string = readFileSync(file, 'utf8')): Found {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const regexes: FoundRegex[] = [];
  const computed: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      regexes.push({ place: `${file}:${line + 1}`, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText(source) === 'RegExp') computed.push(file);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { regexes, computed };
}
