import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The row everything about a member is locked by. */
@Entity({ schema: 'member', name: 'member' })
export class MemberEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  number: string;

  @Column({ type: 'text', default: 'ACTIVE' })
  status: string;

  @Column({ type: 'text', nullable: true })
  name: string | null;

  /** The name in lower case. */
  @Column({ name: 'name_key', type: 'text', nullable: true })
  nameKey: string | null;

  @Column({ type: 'text', default: 'UNKNOWN' })
  gender: string;

  @Column({ name: 'birth_date', type: 'date', nullable: true })
  birthDate: string | null;

  @Column({ name: 'birth_date_changed_at', type: 'timestamptz', nullable: true })
  birthDateChangedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  language: string | null;

  @Column({ name: 'joined_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  joinedAt: Date;

  @Column({ name: 'join_store_id', type: 'uuid', nullable: true })
  joinStoreId: string | null;

  @Column({ type: 'text', array: true, default: () => `'{}'` })
  tags: string[];

  @Column({ type: 'jsonb', default: () => `'{}'` })
  attributes: object;

  @Column({ type: 'int', default: 1 })
  version: number;

  /** Since when, also of one who left frozen. */
  @Column({ name: 'frozen_at', type: 'timestamptz', nullable: true })
  frozenAt: Date | null;

  /** After a change of phone: nothing is spent before. */
  @Column({ name: 'spendable_from', type: 'timestamptz', nullable: true })
  spendableFrom: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  createdAt: Date;

  /** Of one who was merged: who goes on. */
  @Column({ name: 'merged_into', type: 'uuid', nullable: true })
  mergedInto: string | null;

  @Column({ name: 'has_absorbed', type: 'boolean', default: false })
  hasAbsorbed: boolean;

  @Column({ name: 'matched_version', type: 'int', default: 0 })
  matchedVersion: number;
}
