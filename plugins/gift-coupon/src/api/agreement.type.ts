import { type Context, defineLoader, Node, oneForEach, Payload, ProgramState, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, InputType, Int, ObjectType } from 'type-graphql';
import { type AgreementRow, agreementsById } from '../data/agreement.statements';
import { AGREEMENT_PREFIX } from '../domain/ids';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'Of two brands of one organisation: `from` issues, `to` honours and is owed `shareBp` of each redemption\'s discount.' })
export class GiftAgreement extends Node {
  readonly uuid: string;

  @Field(() => String)
  fromBrandCode: string;

  @Field(() => String)
  toBrandCode: string;

  @Field(() => Int, { description: 'Hundredths of a per cent.' })
  shareBp: number;

  @Field(() => ProgramState, { description: 'DRAFT: proposed. LIVE: accepted. ENDED: nothing new crosses; what is out is honoured and settled.' })
  state: `${ProgramState}`;
}

export const agreementObject = ({ id, side, partner_code, share_bp, state }: AgreementRow, ctx: Context): GiftAgreement => {
  const [fromBrandCode, toBrandCode] = side === 'FROM' ? [ctx.brand.code, partner_code] : [partner_code, ctx.brand.code];
  return Object.assign(Object.create(GiftAgreement.prototype) as GiftAgreement, { id: publicId(AGREEMENT_PREFIX, id), uuid: id, fromBrandCode, toBrandCode, shareBp: share_bp, state });
};

export async function loadAgreements(ctx: Context, ids: readonly string[]): Promise<(GiftAgreement | null)[]> {
  return oneForEach(ids, (await ctx.sql(agreementsById(ids))).map((row) => agreementObject(row, ctx)), ({ uuid }) => uuid);
}

/** By uuid. */
export const agreementById = defineLoader<string, GiftAgreement | null>(loadAgreements);

@InputType()
export class GiftAgreementInput {
  @Field(() => String)
  toBrandCode: string;

  @Field(() => Int)
  shareBp: number;
}

@ObjectType({ simpleResolvers: true })
export class GiftAgreementPayload extends Payload {
  readonly agreementId?: string;

  @Field(() => GiftAgreement, { nullable: true })
  agreement(@Ctx() ctx: Context): Promise<GiftAgreement | null> | null {
    return this.agreementId ? ctx.load(agreementById, this.agreementId) : null;
  }
}
