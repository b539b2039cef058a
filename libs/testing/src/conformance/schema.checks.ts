import { beginsWithNoun, nounsOf } from '@regulars/kernel';
import { addedSdl } from '../schema/added-sdl';
import { isRoot, schemaChanges } from '../schema/schema-changes';
import { AUDIENCES, schemaOf, sdlOf, shownBy } from '../schema/schema-of';
import type { Check, Subject } from './subject';

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What an audience is offered without the plugin is the same whatever was built before it, and in whatever order. */
export const leavesNoTrace: Check = async ({ plugin, dependencies, modules, pristine }) =>
  AUDIENCES.flatMap((audience) => {
    const problems: string[] = [];
    const [whole, after, reversed, afterReversed] = [modules, dependencies, [...modules].reverse(), dependencies].map((set) => sdlOf(audience, set));
    if ([after, afterReversed].some((sdl) => sdl !== pristine.get(audience))) problems.push(`${audience}: the schema of a brand without ${plugin.id} depends on what was built before`);
    // What was built before explains that as well.
    else if (whole !== reversed) problems.push(`${audience}: the schema depends on the order of the modules`);
    const types = Object.values(schemaOf(audience, dependencies)?.getTypeMap() ?? {});
    const known = new Set(dependencies.flatMap(nounsOf));
    const traces = types.filter(({ name }) => nounsOf(plugin).some((noun) => !known.has(noun) && beginsWithNoun(name, noun) && !dependencies.some((other) => nounsOf(other).some((own) => beginsWithNoun(name, own)))));
    return [...problems, ...traces.map(({ name }) => `${audience}: type ${name} shows without ${plugin.id}`)];
  });

/** Types of every kind, and root fields. */
export const namedAfterNouns: Check = async ({ plugin, dependencies, modules, options }) => {
  const nouns = nounsOf(plugin);
  const borrowed = new Set([...shownBy(dependencies), ...(options.borrows ?? [])]);
  return AUDIENCES.flatMap((audience) => {
    const { types, fields } = schemaChanges(schemaOf(audience, dependencies), schemaOf(audience, modules));
    const wrongTypes = types.filter(({ name }) => !borrowed.has(name) && !nouns.some((noun) => beginsWithNoun(name, noun)));
    const wrongFields = fields.filter(({ type, field }) => isRoot(type) && !nouns.some((noun) => beginsWithNoun(field.name, lowerFirst(noun))));
    return [
      ...wrongTypes.map(({ name }) => `${audience}: type ${name} begins with none of ${nouns.join(', ')}`),
      ...wrongFields.map(({ type, field }) => `${audience}: ${type}.${field.name} begins with none of ${nouns.map(lowerFirst).join(', ')}`),
    ];
  });
};

/** A module adds types, and fields to the objects of others; it changes nothing else of theirs. */
export const changesNothingElse: Check = async ({ dependencies, modules }) =>
  AUDIENCES.flatMap((audience) => schemaChanges(schemaOf(audience, dependencies), schemaOf(audience, modules)).others.map((change) => `${audience}: ${change}`));

/** What the plugin adds for each audience that it adds something for, by file name. */
export function addedFiles({ plugin, dependencies }: Pick<Subject, 'plugin' | 'dependencies'>): ReadonlyMap<string, string> {
  const files = AUDIENCES.map((audience) => [audience === 'staff' ? 'schema.graphql' : `schema.${audience}.graphql`, addedSdl(audience, plugin, dependencies)] as const);
  return new Map(files.filter(([, text]) => text !== ''));
}

export const sdlByAudience = (dependencies: Subject['dependencies']): ReadonlyMap<string, string> => new Map(AUDIENCES.map((audience) => [audience, sdlOf(audience, dependencies)]));
