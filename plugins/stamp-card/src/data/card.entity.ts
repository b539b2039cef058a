import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A member's cards of a program, numbered from 1; every card but the last is full. */
@Entity({ schema: 'stamp_card', name: 'card' })
export class CardEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'program_id', type: 'uuid' }) programId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'int' }) number: number;
  @Column({ type: 'int' }) stamps: number;
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt: Date;
  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true }) completedAt: Date | null;
}
