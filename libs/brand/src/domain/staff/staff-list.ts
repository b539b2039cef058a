import { type Context, defineLoader } from '@regulars/plugin-sdk';
import { staffAccounts } from '../../data/account.statements';
import { selectStaff, staffList, type StaffRow } from '../../data/staff.statements';
import { addressOf } from './accounts';

export { staffList, type StaffRow };

export const staffByIds = (ctx: Context, ids: readonly string[]): Promise<StaffRow[]> => ctx.sql(selectStaff(ids));

interface Person {
  readonly email: string;
  readonly hasTotp: boolean;
}

/** By the account's uuid; of the brand's own staff only. */
export const emailAndTotpOf = defineLoader<string, Person>(async (ctx, ids) => {
  const found = new Map((await ctx.sql(staffAccounts(ids))).map((account) => [account.id, account]));
  return ids.map((id) => {
    const account = found.get(id);
    return { email: account ? addressOf(ctx, account) : '', hasTotp: account?.hasTotp ?? false };
  });
});
