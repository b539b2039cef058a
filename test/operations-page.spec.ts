import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modules } from '@regulars/gateway/installation';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { COMMANDS } from '../tools/admin/options.mjs';

const page = readFileSync(join(__dirname, '../docs/operations.md'), 'utf8');
const some = '11111111-1111-7111-8111-111111111111';

/** What operators are told to send, in blocks and within lines. */
const statements = [
  ...[...page.matchAll(/```sql\n([^]*?)```/g)].flatMap(([, block = '']) => block.split(';')),
  ...[...page.matchAll(/`((?:SELECT|UPDATE) [^`]+)`/g)].map(([, statement = '']) => statement),
].map((statement) => statement.trim().replaceAll("'…'", `'${some}'`)).filter(Boolean);

/** As GitHub makes them of headings. */
const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));

describe('the page for operators', () => {
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
    expect(statements.length).toBeGreaterThanOrEqual(12);
  });

  it('names commands and chapters that are there', () => {
    const named = [...page.matchAll(/admin -- ([a-z-]+)/g)].map(([, command = '']) => command);
    expect(named.filter((command) => !COMMANDS.some((one) => one === command))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
    const linked = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(linked.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
    expect(COMMANDS.filter((command) => !page.includes(command))).toEqual([]);
  });
});
