import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one member is given, by one rule, for one thing that one friend did. */
@Entity({ schema: 'referral', name: 'reward' })
export class RewardEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  /** The friend's own: of level 2, too. */
  @Column({ name: 'edge_id', type: 'uuid' }) edgeId: string;
  @Column({ name: 'program_id', type: 'uuid' }) programId: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'rule_key', type: 'text' }) ruleKey: string;
  @Column({ type: 'int' }) level: number;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  /** `join`, `nth`, or the order's id: by a rule an edge has each once. */
  @Column({ type: 'text' }) occasion: string;
  @Column({ name: 'order_id', type: 'uuid', nullable: true }) orderId: string | null;
  @Column({ type: 'timestamptz' }) at: Date;
  /** Its first day. */
  @Column({ type: 'date' }) month: string;
  /** What it comes to as things stand: of a share so many, else 1. */
  @Column({ type: 'int' }) amount: number;
  /** What was given and not taken back. */
  @Column({ type: 'int', default: 0 }) paid: number;
  /** How often something was given: each has a cause of its own. */
  @Column({ type: 'int', default: 0 }) gifts: number;
  @Column({ type: 'text', default: 'PENDING' }) state: 'PENDING' | 'REVIEW' | 'PAID' | 'REVERSED' | 'REJECTED';
  /** Of REJECTED. */
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ name: 'due_at', type: 'timestamptz' }) dueAt: Date;
}
