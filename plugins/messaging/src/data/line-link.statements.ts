import { statement } from '@regulars/plugin-sdk';

export interface ContactRow {
  readonly channel: string;
  /** Hex. */
  readonly address_index: string;
  readonly member_id: string | null;
  readonly state: 'FRIEND' | 'BLOCKED';
  readonly since: Date;
}

const CONTACT = "channel, encode(address_index, 'hex') AS address_index, member_id, state, since";

/** Answers the row unless something later was told before. */
export const noteContact = statement<ContactRow, [channel: string, index: string, memberId: string | null, state: string, at: Date]>('messaging.note-contact', `
  INSERT INTO messaging.channel_contact AS c (channel, address_index, member_id, state, since) VALUES ($1, decode($2, 'hex'), $3, $4, $5)
  ON CONFLICT (brand_id, channel, address_index) DO UPDATE SET state = EXCLUDED.state, since = EXCLUDED.since, member_id = coalesce(EXCLUDED.member_id, c.member_id)
    WHERE c.since <= EXCLUDED.since RETURNING ${CONTACT}`);

/** Whose the contact is, from now on; answers how it stands. */
export const nameContact = statement<ContactRow, [channel: string, index: string, memberId: string]>('messaging.name-contact', `
  UPDATE messaging.channel_contact SET member_id = $3 WHERE channel = $1 AND address_index = decode($2, 'hex') RETURNING ${CONTACT}`);

/** The same again changes nothing. */
export const noteBlocked = statement<never, [memberId: string, channel: string, index: string]>('messaging.note-blocked', `
  INSERT INTO messaging.unreachable AS u (member_id, channel, address_index, reason) VALUES ($1, $2, decode($3, 'hex'), 'BLOCKED')
  ON CONFLICT (brand_id, member_id, channel) DO UPDATE SET address_index = EXCLUDED.address_index, reason = EXCLUDED.reason, at = EXCLUDED.at
    WHERE (u.address_index, u.reason) IS DISTINCT FROM (EXCLUDED.address_index, EXCLUDED.reason)`);

export const reachAgain = statement<never, [memberId: string, channel: string]>('messaging.reach-again', 'DELETE FROM messaging.unreachable WHERE member_id = $1 AND channel = $2');

export const contactsAt = statement<ContactRow, [channel: string, indexes: readonly string[]]>('messaging.contacts-at', `
  SELECT ${CONTACT} FROM messaging.channel_contact WHERE channel = $1 AND address_index IN (SELECT decode(i, 'hex') FROM unnest($2::text[]) AS i)`);

export const contactsOfMember = statement<ContactRow, [memberId: string]>('messaging.contacts-of-member', `SELECT ${CONTACT} FROM messaging.channel_contact WHERE member_id = $1 ORDER BY channel, since`);

export interface NonceRow {
  readonly id: string;
  readonly member_id: string;
  readonly made_at: Date;
  readonly expires_at: Date;
  readonly used_at: Date | null;
  readonly refusal: string | null;
}

const NONCE = 'id, member_id, made_at, expires_at, used_at, refusal';

/** One waits at a time: of an earlier one nothing is left. */
export const dropPending = statement<never, [memberId: string]>('messaging.drop-pending-nonces', 'DELETE FROM messaging.link_nonce WHERE member_id = $1 AND used_at IS NULL');

export const insertNonce = statement<never, [id: string, memberId: string, expiresAt: Date]>('messaging.insert-nonce', 'INSERT INTO messaging.link_nonce (id, member_id, expires_at) VALUES ($1, $2, $3)');

export const noncesById = statement<NonceRow, [ids: readonly string[]]>('messaging.nonces', `SELECT ${NONCE} FROM messaging.link_nonce WHERE id = ANY($1::uuid[])`);

/** Once, in time. */
export const useNonce = statement<{ member_id: string }, [id: string]>('messaging.use-nonce', `
  UPDATE messaging.link_nonce SET used_at = platform.current_now() WHERE id = $1 AND used_at IS NULL AND expires_at > platform.current_now() RETURNING member_id`);

export const refuseNonce = statement<never, [id: string, refusal: string]>('messaging.refuse-nonce', 'UPDATE messaging.link_nonce SET refusal = $2 WHERE id = $1');

/** Of each member the latest. */
export const latestNonces = statement<NonceRow, [memberIds: readonly string[]]>('messaging.latest-nonces', `
  SELECT DISTINCT ON (member_id) ${NONCE} FROM messaging.link_nonce WHERE member_id = ANY($1::uuid[]) ORDER BY member_id, made_at DESC, id`);

export const noncesOfMember = statement<NonceRow, [memberId: string]>('messaging.nonces-of-member', `SELECT ${NONCE} FROM messaging.link_nonce WHERE member_id = $1 ORDER BY made_at, id`);

export const forgetNonces = statement<never, [before: Date]>('messaging.forget-nonces', 'DELETE FROM messaging.link_nonce WHERE expires_at < $1');

export const moveContacts = statement<{ key: string }, [survivorId: string, loserId: string]>('messaging.move-contacts', `
  UPDATE messaging.channel_contact SET member_id = $1 WHERE member_id = $2 RETURNING channel || ':' || encode(address_index, 'hex') AS key`);

export const returnContacts = statement<never, [survivorId: string, loserId: string, keys: readonly string[]]>('messaging.return-contacts', `
  UPDATE messaging.channel_contact SET member_id = $2 WHERE member_id = $1 AND channel || ':' || encode(address_index, 'hex') = ANY($3::text[])`);

export const moveNonces = statement<{ id: string }, [survivorId: string, loserId: string]>('messaging.move-nonces', 'UPDATE messaging.link_nonce SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnNonces = statement<never, [survivorId: string, loserId: string, ids: readonly string[]]>('messaging.return-nonces', 'UPDATE messaging.link_nonce SET member_id = $2 WHERE member_id = $1 AND id = ANY($3::uuid[])');

export const eraseContacts = statement<never, [memberId: string]>('messaging.erase-contacts', 'DELETE FROM messaging.channel_contact WHERE member_id = $1');

export const eraseNonces = statement<never, [memberId: string]>('messaging.erase-nonces', 'DELETE FROM messaging.link_nonce WHERE member_id = $1');

export interface BeaconRow {
  readonly hardware_id: string;
  readonly store_id: string;
}

export const allBeacons = statement<BeaconRow>('messaging.beacons', 'SELECT hardware_id, store_id FROM messaging.beacon ORDER BY hardware_id');

export const setBeacon = statement<never, [hardwareId: string, storeId: string]>('messaging.set-beacon', `
  INSERT INTO messaging.beacon (hardware_id, store_id) VALUES ($1, $2) ON CONFLICT (brand_id, hardware_id) DO UPDATE SET store_id = EXCLUDED.store_id`);

export const deleteBeacon = statement<{ hardware_id: string }, [hardwareId: string]>('messaging.delete-beacon', 'DELETE FROM messaging.beacon WHERE hardware_id = $1 RETURNING hardware_id');
