import { type Actor, publicId } from '@regulars/plugin-sdk';
import { type DocumentNode, type ExecutionResult, getOperationAST, GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import type { Pool } from 'pg';
import { NO_BRAND } from '../brands';
import { writeOnItsOwn } from '../callers/on-its-own';
import type { RequestContext } from '../request-context';
import type { Accesses } from './audit-trail';
import { isAudited } from './mutation-audit';
import { MAX_TARGETS } from './targets';

interface AccessRow {
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly operation: string;
  readonly targets: readonly string[];
  readonly more_targets: number;
  readonly fields: readonly string[];
}

/** The rows of one brand: while some are being written, the next ones gather. */
interface Lane {
  rows: AccessRow[];
  gathering: Promise<void> | null;
  writing: Promise<void>;
}

/** Writes down who was shown whom. Nobody waits for more than the write before his own, which he shares with all who wait. */
export class ReadAudit {
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly pool: Pool) {}

  record(brandId: string, row: AccessRow): Promise<void> {
    let lane = this.lanes.get(brandId);
    if (!lane) this.lanes.set(brandId, (lane = { rows: [], gathering: null, writing: Promise.resolve() }));
    lane.rows.push(row);
    return (lane.gathering ??= this.writeNext(brandId, lane));
  }

  private async writeNext(brandId: string, lane: Lane): Promise<void> {
    await lane.writing.catch(() => undefined);
    const { rows } = lane;
    Object.assign(lane, { rows: [], gathering: null });
    lane.writing = writeOnItsOwn(this.pool, { name: 'platform.write-accesses', text: 'SELECT platform.write_accesses($1, $2::jsonb)', values: [brandId, JSON.stringify(rows)] });
    try {
      await lane.writing;
    } finally {
      if (lane.gathering === null) this.lanes.delete(brandId);
    }
  }
}

/** The root fields of an operation, in its order, with a comma between them. */
function rootFields(document: DocumentNode, operationName?: string | null): string {
  const named = (set: SelectionSetNode): string[] =>
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection.name.value];
      if (selection.kind === Kind.INLINE_FRAGMENT) return named(selection.selectionSet);
      const fragment = document.definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value);
      return fragment?.kind === Kind.FRAGMENT_DEFINITION ? named(fragment.selectionSet) : [];
    });
  const operation = getOperationAST(document, operationName);
  return operation ? [...new Set(named(operation.selectionSet))].join(',').slice(0, 500) : '';
}

function accessRow({ kind, id, name }: Actor, operation: string, accesses: Accesses): AccessRow {
  const targets = [...accesses.keys()].slice(0, MAX_TARGETS).map((uuid) => publicId('mbr', uuid));
  const fields = [...new Set([...accesses.values()].flatMap((shown) => [...shown]))].sort();
  return { actor_kind: kind, actor_id: id, actor_name: name, operation, targets, more_targets: accesses.size - targets.length, fields };
}

/** The answer, once it is written down whose personal data it shows; an error in its place when that cannot be done. */
export async function onceAudited(ctx: RequestContext, document: DocumentNode, operationName: string | null | undefined, result: ExecutionResult): Promise<ExecutionResult> {
  const noted = [...ctx.audit.accesses].filter(([{ actor }]) => isAudited(actor));
  if (noted.length === 0 || result.data == null) return result;
  const operation = rootFields(document, operationName);
  try {
    await Promise.all(noted.map(([{ actor, brandId }, accesses]) => ctx.platform.reads.record(brandId ?? NO_BRAND, accessRow(actor, operation, accesses))));
    return result;
  } catch (error) {
    return { errors: [new GraphQLError('The answer shows personal data, and that could not be written down', { originalError: error as Error })] };
  }
}
