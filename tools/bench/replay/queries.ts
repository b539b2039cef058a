import { queryAsOwner } from '../../postgres/query-as-owner';
import { LIST, ONE } from '../shop/queries';
import type { Shop, ShopMember } from '../shop/shop';
import type { Catalogue } from './answers';
import type { Sample } from './plan';
import { recordOperation } from './recording';
import type { Samples } from './samples';

/** How the database knows the members' phones: by the brand's keyed index. */
export type Phones = ReadonlyMap<string, { readonly uuid: string; readonly index: string }>;

export async function readPhones({ installation, brandUuid, members }: Shop): Promise<Phones> {
  const rows = await queryAsOwner<{ member_id: string; index: string }>(installation.ownerUrl,
    `SELECT member_id, encode(value_index, 'hex') AS index FROM member.identity WHERE brand_id = $1 AND kind = 'PHONE'`, [brandUuid]);
  const indexes = new Map(rows.map((row) => [row.member_id, row.index]));
  return new Map(members.map(({ uuid, phone }) => [phone, { uuid, index: indexes.get(uuid) as string }]));
}

const QUIET: Omit<Sample['request'], 'marked'> = { memberUuid: '', placedAt: null };

/** The query for one member, for two members. */
export async function recordOne({ installation, staff, members }: Shop, phones: Phones): Promise<Samples> {
  const record = async ({ phone, uuid }: ShopMember): Promise<Sample> => {
    for (let warm = 0; warm < 3; warm++) await staff.run(ONE, { phone });
    const { recording } = await recordOperation(installation.gateway, () => staff.run(ONE, { phone }));
    return { recording, request: { ...QUIET, memberUuid: uuid, marked: [phones.get(phone)?.index as string] } };
  };
  const [first, second] = members;
  return { sample: await record(first as ShopMember), other: await record(second as ShopMember) };
}

/** The list, which is the same for everybody. */
export async function recordList({ installation, staff }: Shop): Promise<Samples> {
  for (let warm = 0; warm < 3; warm++) await staff.run(LIST);
  const { recording } = await recordOperation(installation.gateway, () => staff.run(LIST));
  const sample = { recording, request: { ...QUIET, marked: [] } };
  return { sample, other: sample };
}

/** What does not change from answer to answer. */
export async function readCatalogue({ installation, brandUuid, staff }: Shop): Promise<Catalogue> {
  const programs = await queryAsOwner<{ id: string; name: string; slots: number }>(installation.ownerUrl, 'SELECT id, name, slots FROM stamp_card.program WHERE brand_id = $1', [brandUuid]);
  const { tiers } = await staff.run<{ tiers: { code: string; name: string }[] }>('{ tiers { code name } }');
  return {
    tiers: Object.fromEntries(tiers.map(({ code, name }) => [code, name])),
    programs: Object.fromEntries(programs.map(({ id, name, slots }) => [id, { name, slots }])),
  };
}
