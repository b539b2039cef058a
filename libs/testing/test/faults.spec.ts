import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKS } from '../src/conformance/describe-plugin';
import { sdlByAudience } from '../src/conformance/schema.checks';
import type { ConformanceOptions, Subject } from '../src/conformance/subject';
import { member } from './fixtures/member';
import { noteModule, type NoteFault } from './fixtures/note';
import { beside } from './fixtures/note.api';
import { noteScenario } from './fixtures/note.scenario';

type Promised = keyof typeof CHECKS;

/** A plugin for each way to be wrong, the promise that is broken, and how the kit says so. */
const FAULTS: readonly [id: string, fault: NoteFault, promise: Promised, problems: readonly unknown[]][] = [
  ['letter', 'migration without a lasting name', 'migrates from nothing, and a second time has nothing to do',
    [expect.stringMatching(/^The database was migrated by a newer version of letter than the one installed \(it has CreateNote\d+\)/)]],
  ['ballad', 'keys to two tables', 'upgrades while the shop is at work',
    ['CreateNote1790000000100: platform.brand, member.member: nobody can use the first while it waits for the next: change each in a migration of its own']],
  ['brief', 'entity of another type', 'has entities that equal its tables',
    ['the entities ask for: ALTER TABLE "brief"."greeting" DROP COLUMN "times"', 'the entities ask for: ALTER TABLE "brief"."greeting" ADD "times" bigint NOT NULL']],
  ['card', 'table without entity', 'has entities that equal its tables', ['table greeting has no entity']],
  ['draft', 'table without row-level security', 'isolates every table by brand',
    ['draft.note: does not force row-level security on its owner', 'draft.note: has no policy', 'draft.note: has no row-level security']],
  ['essay', 'key across brands', 'isolates every table by brand', ['essay.note: key essay.note_text_key is not led by brand_id']],
  ['fable', 'view with its owner\'s rights', 'isolates every table by brand', ['fable.note_text: view reads with its owner\'s rights']],
  ['abacus', 'type without noun', 'names its types and root fields after its nouns', ['staff: type WriteAbacusInput begins with none of Abacus']],
  ['gloss', 'no scenario for its nodes', 'has a scenario for everything that has an id', ['the scenario makes no Note (gln_) that staff can look up']],
  ['hymn', 'field without right', 'refuses each root field without its permission, and writes nothing',
    ['hymn answers a caller without any permission', 'hymns answers a caller without any permission']],
  ['index', 'write before the refusal', 'refuses each root field without its permission, and writes nothing', ['indexWrite was refused, yet member.member changed']],
  ['jest', 'cache across brands', 'shows one brand nothing of another',
    ['jest shows brand B something of brand A with a jen_ id of brand A in id', 'jest answers otherwise than for an id that nobody has with a jen_ id of brand A in id']],
  ['kalends', 'foreign ids written', 'shows one brand nothing of another', [
    'kalendsWrite answers otherwise than for an id that nobody has with a mbr_ id of brand A in input.memberId',
    'kalendsWrite wrote to kalends.note of brand B though it was given another brand\'s ids',
    'kalendsWrite wrote to platform.audit_entry of brand B though it was given another brand\'s ids',
    'kalendsWrite wrote to platform.event of brand B though it was given another brand\'s ids',
  ]],
  ['lyric', 'query per row', 'takes no more statements for many than for one',
    [expect.stringMatching(/^lyrics takes \d+ statements for the data of one round and \d+ for that of 4: lyric\.by-ids 2 and 8 times/)]],
  ['motto', 'data lost on disabling', 'keeps its data while it is disabled', ['motto.note lost or changed 2 of 2 rows while motto was disabled']],
  ['novel', 'handler that repeats itself', 'takes an event that comes again for what it is', ['novel/greet changes novel.greeting when member.joined comes again']],
  ['utter', 'column nobody decided on', 'says of every column whether it holds personal data',
    ['utter.note.text could hold personal data: name it in personalData, or write it into not-personal.txt if it holds none']],
  ['vesper', 'export without texts', 'exports what it knows about a member', ['the export of a member leaves out what stands in vesper.note.text']],
  ['opera', 'no member data', 'exports what it knows about a member', ['opera.greeting, opera.note hold a member_id but opera does not extend MemberData']],
  ['psalm', 'empty export', 'exports what it knows about a member', ['the export of a member whom psalm has rows about is empty']],
  ['quote', 'rows left by erase', 'forgets a member who is erased', ['quote.note keeps 2 rows about an erased member; if they are books, say so in options.books']],
  ['rhyme', 'rows left by merge', 'moves what it knows when members are merged', [
    'rhyme.greeting keeps 1 rows about a member who was merged into another; if they are books, say so in options.books',
    'rhyme.note keeps 2 rows about a member who was merged into another; if they are books, say so in options.books',
  ]],
  ['refrain', 'merge that stays', 'gives back what it moved when a merge is undone', [
    'the rows in refrain.greeting of the loser are not those from before the merge',
    'the rows in refrain.note of the loser are not those from before the merge',
  ]],
  ['story', 'settings without defaults', 'has a default for every setting', [expect.stringContaining('settings.greeting has no default')]],
  // Last, since what it does to another module's class cannot be undone in this process.
  ['tale', 'field on a foreign class', 'leaves no trace in the schema of a brand without it', ['staff: the schema of a brand without tale depends on what was built before']],
];

const plugins = new Map(FAULTS.map(([id, fault]) => [id, noteModule(id, fault).plugin]));
let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform([member, ...plugins.values()]);
  beside.write = async () => void (await platform.owner.query(`INSERT INTO member.member (brand_id, id, name) SELECT id, gen_random_uuid(), 'Beside' FROM platform.brand`));
}, 60_000);
afterAll(() => platform.stop());

function subjectOf(id: string, options: ConformanceOptions): Subject {
  const plugin = plugins.get(id);
  if (!plugin) throw new Error(id);
  return { plugin, dependencies: [member], modules: [member, plugin], options, platform, pristine: sdlByAudience([member]) };
}

describe.each(FAULTS)('%s with a %s', (id, fault, promise, problems) => {
  it(`does not pass "${promise}"`, async () => {
    const subject = subjectOf(id, fault === 'no scenario for its nodes' ? {} : { scenario: noteScenario(id) });
    expect(await CHECKS[promise]?.(subject)).toEqual(problems);
  });
});

describe('snapshots', () => {
  const { UPDATE } = process.env;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'regulars-snapshots-'));
    delete process.env.UPDATE;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    if (UPDATE) process.env.UPDATE = UPDATE;
  });
  const options = (): ConformanceOptions => ({ folder, scenario: noteScenario('story') });

  it('are missed when they are absent', async () => {
    expect(await CHECKS['adds to the schema what was committed']?.(subjectOf('story', options()))).toEqual([
      'schema.graphql is not what the module adds, it is absent: run its specs with UPDATE=1 and commit it.\nline 1: committed "", now "extend type Member {"',
    ]);
  });

  it('are written on demand', async () => {
    process.env.UPDATE = '1';
    const subject = subjectOf('story', options());
    expect([await CHECKS['adds to the schema what was committed']?.(subject), await CHECKS['emits payloads of the committed shape']?.(subject)]).toEqual([[], []]);
    expect(readdirSync(folder).sort()).toEqual(['events.json', 'schema.graphql']);
    expect(readFileSync(join(folder, 'events.json'), 'utf8')).toBe('{\n  "story.written": {\n    "noteId": "string"\n  }\n}\n');
    delete process.env.UPDATE;
    expect(await CHECKS['adds to the schema what was committed']?.(subject)).toEqual([]);
  });

  it('are compared line by line', async () => {
    writeFileSync(join(folder, 'events.json'), '{\n  "story.told": {}\n}\n');
    expect(await CHECKS['emits payloads of the committed shape']?.(subjectOf('story', options()))).toEqual([
      'events.json is not what the module adds now: run its specs with UPDATE=1 and commit it.\nline 2: committed "  \\"story.told\\": {}", now "  \\"story.written\\": {"',
    ]);
  });
});
