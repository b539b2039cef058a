import type { PersonalColumn } from '@regulars/plugin-sdk';

/** Where personal data stands in the platform's own tables. */
export const platformPersonalData: readonly PersonalColumn[] = [
  { table: 'platform.audit_entry', column: 'actor_name', form: 'CLEAR' },
  { table: 'platform.audit_entry', column: 'reason_sealed', form: 'SEALED' },
  { table: 'platform.outgoing_code', column: 'sealed', form: 'SEALED' },
  // Files people sent or made, for 7 days.
  { table: 'platform.file_chunk', column: 'bytes', form: 'CLEAR' },
];
