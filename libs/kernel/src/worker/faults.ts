const MAX_LENGTH = 300;

/**
 * What may be written down of an error: names and codes. A database's message can quote a member's data, so only its
 * code and the constraint are kept.
 */
export function describeFault(error: unknown): string {
  const fault = (error ?? {}) as { name?: string; code?: string; severity?: string; constraint?: string; table?: string; message?: string; statement?: string };
  const text = fault.severity && fault.code
    ? ['SQLSTATE', fault.code, fault.statement && `in ${fault.statement}`, fault.constraint ?? fault.table].filter(Boolean).join(' ')
    : `${fault.name ?? 'Error'}: ${fault.message ?? String(error)}`;
  return text.slice(0, MAX_LENGTH);
}
