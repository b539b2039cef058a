import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person, who may be staff of several brands. */
@Entity({ schema: 'brand', name: 'account' })
export class AccountEntity {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'email_index', type: 'bytea' })
  emailIndex: Buffer;

  @Column({ name: 'email_sealed', type: 'bytea' })
  emailSealed: Buffer;

  @Column({ type: 'text', nullable: true })
  password: string | null;

  @Column({ name: 'reset_hash', type: 'bytea', nullable: true })
  resetHash: Buffer | null;

  @Column({ name: 'reset_expires_at', type: 'timestamptz', nullable: true })
  resetExpiresAt: Date | null;

  @Column({ name: 'totp_sealed', type: 'bytea', nullable: true })
  totpSealed: Buffer | null;

  @Column({ name: 'totp_pending', type: 'bytea', nullable: true })
  totpPending: Buffer | null;

  @Column({ name: 'totp_step', type: 'bigint', nullable: true })
  totpStep: bigint | null;

  @Column({ name: 'recovery_codes', type: 'bytea', array: true, default: () => "'{}'" })
  recoveryCodes: Buffer[];

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  createdAt: Date;
}
