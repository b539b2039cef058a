import { connectionOf, DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import type { LinkRow } from '../data/link.statements';
import { LINK_PREFIX } from '../domain/ids';

/** Of an argument. */
export const DEVICE = 'Whatever the page tells one device from another by, the same each time; kept as a keyed hash, to find many friends who are one.';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'By which a member brings friends.' })
export class ReferralLink extends Node {
  readonly row: LinkRow;

  @Field(() => String, { description: 'What a friend types, or gives as `recruitmentLink` when joining.' })
  code: string;

  @Field(() => Int, { description: 'How often it was followed.' })
  clicks: number;

  @Field(() => DateTimeScalar)
  createdAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since then nobody joins by it any more.' })
  closedAt: Date | null;
}

export const ReferralLinkConnection = connectionOf(() => ReferralLink, 'ReferralLink');

export const linkObject = (row: LinkRow): ReferralLink =>
  Object.assign(Object.create(ReferralLink.prototype) as ReferralLink, { id: publicId(LINK_PREFIX, row.id), row, code: row.code, clicks: row.clicks, createdAt: row.created_at, closedAt: row.closed_at });
