import { type StoreRef, Stores } from '@regulars/brand/contract';
import { Contacts, Members } from '@regulars/member/contract';
import { type Context, InvalidInputError, NotFoundError, publicId, readId, reject, seesStore } from '@regulars/plugin-sdk';
import type { ChannelEvent } from '../channels/channel';
import { allBeacons, type BeaconRow, deleteBeacon, setBeacon } from '../data/line-link.statements';
import { StoreArrived } from './line-link-events';
import { say } from './texts';

const HARDWARE_ID = /^[0-9a-f]{10}$/;

/** Where beacons hang. */
export const beaconsOf = (ctx: Context): Promise<readonly BeaconRow[]> => ctx.cached('messaging.beacons', (reading) => reading.sql(allBeacons()));

/** Hangs a beacon up at a store, or takes it down. */
export async function placeBeacon(ctx: Context, hardwareId: string, storeId: string | null): Promise<{ readonly storeId?: string }> {
  const id = hardwareId.trim().toLowerCase();
  if (!HARDWARE_ID.test(id)) reject(new InvalidInputError(say.notABeacon, 'hardwareId'));
  if (storeId === null) {
    const gone = await ctx.sql(deleteBeacon(id));
    if (gone.length === 0) reject(new NotFoundError(say.noSuchBeacon, 'hardwareId', hardwareId));
    return {};
  }
  const store = await storeNamed(ctx, storeId);
  await ctx.sql(setBeacon(id, store.id));
  return { storeId: store.id };
}

async function storeNamed(ctx: Context, storeId: string): Promise<StoreRef> {
  const uuid = readId('str', storeId) ?? '';
  const store = uuid === '' ? undefined : (await ctx.use(Stores).byIds([uuid])).get(uuid);
  return store && seesStore(ctx, store.id) ? store : reject(new NotFoundError(say.noSuchStore, 'storeId', storeId));
}

/** Somebody came near a beacon. Who is no member, and what hangs nowhere, is passed over. */
export async function takeArrival(ctx: Context, { address = '', at, data }: ChannelEvent): Promise<string | null> {
  const beacon = (await beaconsOf(ctx)).find(({ hardware_id: id }) => id === data?.beaconId);
  if (!beacon) return 'BEACON_UNKNOWN';
  const [memberId = null] = await ctx.use(Members).find([{ kind: 'LINE', value: ctx.use(Contacts).indexOf('LINE', address) }]);
  if (memberId !== null) ctx.emit(StoreArrived, { storeId: publicId('str', beacon.store_id), at: at.toISOString() }, memberId);
  return null;
}
