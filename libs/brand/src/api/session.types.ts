import { type Context, DateTimeScalar, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, InputType, ObjectType, Resolver, Root } from 'type-graphql';
import { Viewer, viewerOf } from './viewer.type';

@InputType()
export class StaffSignInInput {
  @Field(() => String) email: string;
  @Field(() => String) password: string;
  @Field(() => String, { nullable: true, description: 'A code of the authenticator, or a recovery code, which is used up.' }) totp?: string | null;
  @Field(() => String, { nullable: true, description: 'Which of the person\'s brands the token is for; may be left out where there is one.' }) brandCode?: string | null;
}

@InputType()
export class StaffSignInOidcInput {
  @Field(() => String, { description: 'Of one of the installation\'s providers; taken once.' }) idToken: string;
  @Field(() => String, { nullable: true, description: 'Must stand in the token when given.' }) nonce?: string | null;
  @Field(() => String, { nullable: true, description: 'As at `staffSignIn`.' }) totp?: string | null;
  @Field(() => String, { nullable: true, description: 'As at `staffSignIn`.' }) brandCode?: string | null;
}

@InputType()
export class StaffInvitationAcceptInput {
  @Field(() => String, { description: 'As it was sent.' }) code: string;
  @Field(() => String, { description: 'A new one; for somebody who has one, from another brand, that one.' }) password: string;
  @Field(() => String, { nullable: true, description: 'Asked for of somebody who has a second factor.' }) totp?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Tokens are shown this once.' })
export class SessionPayload extends Payload {
  @Field(() => String, { nullable: true, description: '`Authorization: Bearer …` for 15 minutes.' })
  accessToken?: string | null;

  @Field(() => String, { nullable: true, description: 'Good for one refresh; one that is used twice ends the session.' })
  refreshToken?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the access token ends.' })
  expiresAt?: Date | null;
}

@Resolver(() => SessionPayload)
export class SessionPayloadResolver {
  @FieldResolver(() => Viewer, { nullable: true })
  viewer(@Root() { accessToken }: SessionPayload, @Ctx() ctx: Context): Viewer | null {
    return accessToken == null || ctx.actor.kind === 'anonymous' ? null : viewerOf(ctx);
  }
}

@ObjectType({ simpleResolvers: true })
export class StaffAccountPayload extends Payload {}

@ObjectType({ simpleResolvers: true })
export class StaffTotpPayload extends Payload {
  @Field(() => String, { nullable: true, description: 'Base32, shown this once; counts once `staffTotpConfirm` was given a code of it.' })
  secret?: string | null;

  @Field(() => String, { nullable: true, description: 'What authenticators read from a QR code.' })
  otpauthUrl?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Every other session of the person has ended.' })
export class StaffTotpConfirmPayload extends Payload {
  @Field(() => [String], { description: 'Shown this once: each lets in once without the authenticator. 10.' })
  recoveryCodes: string[];

  @Field(() => String, { nullable: true })
  accessToken?: string | null;

  @Field(() => String, { nullable: true })
  refreshToken?: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt?: Date | null;
}

@ObjectType({ simpleResolvers: true })
export class StaffRecoveryCodesPayload extends Payload {
  @Field(() => [String], { description: 'Shown this once; those of before are good no more. 10.' })
  recoveryCodes: string[];
}
