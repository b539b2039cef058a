import { addDays, businessDateOf, type Calendar, type Context, startOfBusinessDate } from '@regulars/plugin-sdk';
import { type TemplateRow, templateVersions } from '../data/template.statements';
import type { TemplateTerms, ValidityTerms } from '../data/template-terms';

/** A template as one of its versions says it. */
export interface Template extends TemplateTerms {
  /** uuid */
  readonly id: string;
  readonly code: string;
  readonly state: TemplateRow['state'];
  /** The version these terms are. */
  readonly version: number;
  readonly writtenAt: Date;
  /** When it was activated last. */
  readonly liveSince: Date;
}

/** The brand's templates. */
export interface Templates {
  /** As they are now, in the order they were made. */
  readonly current: readonly Template[];
  byId(id: string): Template | null;
  byCode(code: string): Template | null;
  /** As a coupon was issued under it. */
  ofCoupon(coupon: { readonly template_id: string; readonly version: number }): Template;
}

export const templateOf = (row: TemplateRow): Template => ({ ...row.terms, id: row.id, code: row.code, state: row.state, version: row.version, writtenAt: row.written_at, liveSince: row.live_since });

export const templatesOf = (ctx: Context): Promise<Templates> =>
  ctx.cached('gift-coupon.templates', async (reading) => {
    const rows = await reading.sql(templateVersions());
    const versions = new Map(rows.map((row) => [`${row.id}/${row.of_version}`, templateOf({ ...row, version: row.of_version })]));
    const current = rows.filter((row) => row.of_version === row.version).map(templateOf);
    const byId = new Map(current.map((template) => [template.id, template]));
    const byCode = new Map(current.map((template) => [template.code, template]));
    return {
      current,
      byId: (id) => byId.get(id) ?? null,
      byCode: (code) => byCode.get(code) ?? null,
      ofCoupon: ({ template_id, version }) => {
        const template = versions.get(`${template_id}/${version}`);
        if (!template) throw new Error(`Version ${version} of template ${template_id} is not there`);
        return template;
      },
    };
  });

export interface Period {
  readonly from: Date;
  /** Exclusive; null: for good. */
  readonly to: Date | null;
}

/**
 * When a coupon issued at an instant may be used. Days after the issue are business days of the brand: with 0 it is
 * usable to the end of the day it was issued on. Null when the period is over, so that nothing can be issued.
 */
export function periodOf(validity: ValidityTerms, at: Date, calendar: Calendar): Period | null {
  if (validity.daysAfterIssue !== null) {
    return { from: at, to: startOfBusinessDate(addDays(businessDateOf(at, calendar), validity.daysAfterIssue + 1), calendar) };
  }
  const from = validity.fixedFrom === null ? at : new Date(Math.max(Date.parse(validity.fixedFrom), at.getTime()));
  const to = validity.fixedTo === null ? null : new Date(validity.fixedTo);
  return to !== null && to <= from ? null : { from, to };
}
