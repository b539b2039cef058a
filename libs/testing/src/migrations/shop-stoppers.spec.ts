import type { MigrationInterface, QueryRunner } from 'typeorm';
import { unexcusedShopStoppers } from '../conformance/shop-stoppers.check';
import { shopStoppers } from './shop-stoppers';

const sends = (sql: string, transaction = true): MigrationInterface => ({
  name: 'Change1790000000000', transaction, up: async (runner: QueryRunner) => void (await runner.query(sql)), down: async () => undefined,
});

describe('a migration stops the shop that', () => {
  it.each([
    ['ALTER TABLE a.b ADD COLUMN c uuid DEFAULT gen_random_uuid()', 'a.b: ADD COLUMN c uuid DEFAULT gen_random_uuid(): writes the whole table anew'],
    ['ALTER TABLE a.b ADD c bigserial', 'a.b: ADD c bigserial: writes the whole table anew'],
    ['ALTER TABLE a.b ADD COLUMN c int GENERATED ALWAYS AS (d + 1) STORED', 'writes the whole table anew'],
    ['ALTER TABLE a.b ADD COLUMN c int NOT NULL', 'fails where there are rows'],
    ['ALTER TABLE a.b ADD COLUMN c uuid REFERENCES a.d', 'reads the whole table while nobody can write to it'],
    ['ALTER TABLE "a"."b" ADD COLUMN d int, ADD CONSTRAINT c CHECK (d IN (1, 2))', 'a.b: ADD CONSTRAINT c CHECK (d IN (1, 2)): reads the whole table while nobody can write to it'],
    ['ALTER TABLE a.b ADD CONSTRAINT c FOREIGN KEY (d) REFERENCES a.d', 'reads the whole table while nobody can write to it'],
    ['ALTER TABLE a.b ADD CONSTRAINT c UNIQUE (d)', 'builds an index while nobody can use the table'],
    ['ALTER TABLE a.b ALTER COLUMN c TYPE bigint', 'writes the whole table anew: add another column'],
    ['ALTER TABLE a.b ALTER COLUMN c SET NOT NULL', 'reads the whole table while nobody can use it'],
    ['ALTER TABLE a.b DROP COLUMN c', 'takes away what the version before reads'],
    ['ALTER TABLE a.b RENAME COLUMN c TO d', 'takes away what the version before reads'],
    ['CREATE UNIQUE INDEX c ON a.b (d)', 'a.b: CREATE UNIQUE INDEX c ON a.b (d): holds up every write until the index is built'],
    ['DROP INDEX a.c', 'drop it CONCURRENTLY'],
    ['UPDATE a.b SET c = 1', 'holds what it changes until the end'],
    ['DELETE FROM a.b', 'holds what it changes until the end'],
    ['LOCK TABLE a.b', 'keeps everybody out of the table'],
    ['DROP TABLE a.b', 'takes away what the version before reads'],
    ['DROP FUNCTION a.f(int)', 'takes away what the version before calls'],
    ['ALTER TABLE a.b ADD COLUMN c int; CREATE TRIGGER d AFTER UPDATE ON a.e FOR EACH ROW EXECUTE FUNCTION a.f()', 'a.b, a.e: nobody can use the first while it waits for the next'],
    ['CREATE TABLE a.b (c int REFERENCES a.d, e int, FOREIGN KEY (e) REFERENCES a.f (g), FOREIGN KEY (e) REFERENCES a.b)', 'a.d, a.f: nobody can use the first while it waits for the next'],
    ['CREATE TABLE a.b (c int REFERENCES a.d); ALTER TABLE a.e ADD COLUMN f int', 'a.d, a.e: nobody can use the first while it waits for the next'],
    ['CREATE TABLE a.b (c int); ALTER TABLE a.b ADD FOREIGN KEY (c) REFERENCES a.d, ADD FOREIGN KEY (c) REFERENCES a.e (f)', 'a.d, a.e: nobody can use the first'],
    ['CREATE INDEX CONCURRENTLY c ON a.b (d)', 'does not run in a transaction: say transaction = false'],
  ])('says %s', async (sql, told) => {
    const found = await shopStoppers(sends(`-- it's; a comment\nSELECT 'ALTER; TABLE';\n${sql};`));
    expect(found).toEqual([expect.stringContaining(told)]);
  });

  it('cannot be read', async () => {
    const asks = { name: 'Asks1790000000000', up: async (runner: QueryRunner) => void (await runner.hasTable('a.b')), down: async () => undefined };
    expect(await shopStoppers(asks)).toEqual(['cannot be read: it calls hasTable of the query runner, where only SQL can be read']);
  });
});

it.each([
  `ALTER TABLE a.b ADD COLUMN c int, ADD COLUMN d int NOT NULL DEFAULT 0, ADD COLUMN e text DEFAULT 'x'`,
  'ALTER TABLE a.b ADD CONSTRAINT c CHECK (d > 0) NOT VALID',
  'ALTER TABLE a.b VALIDATE CONSTRAINT c',
  'ALTER TABLE a.b ADD CONSTRAINT c UNIQUE USING INDEX c',
  'ALTER TABLE a.b DROP CONSTRAINT c, ALTER COLUMN d DROP NOT NULL, ALTER COLUMN e SET DEFAULT 5, ALTER COLUMN e DROP DEFAULT',
  'ALTER TABLE a.b ADD COLUMN c int; CREATE TABLE a.e (f int); ALTER TABLE a.e ADD g int; CREATE TRIGGER h AFTER UPDATE ON a.b FOR EACH ROW EXECUTE FUNCTION a.f()',
  'CREATE TABLE a.b (c int REFERENCES a.d); CREATE INDEX e ON a.b (c); ALTER TABLE a.b ADD CHECK (c > 0); UPDATE a.b SET c = 1; DROP TABLE a.b',
  `CREATE OR REPLACE FUNCTION a.f() RETURNS void LANGUAGE sql AS $$ UPDATE a.b SET c = 1; DROP TABLE a.b $$`,
  `DO $body$ BEGIN NULL; END $body$; CALL platform.protect('a.b'); GRANT SELECT ON a.b TO regulars_app`,
])('lets the shop go on with %s', async (sql) => expect(await shopStoppers(sends(sql))).toEqual([]));

it.each([
  ['CREATE UNIQUE INDEX CONCURRENTLY c ON a.b (d)', 'fails when it is tried again: say IF NOT EXISTS'],
  ['DROP INDEX CONCURRENTLY IF EXISTS a.other; CREATE INDEX CONCURRENTLY c ON a.b (d)', 'fails when it is tried again: say IF NOT EXISTS'],
  ['DROP INDEX CONCURRENTLY a.c', 'fails when it is tried again: say IF EXISTS'],
  ['CREATE INDEX CONCURRENTLY IF NOT EXISTS c ON a.b (d); ALTER TABLE a.b ADD COLUMN e int', 'ALTER TABLE a.b ADD COLUMN e int: is not undone when what comes after it fails'],
])('wants what has no transaction to bear being tried again: %s', async (sql, told) => {
  expect(await shopStoppers(sends(sql, false))).toEqual([expect.stringContaining(told)]);
});

it('lets an index be built beside the work of others', async () => {
  expect(await shopStoppers(sends('CREATE INDEX CONCURRENTLY IF NOT EXISTS c ON a.b (d)', false))).toEqual([]);
  expect(await shopStoppers(sends('DROP INDEX CONCURRENTLY IF EXISTS a.c; CREATE INDEX CONCURRENTLY c ON a.b (d)', false))).toEqual([]);
});

it('is excused by name, and only where there is something to excuse', async () => {
  class Stops1790000000001 { readonly name = 'Stops1790000000001'; up = sends('DROP TABLE a.b').up; down = async (): Promise<void> => undefined; }
  expect(await unexcusedShopStoppers([Stops1790000000001], {})).toEqual([expect.stringContaining('Stops1790000000001: a.b: DROP TABLE a.b: takes away')]);
  expect(await unexcusedShopStoppers([Stops1790000000001], { Stops1790000000001: 'nobody uses it' })).toEqual([]);
  expect(await unexcusedShopStoppers([], { Gone: 'x' })).toEqual(['Gone is excused, and stops nothing']);
});
