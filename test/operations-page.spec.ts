import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modules } from '@regulars/gateway/installation';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { COMMANDS } from '../tools/admin/options.mjs';

const PAGES = ['operations.md', 'backups.md'];
const texts = new Map(PAGES.map((name) => [name, readFileSync(join(__dirname, '../docs', name), 'utf8')]));
const both = [...texts.values()].join('\n');
const some = '11111111-1111-7111-8111-111111111111';

/** What operators are told to send, in blocks and within lines. */
const statements = [
  ...[...both.matchAll(/```sql\n([^]*?)```/g)].flatMap(([, block = '']) => block.split(';')),
  ...[...both.matchAll(/`((?:SELECT|UPDATE) [^`]+)`/g)].map(([, statement = '']) => statement),
].map((statement) => statement.trim().replaceAll("'…'", `'${some}'`)).filter(Boolean);

/** As GitHub makes them of headings, behind the page's name. */
const anchorsOf = (name: string, text: string): string[] => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => `${name}#${heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-')}`);
const linksOf = (name: string, text: string): string[] => [...text.matchAll(/\]\(([\w-]+\.md)?(#[^)]+)?\)/g)].map(([, other = name, anchor = '']) => other + anchor);

describe('the pages for operators', () => {
  let platform: TestPlatform;
  beforeAll(async () => void (platform = await createTestPlatform(modules)));
  afterAll(() => platform.stop());

  it('names statements that run', async () => {
    const faults: string[] = [];
    for (const statement of statements.filter((one) => !/^SELECT pg_terminate_backend/.test(one))) {
      await platform.rows(`DO $do$ BEGIN EXECUTE $sql$${statement}$sql$; RAISE EXCEPTION 'undone' USING ERRCODE = 'RU000'; END $do$`).catch((error: { code?: string; message: string }) => {
        if (error.code !== 'RU000') faults.push(`${statement}: ${error.message}`);
      });
    }
    expect(faults).toEqual([]);
    expect(statements.length).toBeGreaterThanOrEqual(7);
  });

  it('names commands and chapters that are there', () => {
    const named = [...both.matchAll(/admin -- ([a-z-]+)/g)].map(([, command = '']) => command);
    expect(named.filter((command) => !COMMANDS.some((one) => one === command))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
    const places = [...texts].flatMap(([name, text]) => [name, ...anchorsOf(name, text)]);
    const linked = [...texts].flatMap(([name, text]) => linksOf(name, text));
    expect(linked.filter((link) => !places.includes(link))).toEqual([]);
    expect(linked.length).toBeGreaterThanOrEqual(20);
    expect(COMMANDS.filter((command) => !both.includes(command))).toEqual([]);
  });
});
