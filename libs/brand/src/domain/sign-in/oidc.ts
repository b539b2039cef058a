import { createHash } from 'node:crypto';
import { type Context, IdentityTokens, InstallationLimits, reject, type SessionTokens } from '@regulars/plugin-sdk';
import { accountOf, readAddress } from '../staff/accounts';
import { beNobody, countFromNetwork, countTry, forgetTries, holdAsSeen } from './attempts';
import { providerOf, showsSecondFactor, staffProviders } from './providers';
import { askForTotp, failed } from './refusals';
import { takeSecondFactor } from './second-factor';
import { chooseBrand, openSession } from './sign-in';

export interface OidcInputs {
  readonly idToken: string;
  readonly nonce?: string | null;
  readonly totp?: string | null;
  readonly brandCode?: string | null;
}

const MAX_TOKEN = 16_384;
/** Longer than a token is believed: within it each is taken once. */
const ONCE = [{ max: 1, seconds: 2 * 3_600 }];

/** The address a provider of the installation's vouches for, and whether it saw a second factor; null when the token is not to be believed. */
async function vouchedFor(ctx: Context, { idToken, nonce }: OidcInputs): Promise<{ readonly address: string; readonly secondFactor: boolean } | null> {
  const provider = idToken.length > MAX_TOKEN ? null : providerOf(idToken, staffProviders());
  const claims = provider && (await ctx.use(IdentityTokens).verify(idToken, provider, nonce ?? undefined));
  const address = claims?.emailVerified && claims.email !== null ? readAddress(claims.email) : null;
  return provider && claims && address !== null ? { address, secondFactor: showsSecondFactor(provider, claims.all) } : null;
}

/** A signature can be spelt in more ways than one; what it signs cannot. */
const signedPartOf = (idToken: string): string => createHash('sha256').update(idToken.slice(0, idToken.lastIndexOf('.'))).digest('base64url');

/** Somebody who accepted an invitation signs in by a provider's word; a second factor set up here is asked for all the same. */
export async function signInOidc(ctx: Context, input: OidcInputs): Promise<SessionTokens> {
  beNobody(ctx);
  await countFromNetwork(ctx, 'input.idToken');
  const { address, secondFactor } = (await vouchedFor(ctx, input)) ?? reject(failed('input.idToken'));
  const account = (await accountOf(ctx, { address })) ?? reject(failed('input.idToken'));
  if (account.totpSealed) {
    if (!input.totp) askForTotp('input.totp');
    await countTry(ctx, address, 'input.totp');
  }
  await holdAsSeen(ctx, account, 'input.idToken');
  if (!(await takeSecondFactor(ctx, account, input.totp ?? ''))) reject(failed('input.totp'));
  const subject = await chooseBrand(ctx, account.id, input.brandCode ?? null, { input: 'input.idToken', brandCode: 'input.brandCode' });
  if ((await ctx.use(InstallationLimits).take('brand.staff-id-token', signedPartOf(input.idToken), ONCE)) !== null) reject(failed('input.idToken'));
  const tokens = await openSession(ctx, subject, secondFactor);
  if (account.totpSealed) await forgetTries(ctx, address);
  return tokens;
}
