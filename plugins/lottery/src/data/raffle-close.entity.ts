import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was told of the entries of a raffle when it was drawn. */
@Entity({ schema: 'lottery', name: 'raffle_close' })
export class RaffleCloseEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'game_id', type: 'uuid' }) gameId: string;
  @Column({ type: 'int' }) entries: number;
  /** SHA-256 of the entries in the order of their tickets, a line each, in hexadecimal. */
  @Column({ name: 'entries_hash', type: 'text' }) entriesHash: string;
  @Column({ name: 'closed_at', type: 'timestamptz' }) closedAt: Date;
}
