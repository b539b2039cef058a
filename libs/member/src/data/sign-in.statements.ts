import { statement } from '@regulars/plugin-sdk';

const AT_ONCE = 100;

export const forgetChallenges = statement<never>(
  'member.forget-challenges',
  `DELETE FROM member.sign_in_challenge WHERE phone_index IN (
     SELECT phone_index FROM member.sign_in_challenge WHERE expires_at <= platform.current_now() LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)`,
);

/** Takes the place of the phone's challenge before. Index and hash in hex. */
export const writeChallenge = statement<never, [phoneIndex: string, id: string, codeHash: string, expiresAt: Date]>(
  'member.write-challenge',
  `INSERT INTO member.sign_in_challenge (phone_index, id, code_hash, expires_at) VALUES (decode($1, 'hex'), $2, decode($3, 'hex'), $4)
   ON CONFLICT (brand_id, phone_index) DO UPDATE SET id = EXCLUDED.id, code_hash = EXCLUDED.code_hash, expires_at = EXCLUDED.expires_at, tries = 0`,
);

/** Counts a try and answers what it is compared with; nothing when no more tries are left. Tries wait for each other. */
export const tryChallenge = statement<{ id: string; code_hash: Buffer; tries: number }, [phoneIndex: string, maxTries: number]>(
  'member.try-challenge',
  `UPDATE member.sign_in_challenge SET tries = tries + 1
   WHERE phone_index = decode($1, 'hex') AND tries < $2 AND expires_at > platform.current_now() RETURNING id, code_hash, tries`,
);

export const deleteChallenge = statement<never, [phoneIndex: string]>(
  'member.delete-challenge',
  `DELETE FROM member.sign_in_challenge WHERE phone_index = decode($1, 'hex')`,
);

/** Answers whose it is, when it was not verified before. */
export const verifyIdentity = statement<{ id: string }, [memberId: string, kind: string, valueIndex: string]>(
  'member.verify-identity',
  `UPDATE member.identity SET verified_at = platform.current_now()
   WHERE member_id = $1 AND kind = $2 AND value_index = decode($3, 'hex') AND verified_at IS NULL RETURNING id`,
);

/** Of callers who signed in: how they stand, and the number they are called by. */
export const callersByIds = statement<{ id: string; number: string; status: string }, [ids: readonly string[]]>(
  'member.callers',
  'SELECT m.id, m.number, m.status FROM member.member AS m WHERE m.id = ANY($1::uuid[])',
);

/** Answers nothing when the token was used before. */
export const takeCardToken = statement<{ id: string }, [id: string, expiresAt: Date]>(
  'member.use-card-token',
  'INSERT INTO member.used_card_token (id, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id',
);

export const forgetCardTokens = statement<never>(
  'member.forget-card-tokens',
  `DELETE FROM member.used_card_token WHERE id IN (
     SELECT id FROM member.used_card_token WHERE expires_at <= platform.current_now() LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)`,
);
