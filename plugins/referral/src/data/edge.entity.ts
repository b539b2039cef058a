import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who brought whom. In a program a member has one at most that was not dropped. */
@Entity({ schema: 'referral', name: 'edge' })
export class EdgeEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'program_id', type: 'uuid' }) programId: string;
  /** Of the program's rules, as they were when it was bound: by these it is paid. */
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'link_id', type: 'uuid' }) linkId: string;
  @Column({ name: 'referrer_id', type: 'uuid' }) referrerId: string;
  @Column({ name: 'referee_id', type: 'uuid' }) refereeId: string;
  @Column({ type: 'text' }) source: 'CLICK' | 'CODE';
  @Column({ name: 'click_id', type: 'uuid', nullable: true }) clickId: string | null;
  @Column({ type: 'text', default: 'BOUND' }) state: 'BOUND' | 'QUALIFIED' | 'DROPPED';
  @Column({ name: 'bound_at', type: 'timestamptz' }) boundAt: Date;
  @Column({ name: 'qualified_at', type: 'timestamptz', nullable: true }) qualifiedAt: Date | null;
}
