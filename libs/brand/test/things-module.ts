import { type Context, definePermissions, definePlugin, extend, reject, InvalidInputError, statement } from '@regulars/plugin-sdk';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { BrandLocks, type ImportGroup, ImportKinds, type ImportOptions, type ImportOutcome } from '../src/contract';

/** A plugin whose things can be imported: rows with one code are the parts of one thing. */
const permissions = definePermissions('things', { import: 'Import things' });

class CreateThings1790000000000 implements MigrationInterface {
  readonly name = 'CreateThings1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE things.thing (
      brand_id uuid NOT NULL DEFAULT platform.current_brand(), code text NOT NULL, source text NOT NULL, parts text NOT NULL, weight int CHECK (weight < 100),
      applied int NOT NULL DEFAULT 1, PRIMARY KEY (brand_id, code))`);
    await runner.query(`CALL platform.protect('things.thing')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE things.thing');
  }
}

const existing = statement<{ code: string }, [codes: string[]]>('things.existing', 'SELECT code FROM things.thing WHERE code = ANY($1)');
const upsert = statement<never, [rows: string, source: string]>(
  'things.upsert',
  `INSERT INTO things.thing (code, source, parts, weight)
   SELECT r.code, $2, r.parts, nullif(r.weight, '')::int FROM jsonb_to_recordset($1::jsonb) AS r(code text, parts text, weight text)
   ON CONFLICT (brand_id, code) DO UPDATE SET parts = EXCLUDED.parts, weight = EXCLUDED.weight, source = EXCLUDED.source, applied = thing.applied + 1`,
);

/** What the spec does while a batch is applied. */
export const during: { batch: (ctx: Context, groups: readonly ImportGroup[]) => Promise<void> } = { batch: () => Promise.resolve() };
export const locked = { timeZone: false };

async function apply(ctx: Context, groups: readonly ImportGroup[], options: ImportOptions): Promise<readonly ImportOutcome[]> {
  const codeOf = (group: ImportGroup): string => group.rows[0]?.code ?? '';
  const known = new Set((await ctx.sql(existing(groups.map(codeOf)))).map(({ code }) => code));
  const outcomes = groups.map((group): ImportOutcome => {
    const row = group.rows.findIndex(({ part }) => part === 'broken');
    if (row !== -1) return { result: 'FAILED', errors: [{ row, column: 'part', code: 'BROKEN', message: 'It is broken.' }] };
    if (known.has(codeOf(group))) return { result: options.onExisting === 'SKIP' ? 'SKIPPED' : 'UPDATED' };
    return { result: 'CREATED' };
  });
  if (groups.some(({ rows }) => rows.some(({ part }) => part === 'refused'))) reject(new InvalidInputError('No such part.', 'input.part'));
  await during.batch(ctx, groups);
  const written = groups.filter((_, index) => ['CREATED', 'UPDATED'].includes(outcomes[index]!.result));
  // Left to the commit, as writes are: a weight that is too much fails the whole batch there.
  void ctx.sql(upsert(JSON.stringify(written.map((group) => ({ code: codeOf(group), parts: group.rows.map(({ part }) => part).join('+'), weight: group.rows[0]?.weight ?? '' }))), options.source));
  return outcomes;
}

export const things = definePlugin({
  id: 'things',
  version: '1.0.0',
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0' },
  permissions,
  migrations: [CreateThings1790000000000],
  extensions: [
    extend(ImportKinds, {
      kind: 'THINGS',
      permission: permissions.import,
      fields: [{ name: 'code', required: true }, { name: 'part' }, { name: 'weight' }],
      groupBy: ['code'],
      apply,
    }),
    extend(BrandLocks, { field: 'timeZone', isLocked: () => Promise.resolve(locked.timeZone) }),
  ],
});
