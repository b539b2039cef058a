import { CallerRights, type Context, definePlugin, extend, type SubjectRights } from '@regulars/plugin-sdk';

/** What the subjects may do, by their id; who is not in it may not call any more. */
export type Rights = Map<string, Partial<SubjectRights>>;

const NOTHING: SubjectRights = { name: 'somebody', permissions: new Set(), storeIds: null, masks: new Map() };

/** A core module that knows staff and members, and says what they may do. */
export const callersModule = (rights: Rights) => {
  const rightsOf = async (_: Context, id: string): Promise<SubjectRights | null> => (rights.has(id) ? { ...NOTHING, ...rights.get(id) } : null);
  return definePlugin({
    id: 'people', version: '1.0.0', sdk: '^1.0.0', core: true,
    extensions: [extend(CallerRights, { kind: 'staff', rightsOf }), extend(CallerRights, { kind: 'member', rightsOf })],
  });
};
