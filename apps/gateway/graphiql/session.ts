export type Audience = 'staff' | 'member' | 'platform';

/** Path of each audience, and what it is for. */
export const AUDIENCES: Readonly<Record<Audience, { readonly path: string; readonly title: string }>> = {
  staff: { path: '/graphql', title: 'Staff, tills, integrators' },
  member: { path: '/member/graphql', title: 'One member' },
  platform: { path: '/platform/graphql', title: 'The installation' },
};

/** Credentials of a gateway that was started for development. */
export interface Development {
  readonly platformToken: string;
  readonly brands: readonly { readonly code: string; readonly staffToken: string; readonly apiKey: string; readonly publishableKey: string; readonly memberToken: string | null }[];
}

export type Role = 'staff' | 'apiKey' | 'member' | 'publishable' | 'operator' | 'own';

export const ROLES: Readonly<Record<Role, string>> = { staff: 'Staff', apiKey: 'API key', member: 'Member', publishable: 'Publishable key', operator: 'Operator', own: 'Token of your own' };

/** What the picker says. */
export interface Choice {
  readonly audience: Audience;
  /** Empty on the platform audience, and without development credentials. */
  readonly brand: string;
  readonly role: Role;
  /** The token of the role `own`. */
  readonly token: string;
}

/** Null when the gateway was not started for development. */
export async function readDevelopment(): Promise<Development | null> {
  const response = await fetch('/graphiql/dev.json').catch(() => null);
  return response?.ok ? ((await response.json()) as Development) : null;
}

export function rolesOf(audience: Audience, development: Development | null, brand: string): readonly Role[] {
  if (!development) return ['own'];
  const known = development.brands.find(({ code }) => code === brand);
  if (audience === 'platform') return ['operator', 'own'];
  if (audience === 'member') return known ? [...(known.memberToken ? ['member' as const] : []), 'publishable', 'own'] : ['own'];
  return known ? ['staff', 'apiKey', 'own'] : ['own'];
}

export function tokenOf({ role, brand, token }: Choice, development: Development | null): string {
  const known = development?.brands.find(({ code }) => code === brand);
  const tokens: Readonly<Record<Role, string | null | undefined>> = {
    staff: known?.staffToken, apiKey: known?.apiKey, publishable: known?.publishableKey, member: known?.memberToken, operator: development?.platformToken, own: token,
  };
  return tokens[role] ?? '';
}

/** The brand that was chosen; else one with members to look at. */
function brandFor({ audience, brand }: Choice, development: Development | null): string {
  if (audience === 'platform' || !development) return '';
  const { brands } = development;
  return (brands.find(({ code }) => code === brand) ?? brands.find(({ memberToken }) => memberToken !== null) ?? brands[0])?.code ?? '';
}

/** The choice with what does not go together put right. */
export function settle(choice: Choice, development: Development | null): Choice {
  const brand = brandFor(choice, development);
  const roles = rolesOf(choice.audience, development, brand);
  return { ...choice, brand, role: roles.includes(choice.role) ? choice.role : (roles[0] ?? 'own') };
}

const KEY = 'regulars:choice';

/** Of this tab of the browser only: it may hold a token. */
export const remember = (choice: Choice): void => sessionStorage.setItem(KEY, JSON.stringify(choice));

export function remembered(): Choice {
  const first: Choice = { audience: 'staff', brand: '', role: 'staff', token: '' };
  try {
    return { ...first, ...(JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Choice>) };
  } catch {
    return first;
  }
}
