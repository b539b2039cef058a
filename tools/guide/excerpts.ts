import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/**
 * Examples of a page are copies of code that runs: the comment above a block says of what.
 *
 *     <!-- libs/tier/test/extension.spec.ts: const metric; const review -->
 *
 * names the lines with which the wanted declarations begin (`around LINE`: the block it stands in); a file alone means
 * all of it. Of a template, what the generator makes of it is shown.
 */
const BLOCK = /^<!-- ((?:[\w.{}-]+\/)+[\w.{}-]+)(?:: (.+))? -->\n```.*\n(?:[^]*?\n)??```$/gm;

const LANGUAGES: Readonly<Record<string, string>> = { '.ts': 'ts', '.mjs': 'js', '.cjs': 'js', '.json': 'json', '.graphql': 'graphql', '.md': 'md' };

export interface Excerpts {
  /** The page with every example as its source has it now. */
  readonly text: string;
  /** What could not be found, in words. */
  readonly problems: readonly string[];
  readonly count: number;
}

/** @param fill what becomes of a template's text */
export function withExcerpts(root: string, page: string, fill: (template: string) => string): Excerpts {
  const problems: string[] = [];
  let count = 0;
  const text = page.replace(BLOCK, (block: string, path: string, wanted: string | undefined) => {
    count++;
    try {
      const source = readFileSync(join(root, path), 'utf8');
      const isTemplate = path.endsWith('.tpl');
      const code = excerptOf(isTemplate ? fill(source) : source, (isTemplate ? fill(wanted ?? '') : (wanted ?? '')).split('; ').filter(Boolean));
      return `<!-- ${path}${wanted === undefined ? '' : `: ${wanted}`} -->\n\`\`\`${LANGUAGES[extname(path.replace(/\.tpl$/, ''))] ?? ''}\n${code}\n\`\`\``;
    } catch (error) {
      problems.push(`${path}: ${(error as Error).message}`);
      return block;
    }
  });
  return { text, problems, count };
}

/** The declarations that begin with these texts, in this order; all of it when none is named. */
export function excerptOf(source: string, beginnings: readonly string[]): string {
  const lines = source.replace(/\n+$/, '').split('\n');
  if (beginnings.length === 0) return lines.join('\n');
  const spans = beginnings.map((beginning) => spanOf(lines, beginning));
  const parts = spans.map(({ from, to }, index) => {
    const before = spans[index - 1];
    const follows = before?.to === from;
    return `${index === 0 || follows ? '' : '\n'}${unindented(lines.slice(from, to)).join('\n')}`;
  });
  return parts.join('\n');
}

interface Span {
  readonly from: number;
  /** Behind its last line. */
  readonly to: number;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

const AROUND = 'around ';

function spanOf(lines: readonly string[], wanted: string): Span {
  const beginning = wanted.startsWith(AROUND) ? wanted.slice(AROUND.length) : wanted;
  const found = lines.flatMap((line, index) => (line.trimStart().startsWith(beginning) ? [index] : []));
  const [start] = found;
  if (start === undefined) throw new Error(`no line begins with "${beginning}"`);
  if (found.length > 1) throw new Error(`${found.length} lines begin with "${beginning}"`);
  const first = wanted === beginning ? start : outerOf(lines, start);
  return { from: withHead(lines, first), to: endOf(lines, first) };
}

function outerOf(lines: readonly string[], start: number): number {
  let at = start;
  while (at > 0 && (lines[at]?.trim() === '' || indentOf(lines[at] ?? '') >= indentOf(lines[start] ?? ''))) at--;
  return at;
}

/** With the comment and the decorators that stand above it. */
function withHead(lines: readonly string[], start: number): number {
  const indent = indentOf(lines[start] ?? '');
  let from = start;
  while (from > 0 && /^(\/\*\*|\*|\/\/|@)/.test((lines[from - 1] ?? '').trimStart()) && Math.abs(indentOf(lines[from - 1] ?? '') - indent) <= 1) from--;
  return from;
}

const CLOSES = /^[\])}`]/;
const OPENS = /[([{`]$|=>$/;

/** A declaration goes on as long as its lines stand further in, and with what closes it. */
function endOf(lines: readonly string[], start: number): number {
  const indent = indentOf(lines[start] ?? '');
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const closes = indentOf(line) === indent && CLOSES.test(line.trimStart());
    if (indentOf(line) <= indent && !closes) break;
    end = at + 1;
    if (closes && !OPENS.test(line)) break;
  }
  return end;
}

function unindented(lines: readonly string[]): string[] {
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map(indentOf));
  return lines.map((line) => line.slice(indent));
}
