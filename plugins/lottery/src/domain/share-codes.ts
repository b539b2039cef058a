import { base32Of, type Context, PersonalData } from '@regulars/plugin-sdk';

const LENGTH = 12;
const CODE = /^[0-9abcdefghjkmnpqrstvwxyz]{12}$/;

/** What a link is opened by: 60 bits of the link's id, signed with a key of the brand's. Nobody can make one up, or tell from one whose it is. */
export const shareCode = (ctx: Context, linkId: string): string =>
  base32Of(ctx.use(PersonalData).blindIndex('lottery-share', linkId).subarray(0, LENGTH));

/** As somebody typed it; null when it can be none. */
export function readShareCode(text: string): string | null {
  const code = text.trim().toLowerCase().replace(/o/g, '0').replace(/[il]/g, '1');
  return CODE.test(code) ? code : null;
}
