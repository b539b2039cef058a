import type { Scope } from '../runtime';
import type { AuditRecord } from './audit.statements';

/** Fields of personal data that were shown, by the member's uuid. */
export type Accesses = ReadonlyMap<string, ReadonlySet<string>>;

/** What one request leaves to be audited. */
export class AuditTrail {
  private row: AuditRecord | null = null;
  /** Public ids. */
  readonly concerned = new Set<string>();
  /** By whom they were shown to: in the middle of a request the caller may become somebody else. */
  private readonly shown = new Map<Scope, Map<string, Set<string>>>();

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

  accessed(by: Scope, memberIds: readonly string[], fields: readonly string[]): void {
    let accesses = this.shown.get(by);
    if (!accesses) this.shown.set(by, (accesses = new Map()));
    for (const id of memberIds) {
      let shown = accesses.get(id);
      if (!shown) accesses.set(id, (shown = new Set()));
      for (const field of fields) shown.add(field);
    }
  }

  get accesses(): ReadonlyMap<Scope, Accesses> {
    return this.shown;
  }
}
