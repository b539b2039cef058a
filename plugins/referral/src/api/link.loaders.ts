import { type Context, defineLoader, Direction, type ListDefinition, nestedListLoader, oneForEach } from '@regulars/plugin-sdk';
import { LINK_COLUMNS, type LinkRow, LINKS, linksById } from '../data/link.statements';
import { linkObject, type ReferralLink } from './link.type';

const links: ListDefinition<LinkRow, ReferralLink> = {
  name: 'referral.links',
  select: LINK_COLUMNS,
  from: LINKS,
  id: { expression: 'l.id', type: 'uuid', direction: Direction.DESC },
  parent: 'l.member_id',
  toItem: linkObject,
};

export const linksOfMember = nestedListLoader(links);

export async function loadLinks(ctx: Context, ids: readonly string[]): Promise<(ReferralLink | null)[]> {
  return oneForEach(ids, (await ctx.sql(linksById(ids))).map(linkObject), ({ row }) => row.id);
}

/** By uuid. */
export const linkById = defineLoader<string, ReferralLink | null>(loadLinks);
