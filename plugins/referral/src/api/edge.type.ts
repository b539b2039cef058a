import { connectionOf, DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { Field, ObjectType } from 'type-graphql';
import type { EdgeRow } from '../data/edge.statements';
import { EDGE_PREFIX } from '../domain/ids';
import { ReferralEdgeState, ReferralSource } from './enums';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'That somebody was brought by somebody. In a program a member is brought once at most, and never by themselves, not over others either.' })
export class ReferralEdge extends Node {
  readonly row: EdgeRow;

  @Field(() => ReferralEdgeState)
  state: EdgeRow['state'];

  @Field(() => ReferralSource)
  source: EdgeRow['source'];

  @Field(() => DateTimeScalar)
  boundAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the friend first bought something.' })
  qualifiedAt: Date | null;
}

export const ReferralEdgeConnection = connectionOf(() => ReferralEdge, 'ReferralEdge');

export const edgeObject = (row: EdgeRow): ReferralEdge => Object.assign(Object.create(ReferralEdge.prototype) as ReferralEdge, {
  id: publicId(EDGE_PREFIX, row.id), row, state: row.state, source: row.source, boundAt: row.bound_at, qualifiedAt: row.qualified_at,
});
