import type { MigrationInterface } from 'typeorm';
import { partsOf, sentBy } from './statements';

/** A rule over what is done to a table that was there before; the first group is what is told of it. */
interface Rule {
  readonly breaks: RegExp;
  readonly unless?: RegExp;
  readonly because: string;
}

const SCANS = 'reads the whole table while nobody can write to it: add it NOT VALID, and validate it in a migration of its own';

/** An action of ALTER TABLE that adds a column. */
const ADDS_COLUMN = /^ADD (?:COLUMN )?(?:IF NOT EXISTS )?(?!CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)/i;
const ADDED_COLUMN: readonly Rule[] = [
  { breaks: /\b(?:SERIAL|BIGSERIAL|GENERATED)\b/i, because: 'writes the whole table anew' },
  { breaks: /\bDEFAULT (?:\w+\.)?\w+ ?\(/i, because: 'writes the whole table anew: give those that are there a constant, and set the default afterwards' },
  { breaks: /\bNOT NULL\b/i, unless: /\bDEFAULT\b/i, because: 'fails where there are rows' },
  { breaks: /\b(?:REFERENCES|CHECK|UNIQUE|PRIMARY KEY)\b/i, because: SCANS },
];

/** Any other action of ALTER TABLE. */
const ALTERATIONS: readonly Rule[] = [
  { breaks: /^ADD (?:CONSTRAINT \S+ )?(?:CHECK|FOREIGN KEY)\b/i, unless: /\bNOT VALID$/i, because: SCANS },
  { breaks: /^ADD (?:CONSTRAINT \S+ )?(?:UNIQUE|PRIMARY KEY|EXCLUDE)\b/i, unless: /\bUSING INDEX\b/i, because: 'builds an index while nobody can use the table: build it CONCURRENTLY, then add it USING INDEX' },
  { breaks: /^ALTER (?:COLUMN )?\S+ (?:SET DATA )?TYPE\b/i, because: 'writes the whole table anew: add another column' },
  { breaks: /^ALTER (?:COLUMN )?\S+ SET NOT NULL\b/i, because: 'reads the whole table while nobody can use it: add a CHECK … NOT VALID, and validate it in a migration of its own' },
  { breaks: /^DROP (?:COLUMN |(?!CONSTRAINT|NOT NULL|DEFAULT))\S+/i, because: 'takes away what the version before reads: leave it until no such process can run' },
  { breaks: /^RENAME\b/i, because: 'takes away what the version before reads' },
  { breaks: /^(?:SET (?:LOGGED|UNLOGGED|TABLESPACE|ACCESS METHOD)|CLUSTER)\b/i, because: 'writes the whole table anew' },
];

const TABLE_STATEMENTS: readonly Rule[] = [
  { breaks: /^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ON (?:ONLY )?(\S+)/i, because: 'holds up every write until the index is built: build it CONCURRENTLY, in a migration without a transaction' },
  { breaks: /^(?:UPDATE|DELETE FROM) (?:ONLY )?(\S+)/i, because: 'holds what it changes until the end: do it in batches, in work of the module' },
  { breaks: /^(?:LOCK(?: TABLE)?|TRUNCATE(?: TABLE)?|CLUSTER|VACUUM FULL|REINDEX(?: TABLE)?(?! CONCURRENTLY)) (\S+)/i, because: 'keeps everybody out of the table' },
  { breaks: /^DROP TABLE (?:IF EXISTS )?(\S+)/i, because: 'takes away what the version before reads: leave it until no such process can run' },
];

const OTHERS: readonly Rule[] = [
  { breaks: /^DROP INDEX (?!CONCURRENTLY)(?:IF EXISTS )?(\S+)/i, because: 'waits for everybody who reads the table, and everybody waits behind it: drop it CONCURRENTLY' },
  { breaks: /^DROP (?:FUNCTION|PROCEDURE|VIEW|SEQUENCE|TYPE|SCHEMA) (?:IF EXISTS )?([^\s(]+)/i, because: 'takes away what the version before calls: add another beside it, or CREATE OR REPLACE' },
];

const CREATED = /^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([^\s(]+)/i;
const TRIGGERED = /^(?:CREATE (?:OR REPLACE )?|DROP )(?:CONSTRAINT )?TRIGGER .*? ON (\S+)/i;
const REFERRED = /\bREFERENCES ([^\s(),]+)/gi;
const ALTERED = /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(\S+) (.*)$/i;

/**
 * What in a migration would stop a shop that is at work, or the version before it, which goes on meanwhile; nothing when
 * it does neither. What it makes itself, it may do anything with: nobody uses it yet.
 */
export async function shopStoppers(migration: MigrationInterface): Promise<string[]> {
  let statements: readonly string[];
  try {
    statements = await sentBy(migration);
  } catch (error) {
    return [`cannot be read: ${(error as Error).message}`];
  }
  const own = new Set(statements.map((statement) => CREATED.exec(statement)?.[1]).filter((name) => name !== undefined));
  const one = statements.flatMap((statement) => [...inStatement(statement, own), ...outsideTransactions(statement, migration, statements)]);
  return [...one, ...betweenStatements(statements, own)];
}

/**
 * The longest that anybody waits is the wait for one table, as long as nothing else is held meanwhile. A foreign key of a
 * new table holds up all writes to the table it refers to; one of an old table cannot do without both.
 */
function betweenStatements(statements: readonly string[], own: ReadonlySet<string>): string[] {
  const closed = statements.flatMap((statement) => {
    const table = (CREATED.exec(statement) ?? ALTERED.exec(statement) ?? TRIGGERED.exec(statement))?.[1] ?? '';
    return own.has(table) ? [...statement.matchAll(REFERRED)].map(([, other = '']) => other) : [table];
  });
  const tables = new Set(closed.filter((table) => table !== '' && !own.has(table)));
  return tables.size > 1 ? [`${[...tables].join(', ')}: nobody can use the first while it waits for the next: change each in a migration of its own`] : [];
}

function inStatement(statement: string, own: ReadonlySet<string>): string[] {
  const [, altered = '', actions = ''] = ALTERED.exec(statement) ?? [];
  if (altered !== '') return own.has(altered) ? [] : partsOf(actions).flatMap((action) => told(rulesOf(action), action, () => `${altered}: ${action}`));
  const onTables = told(TABLE_STATEMENTS, statement, (table) => (own.has(table) ? null : `${table}: ${beginning(statement)}`));
  return [...onTables, ...told(OTHERS, statement, () => beginning(statement))];
}

const rulesOf = (action: string): readonly Rule[] => (ADDS_COLUMN.test(action) ? ADDED_COLUMN : ALTERATIONS);

/**
 * An index is built beside the work of others only where no transaction holds what the migration has touched. Where
 * there is none, nothing is undone, so whatever stands there must bear being done again.
 */
function outsideTransactions(statement: string, { transaction }: MigrationInterface, all: readonly string[]): string[] {
  const isBeside = /\bCONCURRENTLY\b/i.test(statement);
  if (transaction !== false) return isBeside ? [`${beginning(statement)}: does not run in a transaction: say transaction = false`] : [];
  if (!isBeside) return [`${beginning(statement)}: is not undone when what comes after it fails: do it in a migration with a transaction`];
  const [, name] = /^(?:CREATE (?:UNIQUE )?|DROP )INDEX CONCURRENTLY (?!IF )(\S+)/i.exec(statement) ?? [];
  const isDroppedBefore = all.slice(0, all.indexOf(statement)).some((earlier) => droppedIndex(earlier) === name?.toLowerCase());
  return name === undefined || isDroppedBefore ? [] : [`${beginning(statement)}: fails when it is tried again: say IF ${/^DROP/i.test(statement) ? '' : 'NOT '}EXISTS`];
}

/** The index that a statement drops where there is one, without its schema. */
const droppedIndex = (statement: string): string | undefined =>
  /^DROP INDEX CONCURRENTLY IF EXISTS (\S+)$/i.exec(statement)?.[1]?.toLowerCase().split('.').at(-1);

function told(rules: readonly Rule[], text: string, subjectOf: (name: string) => string | null): string[] {
  return rules.flatMap(({ breaks, unless, because }) => {
    const found = breaks.exec(text);
    if (!found || unless?.test(text)) return [];
    const subject = subjectOf(found[1] ?? '');
    return subject === null ? [] : [`${subject}: ${because}`];
  });
}

const beginning = (statement: string): string => (statement.length > 80 ? `${statement.slice(0, 79)}…` : statement);
