import { ANY_CALLER, definePermissions, maskable } from '@regulars/plugin-sdk';
import { brandPermissionsOf, builtInRoles, maskableFieldsOf } from './built-in';
import { composeRoles } from './compose';

const permissions = definePermissions('spec', {
  read: { description: 'Read', roles: ['analyst', 'support'] },
  manage: 'Manage',
  nobody: { description: 'Held by owner and admin', roles: [] },
  operate: { description: 'Run the installation', audience: 'platform' },
});
const things = {
  permissions: { ...permissions, undeclared: 'spec:undeclared' as const },
  maskable: [maskable('Thing.phone', { roles: { analyst: 'HIDE', support: 'PARTIAL' } }), maskable('Thing.name', {})],
};
const role = (code: string): ReturnType<typeof builtInRoles>[number] => builtInRoles([things]).find((one) => one.code === code)!;

describe('built-in roles', () => {
  it('are nine, in a fixed order, each with a name in both languages', () => {
    expect(builtInRoles([]).map(({ code }) => code)).toEqual(['owner', 'admin', 'marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'finance', 'integrator']);
    expect(role('store-manager').name).toEqual({ en: 'Store manager', 'zh-TW': '店長' });
  });

  it('hold what the modules say, owner and admin all of a brand, nobody what is the platform\'s or undeclared', () => {
    expect(Object.fromEntries(builtInRoles([things]).map(({ code, permissions: held }) => [code, held]))).toEqual({
      owner: ['spec:manage', 'spec:nobody', 'spec:read'], admin: ['spec:manage', 'spec:nobody', 'spec:read'],
      support: ['spec:read'], analyst: ['spec:read'],
      marketer: [], 'store-manager': [], 'store-staff': [], finance: [], integrator: [],
    });
    expect(brandPermissionsOf([things])).toEqual(['spec:manage', 'spec:nobody', 'spec:read']);
    expect(builtInRoles([{ permissions: { all: ANY_CALLER } }]).flatMap(({ permissions: held }) => held)).toEqual([]);
  });

  it('see personal data as the modules say', () => {
    expect([...role('analyst').masks]).toEqual([['Thing.phone', 'HIDE']]);
    expect([...role('support').masks]).toEqual([['Thing.phone', 'PARTIAL']]);
    expect([...role('owner').masks]).toEqual([]);
    expect(maskableFieldsOf([things])).toEqual(['Thing.name', 'Thing.phone']);
  });
});

describe('composed roles', () => {
  const masked = (mask: 'HIDE' | 'PARTIAL', ...held: string[]): { permissions: string[]; masks: Map<string, 'HIDE' | 'PARTIAL'> } => ({ permissions: held, masks: new Map([['Thing.phone', mask]]) });

  it('allow what one of them allows, through the filters of each', () => {
    const open = { permissions: ['spec:manage'], masks: new Map() };
    expect(composeRoles([masked('PARTIAL', 'spec:read'), open])).toEqual({ permissions: new Set(['spec:read', 'spec:manage']), masks: new Map([['Thing.phone', 'PARTIAL']]) });
    for (const roles of [[masked('PARTIAL'), masked('HIDE')], [masked('HIDE'), masked('PARTIAL')]]) {
      expect(composeRoles(roles).masks.get('Thing.phone')).toBe('HIDE');
    }
  });

  it('are nothing where there is none', () => {
    expect(composeRoles([])).toEqual({ permissions: new Set(), masks: new Map() });
  });
});
