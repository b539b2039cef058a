import { type Context, defineService } from '@regulars/plugin-sdk';
import { staffAmong } from '../../data/account.statements';
import { indexOf, readAddress } from './accounts';

/** Who works for the brand, told by an address that the caller knows already. */
export interface StaffDirectory {
  /** Those of the e-mail addresses that an active member of the staff signs in with. */
  among(emails: readonly string[]): Promise<ReadonlySet<string>>;
}

export const StaffDirectory = defineService<StaffDirectory>('brand', 'staff-directory');

export const staffDirectory = (ctx: Context): StaffDirectory => ({
  async among(emails) {
    const indexes = emails.flatMap((email) => {
      const address = readAddress(email);
      return address === null ? [] : [{ email, index: indexOf(ctx, address) }];
    });
    if (indexes.length === 0) return new Set();
    const rows = await ctx.sql(staffAmong(indexes.map(({ index }) => index)));
    return new Set(rows.flatMap(({ place }) => indexes[place]?.email ?? []));
  },
});
