import { DateTimeScalar, defineLoader, Node, oneForEach, publicId } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import { FILE_PREFIX, type FileRow, filesByIds } from '../domain/files';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'A file sent for an import, or made by one.' })
export class ImportFile extends Node {
  readonly uuid: string;

  @Field(() => String)
  name: string;

  @Field(() => Int, { description: 'Bytes.' })
  size: number;

  @Field(() => String, { description: 'Of its bytes, in hexadecimal.' })
  sha256: string;

  @Field(() => String, { description: 'Where it can be fetched.' })
  url: string;

  @Field(() => DateTimeScalar, { description: 'When it will be deleted.' })
  expiresAt: Date;
}

function fileObject({ id, name, size, sha256, expiresAt }: FileRow): ImportFile {
  const fileId = publicId(FILE_PREFIX, id);
  return Object.assign(new ImportFile(), { id: fileId, uuid: id, name, size: Number(size), sha256, url: `/files/${fileId}`, expiresAt });
}

/** By uuid; null when the brand has no such file any more. */
export const fileById = defineLoader<string, ImportFile | null>(async (ctx, ids) =>
  oneForEach(ids, (await filesByIds(ctx, ids)).map(fileObject), (file) => file.uuid),
);
