import type { AuditRecord } from './audit.statements';

/** What one request leaves to be audited. */
export class AuditTrail {
  private row: AuditRecord | null = null;
  private readonly concerned = new Set<string>();
  /** Fields of personal data the caller was shown, by the member's uuid. */
  readonly accesses = new Map<string, Set<string>>();

  /** The row that tells of the write in progress, should it be committed. */
  record(row: AuditRecord): void {
    this.row = row;
  }

  about(id: string): void {
    this.concerned.add(id);
  }

  /** The write in progress came to its end, or is begun again: its row is answered once. */
  takeRow(): AuditRecord | null {
    const { row, concerned } = this;
    const taken = row && { ...row, targets: new Set([...row.targets, ...concerned]) };
    this.row = null;
    concerned.clear();
    return taken;
  }

  get hasRow(): boolean {
    return this.row !== null;
  }

  accessed(memberIds: readonly string[], fields: readonly string[]): void {
    for (const id of memberIds) {
      let shown = this.accesses.get(id);
      if (!shown) this.accesses.set(id, (shown = new Set()));
      for (const field of fields) shown.add(field);
    }
  }
}
