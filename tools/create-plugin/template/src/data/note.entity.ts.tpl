import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: '{{schema}}', name: 'note' })
export class NoteEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'text' })
  text: string;

  @Column({ name: 'written_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  writtenAt: Date;
}
