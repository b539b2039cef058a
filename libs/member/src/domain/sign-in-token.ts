import { type Context, type IdentityProvider, IdentityTokens, InvalidInputError, reject, type Text } from '@regulars/plugin-sdk';
import { memberSettings } from '../settings';
import { externalValue, type IdentityValue, lineValue } from './identity-value';
import { say } from './texts';

/** What LIFF and LINE's apps are given. Tokens of LINE's web login are signed with the channel's secret, and refused. */
const LINE = { issuer: 'https://access.line.me', keys: { jwksUri: 'https://api.line.me/oauth2/v2.1/certs' }, algorithms: ['ES256'] } as const;

/** Whose LINE account an id token proves; rejects with what is wrong. */
export async function provenByLine(ctx: Context, idToken: string): Promise<IdentityValue> {
  const { line } = await ctx.settings(memberSettings);
  if (line === null) return refuse(say.notSetUp);
  return lineValue(await subjectOf(ctx, idToken, { ...LINE, audience: line.channelId })) ?? refuse(say.noProof);
}

/** As whom the brand's own provider knows somebody; rejects with what is wrong. */
export async function provenByOidc(ctx: Context, idToken: string): Promise<IdentityValue> {
  const { oidc } = await ctx.settings(memberSettings);
  if (oidc === null) return refuse(say.notSetUp);
  const { issuer, clientId, keys, source } = oidc;
  return externalValue(source, await subjectOf(ctx, idToken, { issuer, audience: clientId, keys })) ?? refuse(say.noProof);
}

/** Asks before anything is asked of the database: a provider's keys may have to be fetched. */
async function subjectOf(ctx: Context, idToken: string, provider: IdentityProvider): Promise<string> {
  const claims = await ctx.use(IdentityTokens).verify(idToken, provider);
  return claims?.subject ?? refuse(say.noProof);
}

const refuse = (text: Text): never => reject(new InvalidInputError(text, 'idToken'));
