import { statement } from '@regulars/plugin-sdk';

type Seen = [network: Buffer | null, device: Buffer | null];

/** What is not known of the bind is what was known of the visit. */
export const insertEdgeSighting = statement<never, [id: string, edgeId: string, clickId: string | null, ...Seen]>('referral.insert-edge-sighting', `
  INSERT INTO referral.sighting (id, edge_id, network, device)
  SELECT $1::uuid, $2::uuid, coalesce($4::bytea, c.network), coalesce($5::bytea, c.device) FROM (SELECT) AS one LEFT JOIN referral.click AS c ON c.id = $3::uuid
   WHERE coalesce($4::bytea, c.network, $5::bytea, c.device) IS NOT NULL`);

/** Nothing where the member was seen there before. */
export const insertMemberSighting = statement<never, [id: string, memberId: string, ...Seen]>('referral.insert-member-sighting', `
  INSERT INTO referral.sighting (id, member_id, network, device) SELECT $1::uuid, $2::uuid, $3::bytea, $4::bytea
   WHERE coalesce($3::bytea, $4::bytea) IS NOT NULL
     AND NOT EXISTS (SELECT FROM referral.sighting AS s WHERE s.member_id = $2 AND s.network IS NOT DISTINCT FROM $3 AND s.device IS NOT DISTINCT FROM $4)`);

/** Of a visit. */
export const noteClick = statement<never, [clickId: string, ...Seen]>('referral.note-click', 'UPDATE referral.click SET network = $2, device = $3 WHERE id = $1');

export const moveSightings = statement<{ id: string }, [survivorId: string, loserId: string]>('referral.move-sightings', 'UPDATE referral.sighting SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnSightings = statement<never, [survivorId: string, loserId: string, ids: readonly string[]]>('referral.return-sightings', `
  UPDATE referral.sighting SET member_id = $2 WHERE id = ANY($3::uuid[]) AND member_id = $1`);

/** Of who is erased: where it was seen, bringing and being brought. */
export const eraseSightings = statement<never, [memberId: string]>('referral.erase-sightings', `
  DELETE FROM referral.sighting WHERE id IN (
    SELECT s.id FROM referral.sighting AS s WHERE s.member_id = $1
    UNION ALL SELECT s.id FROM referral.edge AS e JOIN referral.sighting AS s ON s.edge_id = e.id WHERE e.referee_id = $1)`);

/** And where the visits came from by which it joined. */
export const eraseVisits = statement<never, [memberId: string]>('referral.erase-visits', `
  UPDATE referral.click SET network = NULL, device = NULL WHERE id IN (SELECT e.click_id FROM referral.edge AS e WHERE e.referee_id = $1 AND e.click_id IS NOT NULL)`);

export const oldestSighting = statement<{ at: Date }>('referral.oldest-sighting', 'SELECT s.at FROM referral.sighting AS s ORDER BY s.at LIMIT 1');

export const forgetSightings = statement<never, [before: Date]>('referral.forget-sightings', 'DELETE FROM referral.sighting WHERE at < $1');

export const exportedSightings = statement<{ at: Date }, [memberId: string]>('referral.exported-sightings', `
  SELECT s.at FROM (
    SELECT s.at, s.id FROM referral.sighting AS s WHERE s.member_id = $1
    UNION ALL SELECT s.at, s.id FROM referral.edge AS e JOIN referral.sighting AS s ON s.edge_id = e.id WHERE e.referee_id = $1) AS s ORDER BY s.at, s.id`);
