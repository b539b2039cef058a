import { DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { CardRow } from '../data/stamp.statements';
import { CARD_PREFIX } from '../domain/ids';
import type { Program } from '../domain/program';
import { programObject, StampCardProgram } from './stamp-card-program.type';

export enum StampCardState {
  OPEN = 'OPEN',
  COMPLETED = 'COMPLETED',
}
registerEnumType(StampCardState, { name: 'StampCardState' });

@ObjectType({ implements: Node, simpleResolvers: true })
export class StampCard extends Node {
  @Field(() => StampCardProgram)
  program: StampCardProgram;

  @Field(() => StampCardState)
  state: StampCardState;

  @Field(() => Int)
  stamps: number;

  @Field(() => Int, { description: 'Stamps missing to a full card.' })
  remaining: number;

  @Field(() => DateTimeScalar)
  openedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  completedAt: Date | null;
}

export const cardObject = (row: CardRow, program: Program): StampCard =>
  Object.assign(Object.create(StampCard.prototype) as StampCard, {
    id: publicId(CARD_PREFIX, row.id), program: programObject(program), state: row.completed_at === null ? StampCardState.OPEN : StampCardState.COMPLETED,
    stamps: row.stamps, remaining: program.slots - row.stamps, openedAt: row.opened_at, completedAt: row.completed_at,
  });
