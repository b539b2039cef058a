import { type Actor, MemberKeys, newUuid, type PluginDefinition, readId } from '@regulars/plugin-sdk';
import type { GraphQLObjectType } from 'graphql';
import type { RequestContext } from '../request-context';
import { idsInArguments, prefixesByType, referenceReader } from './targets';

const AUDITED: ReadonlySet<Actor['kind']> = new Set(['staff', 'integration', 'platform']);
const MAX_REASON = 1_000;

/** Whose changes, and whose looks at personal data, leave a row: everybody's who acts for the brand, no member's own. */
export const isAudited = ({ kind }: Actor): boolean => AUDITED.has(kind);

export type RecordMutation = (ctx: RequestContext, args: object, result: object) => Promise<void>;

/** Makes, for each mutation of a schema, what records a call of it; the row travels with the call's COMMIT. */
export function mutationAudit(modules: readonly PluginDefinition[]): (operation: string, payload: GraphQLObjectType) => RecordMutation {
  const nodes = modules.flatMap((module) => module.nodes ?? []);
  const byType = prefixesByType(nodes);
  const prefixes = new Set(nodes.map(({ prefix }) => prefix));
  return (operation, payload) => {
    const readReferences = referenceReader(payload, byType);
    return async (ctx, args, result) => {
      if (!isAudited(ctx.actor) || hasErrors(result)) return;
      const made = new Set<string>();
      readReferences(result, made);
      if (made.size === 0 && isBatch(result)) return; // every row of it was refused
      const targets = new Set<string>();
      idsInArguments(args, prefixes, targets);
      for (const one of made) targets.add(one);
      const id = newUuid();
      ctx.audit.record({ id, operation, targets, reasonSealed: await sealedReason(ctx, id, args, [...made, ...targets, ...ctx.audit.concerned]) });
    };
  };
}

/** It answers with errors and commits all the same: only the count of its attempts stays. */
export const hasErrors = (result: object): boolean => ((result as { userErrors?: readonly unknown[] }).userErrors?.length ?? 0) > 0;

const isBatch = (result: object): boolean => Object.values(result).some((value) => Array.isArray(value) && typeof value[0] === 'object');

/**
 * People write names and phones into reasons: like all personal data they are sealed, under the key of the first member
 * among `concerned`. These rows never change; once the member is erased nobody can read what was said.
 */
async function sealedReason(ctx: RequestContext, row: string, args: object, concerned: readonly string[]): Promise<Buffer | null> {
  const { reason, input } = args as { reason?: unknown; input?: { reason?: unknown } };
  const given = reason ?? input?.reason;
  if (typeof given !== 'string' || given === '') return null;
  const [plain, place] = [given.slice(0, MAX_REASON), { table: 'platform.audit_entry', column: 'reason_sealed', row }];
  const [memberId] = concerned.flatMap((id) => readId('mbr', id) ?? []);
  if (memberId === undefined || ctx.scope.brandId === null) return ctx.platform.codecOf(ctx.scope.brandId).seal(plain, place);
  const keys = ctx.use(MemberKeys);
  await keys.ready([memberId]);
  return keys.seal({ memberId, plain, place });
}
