import { type Context, DateTimeScalar, Payload, textIn, type UserError } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Field, Info, Int, ObjectType } from 'type-graphql';
import type { CardToken } from '../domain/card-tokens';
import { memberById } from './member.loader';
import { Member } from './member.type';

/** An answer of a mutation that nevertheless took place: a wrong code has been counted. */
export function refusal(ctx: Context, error: UserError): { readonly userErrors: UserError[] } {
  error.message = textIn(error.text, ctx.language);
  return { userErrors: [error] };
}

@ObjectType({ simpleResolvers: true })
export class MemberSignInCodePayload extends Payload {
  @Field(() => Int, { description: 'After how many seconds another code can be asked for.' })
  resendAfterSeconds: number;

  @Field(() => Int, { description: 'For how many seconds a code holds.' })
  expiresInSeconds: number;
}

@ObjectType({ simpleResolvers: true, description: 'Keep the tokens where no other page can read them.' })
export class MemberSessionPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'The bearer token of what follows; good until `expiresAt`.' })
  accessToken?: string;

  @Field(() => String, { nullable: true, description: 'Good for one memberSessionRefresh, within 30 days.' })
  refreshToken?: string;

  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt?: Date;

  @Field(() => Boolean, { description: 'Whether this made the member.' })
  created: boolean;

  @Field(() => Member, { nullable: true })
  me(@Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<Member | null> | null {
    const { memberId } = ctx.actor;
    if (this.accessToken === undefined || memberId === null) return null;
    ctx.prefetch('Member', memberId, info);
    return ctx.load(memberById, memberId);
  }
}

@ObjectType({ simpleResolvers: true })
export class MemberCardPayload extends Payload implements Partial<CardToken> {
  @Field(() => String, { nullable: true, description: 'For the till: names the member until `expiresAt`.' })
  token?: string;

  @Field(() => String, { nullable: true, description: 'The token as an SVG image.' })
  qrSvg?: string;

  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt?: Date;
}
