import { Order } from '@regulars/order/contract';
import { type Context, DateTimeScalar, Node, publicId, uncountedConnectionOf } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import type { CardRow, StampRow } from '../data/card.statements';
import { CARD_PREFIX } from '../domain/ids';
import { type Program, type ProgramVersion, versionOf } from '../domain/program';
import { StampCardState } from './enums';
import { programObject, StampCardProgram } from './stamp-card-program.type';

@ObjectType({ implements: Node, simpleResolvers: true })
export class StampCard extends Node {
  readonly uuid: string;
  readonly version: ProgramVersion;

  @Field(() => StampCardProgram)
  program: StampCardProgram;

  @Field(() => StampCardState)
  state: StampCardState;

  @Field(() => Int)
  stamps: number;

  @Field(() => Int, { description: 'Stamps missing to a full card.' })
  remaining: number;

  @Field(() => Int, { description: 'Stamps missing to the reward that was used and stays.' })
  owed: number;

  @Field(() => DateTimeScalar)
  openedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Of a card that is not complete: when it is over.' })
  expiresAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  completedAt: Date | null;
}

@ObjectType({ simpleResolvers: true })
export class MissionStep {
  readonly orderUuid: string | null;

  @Field(() => String)
  step: string;

  @Field(() => Int)
  stage: number;

  @Field(() => String, { description: "In the caller's language." })
  title: string;

  @Field(() => DateTimeScalar, { nullable: true })
  doneAt: Date | null;

  @Field(() => Order, { nullable: true, description: 'The order that did it, if one did.' })
  order?: Order | null;
}

@ObjectType({ simpleResolvers: true })
export class StampEntry {
  readonly row: StampRow;

  @Field(() => Int, { description: 'Signed: negative when stamps went.' })
  stamps: number;

  @Field(() => DateTimeScalar)
  at: Date;

  @Field(() => String)
  reason?: string;

  @Field(() => Order, { nullable: true })
  order?: Order | null;
}

export const StampEntryConnection = uncountedConnectionOf(() => StampEntry, 'StampEntry');

export function cardObject(row: CardRow, program: Program, ctx: Context): StampCard {
  const version = versionOf(program, row.version);
  const owed = Math.max(0, ...row.kept) > row.stamps ? Math.max(0, ...row.kept) - row.stamps : 0;
  const expiresAt = row.completed_at === null ? (row.valid_until ?? program.endsAt) : null;
  return Object.assign(Object.create(StampCard.prototype) as StampCard, {
    id: publicId(CARD_PREFIX, row.id), uuid: row.id, version, program: programObject(program), state: stateOf(row, owed, expiresAt, ctx.now),
    stamps: row.stamps, remaining: version.slots - row.stamps, owed, openedAt: row.opened_at, expiresAt, completedAt: row.completed_at,
  });
}

function stateOf({ completed_at, is_followed }: CardRow, owed: number, expiresAt: Date | null, now: Date): StampCardState {
  if (completed_at !== null) return is_followed ? StampCardState.CLOSED : StampCardState.COMPLETED;
  if (expiresAt !== null && expiresAt <= now) return StampCardState.EXPIRED;
  return owed > 0 ? StampCardState.OWING : StampCardState.OPEN;
}
