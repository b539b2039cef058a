import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { csvRow, forEachRow, splitFields } from './csv.mjs';

describe('splitFields', () => {
  it.each([
    ['489434,85048,12,6.95', ['489434', '85048', '12', '6.95']],
    ['489434,,,', ['489434', '', '', '']],
    ['16161U,"WRAP,SUKI AND FRIENDS"', ['16161U', 'WRAP,SUKI AND FRIENDS']],
    ['"a","b,c",d', ['a', 'b,c', 'd']],
    ['22041,"RECORD FRAME 7"" SINGLE SIZE"', ['22041', 'RECORD FRAME 7" SINGLE SIZE']],
    ['"","""",', ['', '"', '']],
    ['"two\nlines",1', ['two\nlines', '1']],
  ])('%j', (line, fields) => {
    expect(splitFields(line)).toEqual(fields);
    expect(splitFields(csvRow(fields).slice(0, -1))).toEqual(fields);
  });
});

describe('forEachRow', () => {
  let directory: string;
  beforeAll(async () => { directory = await mkdtemp(join(tmpdir(), 'csv-')); });
  afterAll(() => rm(directory, { recursive: true }));

  async function rowsOf(text: string): Promise<string[][]> {
    const path = join(directory, 'file.csv.gz');
    await writeFile(path, gzipSync(text));
    const rows: string[][] = [];
    await forEachRow(path, ['code', 'name'], (fields: string[]) => rows.push(fields));
    return rows;
  }

  it.each([
    ['with a line feed at the end', 'code,name\n1,a\n2,b\n'],
    ['without one', 'code,name\n1,a\n2,b'],
    ['with carriage returns', 'code,name\r\n1,a\r\n2,b\r\n'],
    ['with empty rows', 'code,name\n\n1,a\n\n2,b\n\n'],
  ])('reads a file %s', async (_, text) => {
    expect(await rowsOf(text)).toEqual([['1', 'a'], ['2', 'b']]);
  });

  it('keeps line feeds inside quotes', async () => {
    expect(await rowsOf('code,name\n1,"a\nb"\n2,c\n')).toEqual([['1', 'a\nb'], ['2', 'c']]);
  });

  it('loses nothing where one chunk of the file ends and the next begins', async () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => [String(index), `£ ${index}, "quoted"`]);
    expect(await rowsOf(['code,name\n', ...rows.map(csvRow)].join(''))).toEqual(rows);
  });

  it.each([['other columns', 'code,title\n1,a\n'], ['an empty file', '']])('refuses %s', async (_, text) => {
    await expect(rowsOf(text)).rejects.toThrow('file.csv.gz');
  });
});
