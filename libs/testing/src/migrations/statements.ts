import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bodies of functions, texts and comments say nothing about locks; what a body does, it does when it is called. */
const OPAQUE = /--[^\n]*|\/\*[^]*?\*\/|\$(\w*)\$[^]*?\$\1\$|'(?:[^']|'')*'/g;

/** The statements of a script, one line each, with literals as '' and names without quotes. */
const statementsIn = (sql: string): string[] =>
  sql
    .replace(OPAQUE, (text) => (/^(?:--|\/\*)/.test(text) ? ' ' : /^'[\w."]+'$/.test(text) ? text : `''`))
    .replaceAll('"', '')
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '');

/** What a migration sends, wherever in the sources that stands. The database's answers are empty. */
export async function sentBy(migration: MigrationInterface): Promise<string[]> {
  const sent: string[] = [];
  const query = (sql: string): Promise<unknown[]> => {
    sent.push(...statementsIn(sql));
    return Promise.resolve([]);
  };
  const refuse = (method: string | symbol) => () => {
    throw new Error(`it calls ${String(method)} of the query runner, where only SQL can be read`);
  };
  const recorder = new Proxy({}, { get: (_, method) => (method === 'query' ? query : refuse(method)) }) as QueryRunner;
  await migration.up(recorder);
  return sent;
}

/** Parts between commas that stand in no parentheses. */
export function partsOf(list: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const sign of list) {
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    if (sign === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim());
}
