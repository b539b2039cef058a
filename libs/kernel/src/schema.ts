import { type Audience, commonErrors, type PluginDefinition, PluginSuspendedError, reject, Rejection, textIn, type UserError } from '@regulars/plugin-sdk';
import { type GraphQLFieldResolver, GraphQLInputObjectType, GraphQLObjectType, type GraphQLOutputType, type GraphQLSchema, isListType, isNonNullType, getNullableType, getNamedType, validateSchema } from 'graphql';
import { buildSchemaSync, type BuildSchemaOptions, getMetadataStorage } from 'type-graphql';
import { mutationAudit, type RecordMutation } from './audit/mutation-audit';
import { noteShownFields } from './audit/shown-fields';
import { answeredBefore, writeOnce } from './idempotency';
import { maskFields } from './masks';
import type { Registry } from './registry';
import type { RequestContext } from './request-context';
import { mayCall, refusal } from './rights';
import { mutationOwners } from './mutation-owners';
import { shareNoExtensions } from './share-extensions';
import { rejectUnstorable } from './unstorable';
import { write } from './write';

const MAX_SCHEMAS = 200;

/** Schemas by audience and set of modules: built when first asked for, never per brand. */
export class Schemas {
  private readonly built = new Map<string, GraphQLSchema>();
  /** A brand's set stays the same object until the brand changes. */
  private readonly closures = new WeakMap<ReadonlySet<string>, readonly PluginDefinition[]>();

  constructor(private readonly registry: Registry, private readonly max = MAX_SCHEMAS) {}

  get size(): number {
    return this.built.size;
  }

  for(audience: Audience, modules: ReadonlySet<string>): { readonly schema: GraphQLSchema; readonly key: string } {
    const enabled = this.closures.get(modules) ?? this.registry.closure(modules);
    this.closures.set(modules, enabled);
    const shaping = enabled.filter((module) => shapes(module, audience));
    const key = `${audience}:${shaping.map(({ id }) => id).join('+')}`;
    let schema = this.built.get(key);
    if (!schema) {
      const [oldest] = this.built.keys();
      if (this.built.size >= this.max && oldest !== undefined) this.built.delete(oldest);
      schema = buildSchema(audience, shaping);
    } else {
      this.built.delete(key);
    }
    this.built.set(key, schema); // the most recently used stands last
    return { schema, key };
  }
}

/** Sets that differ only in modules of which an audience sees nothing have one schema for it. */
const shapes = ({ core, resolvers, types, maskable }: PluginDefinition, audience: Audience): boolean =>
  core === true || [resolvers?.[audience], types?.[audience], maskable].some((parts) => parts !== undefined && parts.length > 0);

export function buildSchema(audience: Audience, modules: readonly PluginDefinition[]): GraphQLSchema {
  const resolvers = [...new Set(modules.flatMap((module) => module.resolvers?.[audience] ?? []))];
  const types = [...commonErrors, ...new Set(modules.flatMap((module) => module.types?.[audience] ?? []))];
  const schema = buildIsolated({
    resolvers: resolvers as never,
    orphanedTypes: types as never,
    validate: false,
    // It would answer its whole introspection to find what `validateSchema` finds in a fraction of the time.
    skipCheck: true,
    authMode: 'error',
    authChecker: allows as never,
    // The gateway serves subscriptions from the log of events; it asks a field's `subscribe` only whether the caller may.
    pubSub: { publish: () => undefined, subscribe: () => nothing() },
  });
  for (const type of Object.values(schema.getTypeMap())) {
    if (type instanceof GraphQLInputObjectType && isOneOf(type.name)) type.isOneOf = true;
  }
  shareNoExtensions(schema);
  const [invalid] = validateSchema(schema);
  if (invalid) throw invalid;
  stateRights(schema, new Set(resolvers));
  maskFields(schema, modules);
  noteShownFields(schema, modules);
  const auditOf = mutationAudit(modules);
  const owners = mutationOwners(audience, modules);
  for (const [name, field] of Object.entries(schema.getMutationType()?.getFields() ?? {})) {
    const payload = getNamedType(field.type) as GraphQLObjectType;
    const resolve = unlessSuspended(owners.get(name), field.resolve as GraphQLFieldResolver<unknown, RequestContext>, field.extensions.permission as string);
    field.resolve = asUnitOfWork(name, resolve, payload, auditOf(name, field));
  }
  return schema;
}

/** Every root field says in its extensions which permission it asks for. */
function stateRights(schema: GraphQLSchema, resolvers: ReadonlySet<unknown>): void {
  const { queries, mutations, subscriptions, authorizedFields, authorizedResolver } = getMetadataStorage();
  const state = (type: GraphQLObjectType | null | undefined, fields: readonly { readonly target: unknown; readonly methodName: string; readonly schemaName: string }[]): void => {
    for (const { target, methodName, schemaName } of fields.filter((field) => resolvers.has(field.target))) {
      const roles = authorizedFields.find((one) => one.target === target && one.fieldName === methodName)?.roles ?? authorizedResolver.find((one) => one.target === target)?.roles;
      const field = type?.getFields()[schemaName];
      if (field) field.extensions = { ...field.extensions, permission: roles?.[0] };
    }
  };
  state(schema.getQueryType(), queries);
  state(schema.getMutationType(), mutations);
  state(schema.getSubscriptionType(), subscriptions);
}

const KEPT: ReadonlySet<string> = new Set(['inputTypes', 'argumentTypes']);

/**
 * type-graphql keeps one global metadata storage and its build step writes back into the shared definitions, so a
 * field resolver of one schema would leak into every schema built later. Building against a copy of every
 * definition keeps the original as it was. Inputs and arguments take no field resolvers, so nothing leaks through
 * them, and what the build adds to their definitions is read from the original when arguments are converted.
 */
function buildIsolated(options: BuildSchemaOptions): GraphQLSchema {
  const original = getMetadataStorage();
  const isolated = original.clone();
  for (const [key, value] of Object.entries(isolated)) {
    if (Array.isArray(value) && !KEPT.has(key)) Object.assign(isolated, { [key]: value.map((definition: object) => ({ ...definition })) });
  }
  // The build works on a clone of what it finds, and the resolvers it makes hold on to all of that as long as they live:
  // it gets this one, which is emptied when nobody needs it any more.
  isolated.clone = () => isolated;
  globalThis.TypeGraphQLMetadataStorage = isolated;
  try {
    return buildSchemaSync(options);
  } finally {
    globalThis.TypeGraphQLMetadataStorage = original;
    isolated.clear();
  }
}

/** Input classes say it themselves (`static isOneOf = true`): type-graphql does not know @oneOf. */
const isOneOf = (name: string): boolean =>
  getMetadataStorage().inputTypes.some((input) => input.name === name && (input.target as { isOneOf?: boolean }).isOneOf === true);

/** An arrow function on purpose: type-graphql takes whatever has a prototype for a class to make an instance of. */
const allows = ({ context }: { context: RequestContext }, permissions: readonly string[]): boolean => {
  const missing = permissions.filter((permission) => !mayCall(context.scope.actor, permission));
  if (missing.length > 0) throw refusal(context.scope.actor, missing, context.language);
  return true;
};

/** Asked anew in each attempt: the plan may change between two of them. */
function unlessSuspended(owner: string | undefined, resolve: GraphQLFieldResolver<unknown, RequestContext>, permission: string): GraphQLFieldResolver<unknown, RequestContext> {
  if (owner === undefined) return resolve;
  return (source, args, ctx, info) => {
    if (!ctx.brandState.brand.suspended.has(owner)) return resolve(source, args, ctx, info) as unknown;
    allows({ context: ctx }, [permission]);
    return reject(new PluginSuspendedError(owner));
  };
}

/** What a refused mutation answers in the fields that must not be null. */
function emptyPayload(payload: GraphQLObjectType): Readonly<Record<string, unknown>> {
  const empty = (type: GraphQLOutputType): unknown => (isListType(getNullableType(type)) ? [] : getNamedType(type).name === 'Boolean' ? false : 0);
  return Object.fromEntries(Object.values(payload.getFields()).filter(({ type }) => isNonNullType(type)).map(({ name, type }) => [name, empty(type)]));
}

/** One mutation field is one unit of work; what it refuses is answered as `userErrors`. */
function asUnitOfWork(name: string, resolve: GraphQLFieldResolver<unknown, RequestContext>, payload: GraphQLObjectType, record: RecordMutation): GraphQLFieldResolver<unknown, RequestContext> {
  const refused = emptyPayload(payload);
  return async (source, args: Record<string, unknown>, ctx, info) => {
    const work = async (attempt: RequestContext): Promise<object> => {
      const result = (await resolve(source, args, attempt, info)) as object;
      await record(attempt, args, result);
      return result;
    };
    if (ctx.actor.sessionEnded) return { userErrors: [], ...(await answeredBefore(ctx, name, args)) };
    try {
      const key = args.idempotencyKey;
      const once = typeof key === 'string' ? writeOnce(ctx, name, { ...args, idempotencyKey: key }, work) : write(ctx, work);
      const done = await once.catch((error: unknown) => {
        rejectUnstorable(error, args);
        throw error;
      });
      return { userErrors: [], ...done };
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      return { ...refused, userErrors: error.errors.map((one) => inLanguage(one, ctx.language)) };
    }
  };
}

function inLanguage(error: UserError, language: string): UserError {
  error.message = textIn(error.text, language);
  return error;
}

async function* nothing(): AsyncGenerator<never> {
  return;
}
