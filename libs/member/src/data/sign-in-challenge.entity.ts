import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A code that was sent to a phone and not used yet. */
@Entity({ schema: 'member', name: 'sign_in_challenge' })
export class SignInChallengeEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'phone_index', type: 'bytea' })
  phoneIndex: Buffer;

  @Column({ type: 'uuid' })
  id: string;

  @Column({ name: 'code_hash', type: 'bytea' })
  codeHash: Buffer;

  @Column({ type: 'int', default: 0 })
  tries: number;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;
}
