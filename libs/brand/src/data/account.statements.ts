import { statement } from '@regulars/plugin-sdk';

export interface AccountRow {
  readonly id: string;
  readonly emailSealed: Buffer;
  /** As `hashPassword` spells it; null for who has not accepted an invitation yet. */
  readonly password: string | null;
  readonly totpSealed: Buffer | null;
  readonly totpPending: Buffer | null;
}

export const findAccount = statement<AccountRow, [index: Buffer | null, id: string | null]>(
  'brand.account-find',
  `SELECT id, email_sealed AS "emailSealed", password, totp_sealed AS "totpSealed", totp_pending AS "totpPending" FROM brand.account_find($1, $2)`,
);

/** The account of an address, made when there is none. */
export const ensureAccount = statement<{ id: string }, [id: string, index: Buffer, sealed: Buffer]>('brand.account-ensure', 'SELECT brand.account_ensure($1, $2, $3) AS id');

export interface Employment {
  readonly brandId: string;
  readonly brandCode: string;
  readonly brandName: string;
  readonly organisationId: string | null;
  readonly staffId: string;
}

/** The brands somebody works for, by code. */
export const employments = statement<Employment, [accountId: string]>(
  'brand.account-staff',
  `SELECT brand_id AS "brandId", brand_code AS "brandCode", brand_name AS "brandName", organisation_id AS "organisationId", staff_id AS "staffId" FROM brand.account_staff($1)`,
);

export const markSeen = statement<never, [brandId: string, staffId: string]>('brand.account-seen', 'SELECT brand.account_seen($1, $2)');

export interface StaffAccount {
  readonly id: string;
  readonly emailSealed: Buffer;
  readonly hasTotp: boolean;
}

/** Of staff of the current brand only. */
export const staffAccounts = statement<StaffAccount, [ids: readonly string[]]>(
  'brand.account-of-staff',
  `SELECT id, email_sealed AS "emailSealed", has_totp AS "hasTotp" FROM brand.account_of_staff($1)`,
);

interface Done {
  /** Null: nothing was done. */
  readonly done: boolean | null;
}

export const isDone = ([row]: readonly Done[]): boolean => row?.done === true;

export const setPassword = statement<Done, [id: string, before: string | null, password: string]>('brand.account-set-password', 'SELECT brand.account_set_password($1, $2, $3) AS done');

/** Not done where nobody has the address, or has no password yet. */
export const beginReset = statement<Done, [index: Buffer, hash: Buffer, seconds: number]>('brand.account-begin-reset', 'SELECT brand.account_begin_reset($1, $2, $3) AS done');

/** Whether a code is good, which it stays. */
export const mayReset = statement<Done, [hash: Buffer]>('brand.account-may-reset', 'SELECT brand.account_may_reset($1) AS done');

/** Not done where password or second factor are not what they were; else the account stays so until this transaction ends. */
export const holdAccount = statement<Done, [id: string, password: string | null, totp: Buffer | null]>('brand.account-hold', 'SELECT brand.account_hold($1, $2, $3) AS done');

/** Uses the code up. No row when it is unknown, used or too old. */
export const finishReset = statement<Pick<AccountRow, 'id' | 'password'>, [hash: Buffer]>('brand.account-finish-reset', 'SELECT id, password FROM brand.account_finish_reset($1)');

export const beginTotp = statement<Done, [id: string, pending: Buffer]>('brand.account-begin-totp', 'SELECT brand.account_begin_totp($1, $2) AS done');

export const setTotp = statement<Done, [id: string, pending: Buffer, sealed: Buffer, step: number, codes: readonly Buffer[]]>(
  'brand.account-set-totp',
  'SELECT brand.account_set_totp($1, $2, $3, $4, $5) AS done',
);

export const useTotp = statement<Done, [id: string, step: number]>('brand.account-use-totp', 'SELECT brand.account_use_totp($1, $2) AS done');
export const useRecoveryCode = statement<Done, [id: string, hash: Buffer]>('brand.account-use-recovery-code', 'SELECT brand.account_use_recovery_code($1, $2) AS done');
export const setRecoveryCodes = statement<Done, [id: string, codes: readonly Buffer[]]>('brand.account-set-recovery-codes', 'SELECT brand.account_set_recovery_codes($1, $2) AS done');
export const removeTotp = statement<Done, [id: string]>('brand.account-remove-totp', 'SELECT brand.account_remove_totp($1) AS done');

export interface Invited {
  readonly brandId: string;
  readonly staffId: string;
  /** The account's. */
  readonly id: string;
  readonly password: string | null;
  readonly totpSealed: Buffer | null;
}

export const findInvited = statement<Invited, [hash: Buffer]>(
  'brand.account-invited',
  `SELECT brand_id AS "brandId", staff_id AS "staffId", id, password, totp_sealed AS "totpSealed" FROM brand.account_invited($1)`,
);

export const acceptInvitation = statement<Done, [hash: Buffer]>('brand.account-accept', 'SELECT brand.account_accept($1) AS done');

/** Not done when the person is active staff of the brand already. */
export const inviteOwner = statement<Done, [brandId: string, staffId: string, accountId: string, name: string, hash: Buffer, seconds: number]>(
  'brand.account-invite-owner',
  'SELECT brand.account_invite_owner($1, $2, $3, $4, $5, $6) AS done',
);

/** The database's own, whatever a sandbox brand's clock says. */
export const databaseTime = statement<{ now: Date }>('brand.database-time', 'SELECT clock_timestamp() AS now');

/** Which of these addresses, from 0, are those of active staff of the brand. */
export const staffAmong = statement<{ place: number }, [indexes: readonly Buffer[]]>(
  'brand.staff-among',
  `SELECT (asked.place - 1)::int AS place FROM unnest($1::bytea[]) WITH ORDINALITY AS asked(email_index, place)
   CROSS JOIN LATERAL brand.account_find(asked.email_index, NULL) AS account
   WHERE EXISTS (SELECT FROM brand.staff WHERE staff.account_id = account.id AND staff.state = 'ACTIVE')`,
);
