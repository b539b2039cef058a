import { statement } from '@regulars/plugin-sdk';

/** One that was revoked unused was never out. */
export const issuedOfTemplates = statement<{ template_id: string; issued: number }, [ids: readonly string[]]>('gift-coupon.issued-of-templates', `
  SELECT c.template_id, count(*)::int AS issued FROM gift_coupon.coupon AS c
   WHERE c.template_id = ANY($1::uuid[]) AND (c.state <> 'REVOKED' OR c.used > 0) GROUP BY c.template_id`);
