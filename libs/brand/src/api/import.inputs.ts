import { Field, ID, InputType, registerEnumType } from 'type-graphql';

export enum OnExisting {
  UPDATE = 'UPDATE',
  SKIP = 'SKIP',
}
registerEnumType(OnExisting, { name: 'OnExisting', description: 'What becomes of a row whose object is already there.' });

export enum ImportEncoding {
  AUTO = 'AUTO',
  UTF_8 = 'UTF_8',
  BIG5 = 'BIG5',
}
registerEnumType(ImportEncoding, { name: 'ImportEncoding', valuesConfig: { AUTO: { description: 'UTF-8 if the file is that, else Big5.' } } });

@InputType()
export class ColumnMapping {
  @Field(() => String, { description: 'As the file\'s header names it.' }) column: string;
  @Field(() => String, { description: 'As the kind names it.' }) field: string;
}

@InputType({ description: 'kind: MEMBERS, ORDERS, or what an installed plugin offers.' })
export class ImportCreateInput {
  @Field(() => String) kind: string;
  @Field(() => ID, { description: 'What POST /files answered.' }) file: string;
  @Field(() => [ColumnMapping], { nullable: true, description: 'Columns it does not name are recognised by their names.' }) mapping?: ColumnMapping[] | null;
  @Field(() => Boolean, { defaultValue: false, description: 'Counts and checks everything; nothing stays.' }) dryRun: boolean;
  @Field(() => OnExisting, { defaultValue: OnExisting.UPDATE }) onExisting: OnExisting;
  @Field(() => ImportEncoding, { defaultValue: ImportEncoding.AUTO }) encoding: ImportEncoding;
  @Field(() => String, { nullable: true, description: 'How the file writes dates: YYYY, MM and DD, e.g. DD/MM/YYYY; left out: ISO 8601.' }) dateFormat?: string | null;
  @Field(() => String, { nullable: true, description: 'Which system the rows come from, where they do not say it themselves; "import" when left out.' }) source?: string | null;
}
