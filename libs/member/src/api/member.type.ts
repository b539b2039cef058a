import { DateScalar, DateTimeScalar, type JsonObject, Node, publicId } from '@regulars/plugin-sdk';
import { Field, ObjectType } from 'type-graphql';
import type { MemberRow } from '../domain/read-members';
import { Gender, MemberStatus } from './enums';

/** A brand's member. `uuid` keys the loaders of every module that adds fields. */
@ObjectType({ implements: Node, simpleResolvers: true })
export class Member extends Node {
  readonly uuid: string;

  @Field(() => String, { description: 'The number printed on the card; unique in the brand.' })
  number: string;

  @Field(() => MemberStatus)
  status: MemberStatus;

  @Field(() => String, { nullable: true })
  name: string | null;

  @Field(() => Gender)
  gender: Gender;

  @Field(() => DateScalar, { nullable: true })
  birthDate: string | null;

  @Field(() => String, { nullable: true, description: 'BCP 47.' })
  language: string | null;

  @Field(() => DateTimeScalar)
  joinedAt: Date;

  /** Others were merged into it. */
  readonly hasAbsorbed: boolean;

  /** The uuid behind `joinStore`. */
  readonly joinStoreUuid: string | null;
}

export const memberObject = (row: MemberRow): Member =>
  Object.assign(Object.create(Member.prototype) as Member, {
    id: publicId('mbr', row.id),
    uuid: row.id,
    number: row.number,
    status: row.status,
    name: row.name,
    gender: row.gender,
    birthDate: row.birth_date,
    language: row.language,
    joinedAt: row.joined_at,
    hasAbsorbed: row.has_absorbed,
    joinStoreUuid: row.join_store_id,
    tags: row.tags,
    attributes: row.attributes,
  });

/** What only staff see of a member; fields of `Member` in that audience. */
export interface StaffMember extends Member {
  readonly tags: readonly string[];
  readonly attributes: JsonObject;
}

