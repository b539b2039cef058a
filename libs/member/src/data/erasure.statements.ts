import { statement } from '@regulars/plugin-sdk';

/** Who was merged is erased as who it was merged into. */
export const markErased = statement<never, [memberIds: readonly string[]]>(
  'member.mark-erased',
  `UPDATE member.member SET status = 'ERASED', merged_into = NULL, has_absorbed = false, version = version + 1 WHERE id = ANY($1::uuid[])`,
);

export const insertErasures = statement<never, [memberIds: readonly string[]]>(
  'member.insert-erasures',
  'INSERT INTO member.erasure (member_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING',
);

/** What was asked and answered goes; that it was, and when, stays. An open request for erasure is answered by it, others have nobody to answer to. */
export const closeRequestsOfErased = statement<never, [memberIds: readonly string[]]>(
  'member.close-requests-of-erased',
  `UPDATE member.data_request
   SET note = NULL, extended_for = CASE WHEN extended_at IS NULL THEN NULL ELSE '' END, answer = CASE WHEN answer IS NULL THEN NULL ELSE '' END,
     state = CASE WHEN state IN ('DONE', 'REFUSED') THEN state ELSE 'DONE' END, answered_at = COALESCE(answered_at, platform.current_now())
   WHERE member_id = ANY($1::uuid[])`,
);

/** What was put together about them; its chunks go with it. */
export const deleteFilesAbout = statement<never, [memberIds: readonly string[]]>('member.delete-files-about', 'DELETE FROM platform.file WHERE member_id = ANY($1::uuid[])');
