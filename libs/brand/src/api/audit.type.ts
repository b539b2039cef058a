import { type Context, DateTimeFilter, DateTimeScalar, defineLoader, IdFilter, MemberKeys, Node, oneForEach, publicId, StringFilter, uncountedConnectionOf } from '@regulars/plugin-sdk';
import { Ctx, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { type AuditConditions, type AuditRow, auditRows } from '../domain/audit';

export const AUDIT_PREFIX = 'aud';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'Something a person or a machine did for the brand, or was shown of a member. Members\' own doings are not among them.',
})
export class AuditEntry extends Node {
  readonly uuid: string;
  readonly reasonSealed: Buffer | null;

  @Field(() => Int, { description: 'Its place in the brand\'s chain; final once it is sealed.' })
  number: number;

  @Field(() => DateTimeScalar)
  at: Date;

  @Field(() => String, { description: 'Whoever did it, by the name it had then.' })
  actor: string;

  @Field(() => String, { description: 'staff, integration, platform, or system: the platform by itself.' })
  actorKind: string;

  @Field(() => String, { description: 'The root field, or several with a comma between them.' })
  operation: string;

  @Field(() => [ID], { description: 'What it was about: at most 50.' })
  targets: string[];

  @Field(() => Int, { description: 'How many more it was about.' })
  moreTargets: number;

  @Field(() => [String], { description: 'Which fields of personal data were shown, as Type.field; empty for a change.' })
  fields: string[];

  @Field(() => Boolean, { description: 'Part of the chain: from then on no change of it goes unseen.' })
  sealed: boolean;

  @Field(() => String, { nullable: true, description: 'Hexadecimal SHA-256 of the entry and the hash before it.' })
  hash: string | null;

  @Field(() => String, { nullable: true, description: 'Null too once the member it was about is erased.' })
  async reason(@Ctx() ctx: Context): Promise<string | null> {
    if (this.reasonSealed === null) return null;
    const [reason = null] = await ctx.use(MemberKeys).open([{ sealed: this.reasonSealed, place: { table: 'platform.audit_entry', column: 'reason_sealed', row: this.uuid } }]);
    return reason;
  }
}

export const auditEntryObject = (row: AuditRow): AuditEntry =>
  Object.assign(new AuditEntry(), {
    id: publicId(AUDIT_PREFIX, row.id), uuid: row.id, number: Number(row.number), at: row.at, actor: row.actor_name, actorKind: row.actor_kind, operation: row.operation,
    targets: [...row.targets], moreTargets: row.more_targets, fields: [...(row.fields ?? [])], sealed: row.hash !== null, hash: row.hash?.toString('hex') ?? null, reasonSealed: row.reason_sealed,
  });

/** By uuid; null when the brand has no such entry. */
export const auditEntryById = defineLoader<string, AuditEntry | null>(async (ctx, ids) =>
  oneForEach(ids, (await auditRows(ctx, ids)).map(auditEntryObject), (entry) => entry.uuid),
);

export const AuditEntryConnection = uncountedConnectionOf(() => AuditEntry, 'AuditEntry');

@InputType({ description: 'Everything given must hold.' })
export class AuditWhere implements AuditConditions {
  @Field(() => DateTimeFilter, { nullable: true }) at?: DateTimeFilter | null;
  @Field(() => StringFilter, { nullable: true }) actor?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true }) operation?: StringFilter | null;
  @Field(() => IdFilter, { nullable: true }) targetId?: IdFilter | null;
}

@ObjectType({ simpleResolvers: true, description: 'Of the audit and of every ledger of the brand.' })
export class AuditVerification {
  @Field(() => Int, { description: 'Rows held against their chain.' })
  checked: number;

  @Field(() => Boolean, { description: 'Every row is as it was sealed, none is missing, and none came between.' })
  intact: boolean;

  @Field(() => Int, { description: 'Rows too young to be sealed: about a second\'s.' })
  unsealed: number;

  @Field(() => AuditEntry, { nullable: true, description: 'Null too when the entry itself is gone, or a ledger is what is broken.' })
  firstBroken: AuditEntry | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the ends of the chains were last written down outside of the database.' })
  anchoredAt: Date | null;
}
