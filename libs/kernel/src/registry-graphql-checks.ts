import { type Audience, type PluginDefinition } from '@regulars/plugin-sdk';
import { getMetadataStorage } from 'type-graphql';
import { nounsOf } from './registry-checks';

const AUDIENCES: readonly Audience[] = ['staff', 'member', 'platform'];
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Two spellings of a noun begin a name alike when the name goes on with a new word, or ends: `Order`, not `Ordering`. */
export const beginsWith = (name: string, noun: string): boolean =>
  name === noun || (name.startsWith(noun) && /^(s?$|s?[A-Z0-9])/.test(name.slice(noun.length)));

/**
 * type-graphql lets the last definition of a field win silently. Here a second owner of a field, a name that does
 * not begin with one of the module's nouns and a root field without a permission keep the process from starting.
 */
export function graphqlProblems(modules: readonly PluginDefinition[]): string[] {
  const resolverOwner = new Map<unknown, PluginDefinition>();
  for (const module of modules) {
    for (const audience of AUDIENCES) for (const resolver of module.resolvers?.[audience] ?? []) resolverOwner.set(resolver, module);
  }
  return AUDIENCES.flatMap((audience) => [...rootFieldProblems(modules, audience), ...fieldProblems(modules, audience)]).concat(typeNameProblems(modules));
}

function rootFieldProblems(modules: readonly PluginDefinition[], audience: Audience): string[] {
  const metadata = getMetadataStorage();
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const module of modules) {
    const resolvers = new Set<unknown>(module.resolvers?.[audience] ?? []);
    for (const field of [...metadata.queries, ...metadata.mutations, ...metadata.subscriptions].filter(({ target }) => resolvers.has(target))) {
      const other = seen.get(field.schemaName);
      if (other !== undefined) problems.push(`root field ${field.schemaName} (${audience}) is defined by ${other} and by ${module.id}`);
      seen.set(field.schemaName, module.id);
      if (!nounsOf(module).some((noun) => beginsWith(field.schemaName, lowerFirst(noun)))) {
        problems.push(`${module.id}: root field ${field.schemaName} must begin with one of its nouns (${nounsOf(module).map(lowerFirst).join(', ')})`);
      }
      if (!isGuarded(field.target, field.methodName)) problems.push(`${module.id}: root field ${field.schemaName} states no permission (@Authorized)`);
    }
  }
  return problems;
}

function isGuarded(target: unknown, methodName: string): boolean {
  const metadata = getMetadataStorage();
  const roles =
    metadata.authorizedFields.find((field) => field.target === target && field.fieldName === methodName)?.roles ??
    metadata.authorizedResolver.find((resolver) => resolver.target === target)?.roles;
  return roles !== undefined && roles.length > 0;
}

/** Fields that modules put on each other's types. */
function fieldProblems(modules: readonly PluginDefinition[], audience: Audience): string[] {
  const metadata = getMetadataStorage();
  const names = new Map<unknown, string>([...metadata.objectTypes, ...metadata.interfaceTypes].map((type) => [type.target, type.name]));
  const problems: string[] = [];
  const seen = new Map<unknown, Map<string, string>>();
  const methods = new Map<unknown, Map<string, string>>();
  for (const module of modules) {
    const resolvers = new Set<unknown>(module.resolvers?.[audience] ?? []);
    for (const field of metadata.fieldResolvers.filter(({ kind, target }) => kind === 'external' && resolvers.has(target))) {
      const type = metadata.resolverClasses.find(({ target }) => target === field.target)?.getObjectType() as (new () => object) | undefined;
      const name = names.get(type) ?? '?';
      const owners = seen.get(type) ?? new Map<string, string>();
      const other = owners.get(field.schemaName);
      if (other !== undefined) problems.push(`field ${name}.${field.schemaName} (${audience}) is defined by ${other} and by ${module.id}`);
      else if (declares(type, field.schemaName) && !nounsOf(module).some((noun) => beginsWith(name, noun))) problems.push(`${module.id}: field ${name}.${field.schemaName} (${audience}) is another module's to resolve`);
      seen.set(type, owners.set(field.schemaName, module.id));
      const taken = methods.get(type) ?? new Map<string, string>();
      const namesake = taken.get(field.methodName) ?? declaredAs(type, field.methodName);
      if (namesake !== undefined && namesake !== field.schemaName) problems.push(`${module.id}: the method ${field.methodName} of field ${name}.${field.schemaName} (${audience}) would answer ${name}.${namesake} too: call it ${field.schemaName}`);
      methods.set(type, taken.set(field.methodName, field.schemaName));
    }
  }
  return problems;
}

/** type-graphql finds what resolves a field of a class by the name of the method, whatever the field is called. */
const declaredAs = (type: unknown, methodName: string): string | undefined => getMetadataStorage().fields.find(({ target, name }) => target === type && name === methodName)?.schemaName;

/** Does the class itself, or one it extends, declare the field? */
function declares(type: (new () => object) | undefined, fieldName: string): boolean {
  return getMetadataStorage().fields.some(({ target, schemaName }) => schemaName === fieldName && type !== undefined && (target === type || type.prototype instanceof target));
}

/** Types a module declares itself (implementations of interfaces and the classes its resolvers are about). */
function typeNameProblems(modules: readonly PluginDefinition[]): string[] {
  const names = new Map<unknown, string>(getMetadataStorage().objectTypes.map((type) => [type.target, type.name]));
  return modules.flatMap((module) =>
    [...new Set(AUDIENCES.flatMap((audience) => module.types?.[audience] ?? []))].flatMap((type) => {
      const name = names.get(type);
      if (name === undefined) return [`${module.id}: ${type.name} is listed in types but is no object type`];
      return nounsOf(module).some((noun) => beginsWith(name, noun)) ? [] : [`${module.id}: type ${name} must begin with one of its nouns (${nounsOf(module).join(', ')})`];
    }),
  );
}
