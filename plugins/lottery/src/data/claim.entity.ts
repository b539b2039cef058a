import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something physical that was won. */
@Entity({ schema: 'lottery', name: 'claim' })
export class ClaimEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'game_id', type: 'uuid' }) gameId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'text' }) prize: string;
  /** Of a draw, or of a place in a raffle. */
  @Column({ name: 'draw_id', type: 'uuid', nullable: true }) drawId: string | null;
  @Column({ name: 'place_id', type: 'uuid', nullable: true }) placeId: string | null;
  /** Minor units of the brand's currency. */
  @Column({ type: 'bigint' }) worth: bigint;
  @Column({ type: 'text', default: 'WON' }) state: 'WON' | 'CLAIMED' | 'LAPSED';
  @Column({ name: 'won_at', type: 'timestamptz' }) wonAt: Date;
  @Column({ type: 'timestamptz', nullable: true }) deadline: Date | null;
  @Column({ name: 'claimed_at', type: 'timestamptz', nullable: true }) claimedAt: Date | null;
  @Column({ name: 'handed_over_at', type: 'timestamptz', nullable: true }) handedOverAt: Date | null;
}
