import { createTestDatabase, type TestDatabase } from '../../test/platform';
import { Client } from 'pg';
import { noteModule } from '../../test/note-module';

describe('platform.isolation_gaps', () => {
  let database: TestDatabase;
  let owner: Client;

  beforeAll(async () => {
    database = await createTestDatabase([noteModule()]);
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });
  beforeEach(() => owner.query('BEGIN'));
  afterEach(() => owner.query('ROLLBACK'));

  async function gapsAfter(sql: string): Promise<string[]> {
    await owner.query(sql);
    const { rows } = await owner.query<{ object: string; gap: string }>('SELECT object, gap FROM platform.isolation_gaps() ORDER BY 1, 2');
    return rows.map(({ object, gap }) => `${object}: ${gap}`);
  }

  const table = (columns: string, then = `CALL platform.protect('note.hole')`) => `CREATE TABLE note.hole (${columns}); ${then}`;
  const sound = 'brand_id uuid NOT NULL DEFAULT platform.current_brand(), id uuid, PRIMARY KEY (brand_id, id)';

  it('finds nothing in what the kernel and a sound module create', async () => {
    expect(await gapsAfter(table(sound))).toEqual([]);
  });

  it.each([
    ['a table without row-level security', table(sound, 'GRANT SELECT ON note.hole TO regulars_app'),
      ['note.hole: does not force row-level security on its owner', 'note.hole: has no policy', 'note.hole: has no row-level security']],
    ['row-level security that its owner escapes', `${table(sound)}; ALTER TABLE note.hole NO FORCE ROW LEVEL SECURITY`,
      ['note.hole: does not force row-level security on its owner']],
    ['a policy that lets everything be read', `${table(sound)}; CREATE POLICY all_of_it ON note.hole FOR SELECT USING (true)`,
      ['note.hole: policy all_of_it reads more than the current brand']],
    ['a policy that lets everything be written', `${table(sound)}; CREATE POLICY all_of_it ON note.hole FOR INSERT WITH CHECK (true)`,
      ['note.hole: policy all_of_it writes more than the current brand']],
    ['a policy that forgets the rows written', `${table(sound, '')}; ALTER TABLE note.hole ENABLE ROW LEVEL SECURITY; ALTER TABLE note.hole FORCE ROW LEVEL SECURITY;
        CREATE POLICY p ON note.hole USING (brand_id = (SELECT platform.current_brand())) WITH CHECK (true)`,
      ['note.hole: policy p writes more than the current brand']],
    ['a unique key across brands', table(`${sound}, phone text UNIQUE`), ['note.hole: key note.hole_phone_key is not led by brand_id']],
    ['a primary key across brands', table('brand_id uuid NOT NULL, id uuid PRIMARY KEY'), ['note.hole: key note.hole_pkey is not led by brand_id']],
    ['a brand that may be missing', `${table(sound)}; ALTER TABLE note.hole DROP CONSTRAINT hole_pkey, ALTER COLUMN brand_id DROP NOT NULL`,
      ['note.hole: brand_id may be null', 'note.hole: has no primary key']],
    ['a foreign key into other brands', `${table(`${sound}, other_brand uuid, note_id uuid, FOREIGN KEY (other_brand, note_id) REFERENCES note.note`)}`,
      ['note.hole: foreign key hole_other_brand_note_id_fkey reaches into other brands']],
    ['a view with its owner\'s rights', 'CREATE VIEW note.hole AS SELECT * FROM note.note', ['note.hole: view reads with its owner\'s rights']],
    ['a materialized view', 'CREATE MATERIALIZED VIEW note.hole AS SELECT * FROM note.note', ['note.hole: materialized view holds rows of every brand']],
    ['a function with its owner\'s rights', 'CREATE FUNCTION note.hole() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$ SELECT count(*) FROM note.note $$',
      ['note.hole: function runs with its owner\'s rights']],
    ['a table of the application\'s without a brand', 'CREATE TABLE note.hole (id int PRIMARY KEY); GRANT SELECT ON note.hole TO regulars_app',
      ['note.hole: the application reaches a table without brand_id']],
    ['a column everybody may read', 'CREATE TABLE note.hole (id int PRIMARY KEY); GRANT SELECT (id) ON note.hole TO PUBLIC',
      ['note.hole: the application reaches a table without brand_id', 'note.hole: the relay reaches a table of a module']],
    ['the right to truncate', `${table(sound)}; GRANT TRUNCATE ON note.hole TO regulars_app`, ['note.hole: the application may truncate it or set triggers on it']],
    ['a relay that sees members', `${table(sound)}; GRANT SELECT ON note.hole TO regulars_relay`, ['note.hole: the relay reaches a table of a module']],
    ['an owner that serves requests', `${table(sound)}; GRANT CREATE ON SCHEMA note TO regulars_app; ALTER TABLE note.hole OWNER TO regulars_app`,
      ['note.hole: is owned by a role of the processes', 'note.hole: the application may truncate it or set triggers on it']],
  ])('finds %s', async (_, sql, expected) => {
    expect(await gapsAfter(sql)).toEqual(expected);
  });

  it('takes a view that reads with the caller\'s rights', async () => {
    expect(await gapsAfter('CREATE VIEW note.fine WITH (security_invoker = true) AS SELECT * FROM note.note; GRANT SELECT ON note.fine TO regulars_app')).toEqual([]);
  });
});
