import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Placement } from './fold-state';

/** What gives stamps, or takes them, and is no order: staff, a reward, an event of another module. */
@Entity({ schema: 'stamp_card', name: 'act' })
export class ActEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'program_id', type: 'uuid' }) programId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'text' }) kind: 'GRANT' | 'REVOKE' | 'REWARD' | 'EVENT';
  /** As asked for; negative of a REVOKE, 0 of an EVENT, whose step says how many. */
  @Column({ type: 'int' }) stamps: number;
  @Column({ type: 'timestamptz' }) at: Date;
  @Column({ type: 'text', nullable: true }) event: string | null;
  /** The event behind it: it acts once. */
  @Column({ name: 'event_id', type: 'uuid', nullable: true }) eventId: string | null;
  /** What staff said, under the member's key. */
  @Column({ name: 'reason_sealed', type: 'bytea', nullable: true }) reasonSealed: Buffer | null;
  @Column({ name: 'actor_kind', type: 'text', nullable: true }) actorKind: string | null;
  @Column({ name: 'actor_id', type: 'text', nullable: true }) actorId: string | null;
  @Column({ type: 'jsonb', default: () => `'[]'` }) placed: readonly Placement[];
  /** Sum of what is placed. */
  @Column({ name: 'placed_stamps', type: 'int', default: 0 }) placedStamps: number;
}
