import { connectionOf, type Context, DateTimeScalar, type JsonObject, JsonScalar, Node, publicId, textIn } from '@regulars/plugin-sdk';
import { Order, orderById } from '@regulars/order/contract';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { EntryRow } from '../data/entry.statements';
import { readReasons } from '../domain/entry-reasons';
import { showExplanation } from '../domain/explanation-texts';
import { reasonOf } from '../domain/reasons';
import { PointsEntryKind } from './enums';

export const ENTRY_PREFIX = 'pte';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'One line of the ledger. It never changes; what undoes it is a line of its own.' })
export class PointsEntry extends Node {
  readonly uuid: string;
  readonly orderUuid: string | null;
  readonly row: EntryRow;

  @Field(() => PointsEntryKind)
  kind: PointsEntryKind;

  @Field(() => Int, { description: 'Signed: negative when points went.' })
  points: number;

  @Field(() => Int, { description: 'What could be spent once it was posted; points still pending are not in it.' })
  balanceAfter: number;

  @Field(() => DateTimeScalar, { description: 'When it took effect, which may be before it was posted.' })
  at: Date;

  @Field(() => JsonScalar, { description: 'Why so many: rules, versions, amounts, multipliers, caps, and what every line of the order has of it.' })
  explanation: JsonObject;

  @Field(() => String)
  async reason(@Ctx() ctx: Context): Promise<string> {
    const [said = null] = await readReasons(ctx, [this.row]);
    return said ?? textIn(reasonOf(this.row.kind, this.orderUuid !== null), ctx.language);
  }

  @Field(() => Order, { nullable: true })
  order(@Ctx() ctx: Context): Promise<Order | null> | null {
    return this.orderUuid === null ? null : ctx.load(orderById, this.orderUuid);
  }
}

export const PointsEntryConnection = connectionOf(() => PointsEntry, 'PointsEntry');

export const entryObject = (row: EntryRow, ctx: Context): PointsEntry =>
  Object.assign(Object.create(PointsEntry.prototype) as PointsEntry, {
    id: publicId(ENTRY_PREFIX, row.id),
    uuid: row.id,
    orderUuid: row.order_id,
    row,
    kind: row.kind as PointsEntryKind,
    points: row.points,
    balanceAfter: row.balance_after,
    at: row.at,
    explanation: showExplanation(row.explanation, ctx.language),
  });
