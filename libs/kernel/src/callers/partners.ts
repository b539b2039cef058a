import { type Context, type PartnerBrand, type PartnersService, statement } from '@regulars/plugin-sdk';
import type { RequestContext } from '../request-context';
import { systemScope } from '../worker/scope';

const findPartner = statement<PartnerBrand, [code: string | null, id: string | null, module: string]>('platform.find-partner', `
  SELECT id, code, currency, has_module AS "hasModule" FROM platform.find_partner($1, $2, $3)`);

/** ROOF: they stand under one roof, that is of one organisation, now. BOND: not now, but work was done for it when they did. */
type Met = 'ROOF' | 'BOND' | null;

const meetPartner = statement<{ met: Met }, [brandId: string, module: string]>('platform.meet-partner', `
  SELECT platform.meet_partner($1, $2) AS met`);

const REFUSED = new Error('The brands are no partners');

export class PartnersOf implements PartnersService {
  constructor(private readonly ctx: RequestContext) {}

  async find(module: string, by: { readonly code?: string; readonly id?: string }): Promise<PartnerBrand | null> {
    const [found] = await this.ctx.sql(findPartner(by.code ?? null, by.id ?? null, module));
    return found ?? null;
  }

  work<T>(module: string, brandId: string, work: (ctx: Context) => Promise<T>): Promise<{ readonly answer: T } | null> {
    return this.meet(module, brandId, work, (met, there) => met === 'ROOF' && there.brand.modules.has(module));
  }

  finish<T>(module: string, brandId: string, work: (ctx: Context) => Promise<T>): Promise<{ readonly answer: T } | null> {
    return this.meet(module, brandId, work, (met) => met !== null);
  }

  private async meet<T>(module: string, brandId: string, work: (ctx: Context) => Promise<T>, may: (met: Met, there: Context) => boolean): Promise<{ readonly answer: T } | null> {
    const { platform, brand } = this.ctx;
    try {
      const answer = await platform.nestedTransaction(systemScope(brandId, `${module}/partner`), async (there) => {
        const [row] = await there.sql(meetPartner(brand.id, module));
        if (!may(row?.met ?? null, there)) throw REFUSED;
        return work(there);
      });
      return { answer };
    } catch (error) {
      if (error === REFUSED) return null;
      throw error;
    }
  }
}
