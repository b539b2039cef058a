import { type Context, DateTimeScalar, listPage, Seals } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Int, Query, Resolver } from 'type-graphql';
import { auditCondition, auditList, NEWEST_FIRST } from '../domain/audit';
import { permissions } from '../permissions';
import { auditEntryById, AuditEntryConnection, auditEntryObject, AuditVerification, AuditWhere } from './audit.type';

const entries = auditList(auditEntryObject);

/** Points: it reads more than any list shows. */
const VERIFICATION = 500;

@Resolver()
export class AuditResolver {
  @Authorized(permissions.audit)
  @Query(() => AuditEntryConnection, { description: 'Newest first.' })
  auditEntries(
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('where', () => AuditWhere, { nullable: true }) where: AuditWhere | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return listPage(ctx, entries, { page: { first, after }, where: auditCondition(where), orderBy: [NEWEST_FIRST] });
  }

  @Authorized(permissions.audit)
  @Query(() => AuditVerification, { complexity: VERIFICATION, description: 'Reads every entry sealed since `from`, or ever: CONFLICT while another call does.' })
  async auditVerify(@Arg('from', () => DateTimeScalar, { nullable: true }) from: Date | null | undefined, @Ctx() ctx: Context): Promise<AuditVerification> {
    const { brokenAudit, ...verdict } = await ctx.use(Seals).verify(from ?? null);
    return { ...verdict, firstBroken: brokenAudit === null ? null : await ctx.load(auditEntryById, brokenAudit) };
  }
}
