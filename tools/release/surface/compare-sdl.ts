import { buildASTSchema, type DefinitionNode, type DocumentNode, findBreakingChanges, Kind, parse, visit } from 'graphql';

/**
 * What breaks for callers between two states of what a module adds to the schema. Fields that it adds to others' types
 * stand for these types; whatever else they name is filled in, and never told of.
 */
export function brokenSdl(released: string, present: string): string[] {
  if (released.trim() === '') return [];
  const [before, after] = [parse(released), present.trim() === '' ? null : parse(present)];
  if (after === null) return ['everything it added is gone'];
  const shared: Shared = { words: new Map([...wordsIn(after), ...wordsIn(before)]), foreign: new Set([before, after].flatMap(foreignNames)) };
  const [old, now] = [before, after].map((document) => buildASTSchema(completed(document, shared), { assumeValid: true, assumeValidSDL: true }));
  return old && now ? findBreakingChanges(old, now).map(({ description }) => description) : [];
}

/** The word that declares a type. */
type Word = 'scalar' | 'type' | 'interface' | 'union' | 'enum' | 'input';

const WORDS: Readonly<Record<string, Word>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'type', [Kind.OBJECT_TYPE_EXTENSION]: 'type', [Kind.INTERFACE_TYPE_DEFINITION]: 'interface', [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union', [Kind.UNION_TYPE_EXTENSION]: 'union', [Kind.ENUM_TYPE_DEFINITION]: 'enum', [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input', [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
};

/** What each named type must be, as far as can be told: what nothing is said of is filled in as a scalar. */
function wordsIn({ definitions }: DocumentNode): ReadonlyMap<string, Word> {
  const words = new Map<string, Word>();
  for (const node of definitions) {
    if ('interfaces' in node) for (const { name } of node.interfaces ?? []) words.set(name.value, 'interface');
    const word = WORDS[node.kind];
    if (word && 'name' in node && node.name) words.set(node.name.value, word);
  }
  return words;
}

const EXTENDED: Readonly<Record<string, string>> = {
  [Kind.OBJECT_TYPE_EXTENSION]: Kind.OBJECT_TYPE_DEFINITION, [Kind.INTERFACE_TYPE_EXTENSION]: Kind.INTERFACE_TYPE_DEFINITION, [Kind.ENUM_TYPE_EXTENSION]: Kind.ENUM_TYPE_DEFINITION,
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: Kind.INPUT_OBJECT_TYPE_DEFINITION, [Kind.UNION_TYPE_EXTENSION]: Kind.UNION_TYPE_DEFINITION,
};
const BUILT_IN = new Set(['Int', 'Float', 'String', 'Boolean', 'ID']);

/** What both states are filled in with, so that filling in is no change. */
interface Shared {
  readonly words: ReadonlyMap<string, Word>;
  /** Names of others' types, in either. */
  readonly foreign: ReadonlySet<string>;
}

const declaredNames = ({ definitions }: DocumentNode): ReadonlySet<string> => new Set(definitions.flatMap((node) => ('name' in node && node.name ? [node.name.value] : [])));

function foreignNames(document: DocumentNode): string[] {
  const declared = declaredNames(document);
  const named = new Set<string>();
  visit(document, { NamedType: ({ name }) => void named.add(name.value) });
  return [...named].filter((name) => !declared.has(name) && !BUILT_IN.has(name));
}

function completed(document: DocumentNode, { words, foreign }: Shared): DocumentNode {
  const definitions = document.definitions.map((node) => ({ ...node, kind: EXTENDED[node.kind] ?? node.kind }) as DefinitionNode);
  const declared = declaredNames(document);
  const stubs = [...foreign].filter((name) => !declared.has(name)).map((name) => `${words.get(name) ?? 'scalar'} ${name}`);
  const query = declared.has('Query') ? [] : ['type Query { nothing: ID }'];
  const filledIn = [...stubs, ...query].join('\n');
  return { kind: Kind.DOCUMENT, definitions: [...definitions, ...(filledIn === '' ? [] : parse(filledIn).definitions)] };
}
