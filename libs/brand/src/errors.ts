import { type Text, UserError } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'One answer, in equal time, for an unknown address and a wrong password.' })
export class SignInFailedError extends UserError {
  @Field(() => Int, { nullable: true, description: 'Set when it was tried too often: nothing was looked at.' })
  retryAfterSeconds?: number;

  constructor(text: Text, path?: string, retryAfterSeconds?: number) {
    super(text, path);
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The password is right; the person also has to show a code of their authenticator or a recovery code.' })
export class StaffTotpRequiredError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The person works for several brands, or not for the one that was named: say for which the token shall be.' })
export class StaffBrandRequiredError extends UserError {
  @Field(() => [String], { description: 'At most 100.' })
  brandCodes: string[];

  constructor(text: Text, path: string, brandCodes: string[]) {
    super(text, path);
    this.brandCodes = brandCodes;
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'A brand keeps at least one active owner.' })
export class StaffLastOwnerError extends UserError {}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'Nobody gives, takes or changes more than they have themselves.' })
export class RoleBeyondRightsError extends UserError {
  @Field(() => [String], { description: 'Permissions, masked fields or stores that the caller does not have in full; at most 100.' })
  missing: string[];

  constructor(text: Text, path: string, missing: readonly string[]) {
    super(text, path);
    this.missing = missing.slice(0, 100);
  }
}

@ObjectType({ implements: UserError, simpleResolvers: true, description: 'The code is unknown, was used before, or is too old: which of them is not said.' })
export class StaffCodeInvalidError extends UserError {}
