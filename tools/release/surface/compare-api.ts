import ts from 'typescript';

interface Line {
  readonly isOptional: boolean;
  readonly text: string;
}

/** `# package/entry` and the lines under it, by name; what is declared in several pieces is one. */
type Report = ReadonlyMap<string, ReadonlyMap<string, Line>>;

const LINE = /^((?:[^:?]|\?(?!:))+)(\??): (.*)$/;

function read(report: string): Report {
  const entries = new Map<string, Map<string, Line>>();
  let lines = new Map<string, Line>();
  for (const one of report.split('\n')) {
    if (one.startsWith('# ')) entries.set(one.slice(2), (lines = new Map<string, Line>()));
    const [, name, optional, text = ''] = LINE.exec(one) ?? [];
    if (name === undefined) continue;
    const before = lines.get(name);
    lines.set(name, { isOptional: optional === '?', text: before ? `${before.text} & ${text}` : text });
  }
  return entries;
}

/** What whoever was written against the one report misses in the other, in words. */
export function brokenApi(released: string, present: string): string[] {
  const now = read(present);
  return [...read(released)].flatMap(([entry, lines]) => {
    const linesNow = now.get(entry);
    return linesNow ? [...missing(lines, linesNow), ...demanded(lines, linesNow)].map((problem) => `${entry}: ${problem}`) : [`${entry} is gone`];
  });
}

function missing(lines: ReadonlyMap<string, Line>, now: ReadonlyMap<string, Line>): string[] {
  return [...lines].flatMap(([name, was]) => {
    const is = found(name, now);
    if (!is) return hasLostOwner(name, now) ? [] : [`${name} is gone`];
    const isGiven = isGivenIn(name, now);
    if (was.isOptional && !is.isOptional && isGiven) return [`${name} must be given`];
    if (!was.isOptional && is.isOptional && !isGiven) return [`${name} may be left out`];
    return fits(was.text, is.text, isGiven) ? [] : [`${name} was ${was.text}, and is ${is.text}`];
  });
}

/** A member of a type, or of one that it is built on and that the package offers, too. */
function found(name: string, lines: ReadonlyMap<string, Line>): Line | undefined {
  const own = lines.get(name);
  const owner = ownerOf(name);
  if (own || owner === undefined) return own;
  for (const base of basesOf(lines.get(owner)?.text ?? '')) {
    const inherited = found(`${base}${name.slice(owner.length)}`, lines);
    if (inherited) return inherited;
  }
  return undefined;
}

const HEADER = /^(interface|class|const|enum)\b/;
const basesOf = (header: string): string[] => (HEADER.test(header) ? [...(/ extends (.*)$/.exec(header)?.[1] ?? '').matchAll(/\w+/g)].map(([base]) => base) : []);

const ownerOf = (name: string): string | undefined => (name.includes('.') ? name.slice(0, name.indexOf('.')) : undefined);
const hasLostOwner = (name: string, now: ReadonlyMap<string, Line>): boolean => !now.has(ownerOf(name) ?? name) && ownerOf(name) !== undefined;
const GIVEN = ', given';
const isGivenIn = (name: string, lines: ReadonlyMap<string, Line>): boolean => lines.get(ownerOf(name) ?? '')?.text.endsWith(GIVEN) ?? false;

/** What whoever has written a value of a type is asked for in addition. */
const demanded = (lines: ReadonlyMap<string, Line>, now: ReadonlyMap<string, Line>): string[] =>
  [...now].filter(([name, { isOptional }]) => !isOptional && !lines.has(name) && lines.has(ownerOf(name) ?? '') && isGivenIn(name, now)).map(([name]) => `${name} must be given`);

/** @param isGiven whether it is others who write it: they may take fewer arguments, and answer less */
function fits(was: string, is: string, isGiven: boolean): boolean {
  const [before, after] = [was, is].map((text) => (text.endsWith(GIVEN) ? text.slice(0, -GIVEN.length) : text)) as [string, string];
  if (HEADER.test(before)) return HEADER.exec(before)?.[0] === HEADER.exec(after)?.[0] && basesOf(before).every((base) => basesOf(after).includes(base));
  return before === after || isCallableAsBefore(before, after, isGiven) || hasMoreKinds(before, after);
}

const typeOf = (text: string): ts.TypeNode | undefined => {
  const [statement] = ts.createSourceFile('type.ts', `type T = ${text.replace(/^type /, '')};`, ts.ScriptTarget.Latest, true).statements;
  return statement && ts.isTypeAliasDeclaration(statement) ? statement.type : undefined;
};

/** A function that is called, or written by others, as before: arguments may be added that may be left out, and their names do not count. */
function isCallableAsBefore(was: string, is: string, isGiven: boolean): boolean {
  const [before, after] = [typeOf(was), typeOf(is)];
  if (!before || !after || !ts.isFunctionTypeNode(before) || !ts.isFunctionTypeNode(after)) return false;
  const [old, now] = [before.parameters, after.parameters];
  const rest = now.slice(old.length);
  return kindsOf(before.type).every((kind) => (isGiven ? kindsOf(after.type).includes(kind) : before.type.getText() === after.type.getText()))
    && old.every((one, place) => now[place] !== undefined && taken(one) === taken(now[place]))
    && (isGiven || rest.every(({ questionToken, dotDotDotToken }) => questionToken !== undefined || dotDotDotToken !== undefined));
}

const taken = ({ type, questionToken, dotDotDotToken }: ts.ParameterDeclaration): string => `${dotDotDotToken ? '...' : ''}${questionToken ? '?' : ''}${type?.getText() ?? 'any'}`;
const kindsOf = (type: ts.TypeNode): string[] => (ts.isUnionTypeNode(type) ? type.types.map((one) => one.getText()) : [type.getText()]);

/** A named union that has all that it had, and more words: as with the values of an enum. Whoever reads it had no `null` to look for. */
function hasMoreKinds(was: string, is: string): boolean {
  if (!was.startsWith('type ') || !is.startsWith('type ')) return false;
  const [before, after] = [typeOf(was), typeOf(is)];
  if (!before || !after || !ts.isUnionTypeNode(after)) return false;
  const [old, now] = [kindsOf(before), kindsOf(after)];
  return old.every((one) => now.includes(one)) && after.types.every((one) => old.includes(one.getText()) || isWord(one));
}

const isWord = (type: ts.TypeNode): boolean => ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal);
