import { type Actor, MemberKeys, newUuid, type PluginDefinition, readId } from '@regulars/plugin-sdk';
import { getNamedType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { hasErrors } from '../answered-errors';
import type { RequestContext } from '../request-context';
import { idsInArguments, idsOfType, prefixesByType, referenceReader } from './targets';

const AUDITED: ReadonlySet<Actor['kind']> = new Set(['staff', 'integration', 'platform']);
const MAX_REASON = 1_000;
/** Layers a reason is sealed in. No mutation with a reason is about more than two members. */
const MAX_MEMBERS = 8;

/** Whose changes, and whose looks at personal data, leave a row: everybody's who acts for the brand, no member's own. */
export const isAudited = ({ kind }: Actor): boolean => AUDITED.has(kind);

export type RecordMutation = (ctx: RequestContext, args: object, result: object) => Promise<void>;

/** Makes, for each mutation of a schema, what records a call of it; the row travels with the call's COMMIT. */
export function mutationAudit(modules: readonly PluginDefinition[]): (operation: string, field: GraphQLField<unknown, RequestContext>) => RecordMutation {
  const nodes = modules.flatMap((module) => module.nodes ?? []);
  const byType = prefixesByType(nodes);
  const prefixes = new Set(nodes.map(({ prefix }) => prefix));
  return (operation, { args: declared, type }) => {
    const readReferences = referenceReader(getNamedType(type) as GraphQLObjectType, byType);
    return async (ctx, args, result) => {
      if (!isAudited(ctx.actor) || hasErrors(result)) return;
      const made = new Set<string>();
      readReferences(result, made);
      if (made.size === 0 && isBatch(result)) return; // every row of it was refused
      const targets = new Set<string>();
      idsInArguments(args, prefixes, targets);
      for (const one of made) targets.add(one);
      const id = newUuid();
      ctx.audit.record({ id, operation, targets, reasonSealed: await sealedReason(ctx, id, args, () => [...made, ...idsOfType(declared, args), ...ctx.audit.concerned]) });
    };
  };
}

const isBatch = (result: object): boolean => Object.values(result).some((value) => Array.isArray(value) && typeof value[0] === 'object');

/**
 * People write names and phones into reasons: like all personal data they are sealed, under the keys of all members
 * among `concerned`. These rows never change; once one of the members is erased nobody can read what was said.
 */
async function sealedReason(ctx: RequestContext, row: string, args: object, concerned: () => readonly string[]): Promise<Buffer | null> {
  const { reason, input } = args as { reason?: unknown; input?: { reason?: unknown } };
  const given = reason ?? input?.reason;
  if (typeof given !== 'string' || given === '') return null;
  const [plain, place] = [given.slice(0, MAX_REASON), { table: 'platform.audit_entry', column: 'reason_sealed', row }];
  const memberIds = [...new Set(concerned().flatMap((id) => readId('mbr', id) ?? []))].slice(0, MAX_MEMBERS);
  if (memberIds.length === 0 || ctx.scope.brandId === null) return ctx.platform.codecOf(ctx.scope.brandId).seal(plain, place);
  const keys = ctx.use(MemberKeys);
  await keys.ready(memberIds);
  return keys.sealForAll(memberIds, plain, place);
}
