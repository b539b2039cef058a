import { publicId } from '@regulars/plugin-sdk';
import type { TestShop } from '@regulars/testing';
import { generateSync } from 'otplib';
import { modules } from '../src/plugins';
import { eventually } from './eventually';
import { RawSocket } from './socket';
import { bearer, call, createStage, send, type Stage } from './stage';

const ACCEPT = 'mutation ($code: String!, $password: String!) { staffInvitationAccept(input: { code: $code, password: $password }) { accessToken refreshToken viewer { id name } userErrors { code path } } }';
const SIGN_IN = 'mutation ($email: String!, $password: String!) { staffSignIn(input: { email: $email, password: $password }) { accessToken viewer { id } userErrors { code path } } }';
const PASSWORD = 'correct horse battery';
const WITHIN = 5_000; // ms: the promise

describe('staff on two gateways', () => {
  let stage: Stage;
  let shop: TestShop;
  let urls: string[];
  let owner: { accessToken: string };

  beforeAll(async () => {
    stage = await createStage(modules);
    shop = await stage.platform.brand();
    urls = [`${(await stage.gateway()).url}/graphql`, `${(await stage.gateway()).url}/graphql`];
    await stage.platform.operator().ok('mutation ($id: ID!) { brandOwnerInvite(brandId: $id, email: "olga@example.com") { userErrors { message } } }', { id: publicId('brd', shop.id) });
    owner = await accept('olga@example.com');
  });
  afterAll(() => stage.stop());

  const url = (n: number): string => urls[n] ?? '';

  async function accept(email: string) {
    const code = (await stage.platform.runtime.waitingCodes()).find(({ to }) => to === email)?.code;
    return (await send(url(0), null, ACCEPT, { code, password: PASSWORD })).body.data.staffInvitationAccept;
  }

  async function turnOnSecondFactor(token: string): Promise<{ accessToken: string }> {
    const { secret } = (await send(url(0), token, `mutation { staffTotpEnrol(password: "${PASSWORD}") { secret userErrors { code } } }`)).body.data.staffTotpEnrol;
    return (await send(url(0), token, 'mutation ($code: String!) { staffTotpConfirm(code: $code) { accessToken userErrors { code } } }', { code: generateSync({ secret }) })).body.data.staffTotpConfirm;
  }

  const invite = (email: string, role: string) =>
    send(url(0), owner.accessToken, 'mutation ($email: String!, $role: String!) { staffInvite(input: { email: $email, name: "Somebody", roles: [$role] }) { staff { id } userErrors { code } } }', { email, role });

  it('sign in without a credential, which opens nothing else', async () => {
    const { status, body } = await send(url(1), null, SIGN_IN, { email: 'olga@example.com', password: PASSWORD });
    expect([status, body.data.staffSignIn.userErrors]).toEqual([200, []]);
    expect((await send(url(0), body.data.staffSignIn.accessToken, '{ viewer { kind id } }')).body.data.viewer).toEqual({ kind: 'staff', id: body.data.staffSignIn.viewer.id });
    expect((await send(url(0), null, '{ viewer { kind } }')).status).toBe(401);
    const both = 'mutation { staffSignOut { userErrors { code } } staffPasswordResetRequest(email: "olga@example.com") { userErrors { code } } }';
    expect((await send(url(0), null, both)).status).toBe(401);
    expect((await send(url(0), null, '{ staff(first: 1) { nodes { email } } }')).status).toBe(401);
  });

  it('without a second factor are told to turn one on, at an export and at its file', async () => {
    const SECOND_FACTOR = {
      message: 'Turn on two-step sign-in first: staffTotpEnrol, then staffTotpConfirm. Who signs in by an identity provider shows a second factor there.',
      extensions: { code: 'SECOND_FACTOR_REQUIRED', requiredScopes: ['member:export'] },
    };
    const { member } = await shop.everything().one('mutation { memberJoin(input: { phone: "0912345678" }, idempotencyKey: "kai") { member { id } userErrors { message } } }');
    const EXPORT = 'mutation ($id: ID!) { memberExport(id: $id) { job { id } userErrors { code } } }';
    expect((await send(url(0), owner.accessToken, EXPORT, { id: member.id })).body.errors).toMatchObject([{ path: ['memberExport'], ...SECOND_FACTOR }]);
    expect(await stage.platform.rows('SELECT id FROM brand.job')).toEqual([]);

    await shop.everything().ok(EXPORT, { id: member.id });
    await stage.platform.drain();
    const [file] = await stage.platform.rows<{ id: string }>('SELECT id FROM platform.file');
    const fetchFile = (token: string) => call(`${url(1).replace('/graphql', '')}/files/${publicId('fil', file!.id)}`, { headers: bearer(token) });
    const refused = await fetchFile(owner.accessToken);
    expect([refused.status, refused.body]).toEqual([403, { errors: [SECOND_FACTOR] }]);
    owner = await turnOnSecondFactor(owner.accessToken);
    expect((await fetchFile(owner.accessToken)).status).toBe(200);
    expect(await stage.platform.rows(`SELECT operation FROM platform.audit_entry WHERE operation IN ('memberExport', 'fileDownload') ORDER BY at`)).toEqual([{ operation: 'memberExport' }, { operation: 'fileDownload' }]);
  });

  it('lose a right on both within 5 s of its being taken, and everything with their deactivation, sockets included', async () => {
    const { body } = await invite('ben@example.com', 'marketer');
    const ben = await accept('ben@example.com');
    const permissions = async (n: number): Promise<string[] | undefined> => (await send(url(n), ben.accessToken, '{ viewer { permissions } }')).body.data?.viewer.permissions;
    for (const n of [0, 1]) expect(await permissions(n)).toContain('brand:import');
    const { id } = body.data.staffInvite.staff;
    await send(url(0), owner.accessToken, 'mutation ($id: ID!) { staffUpdate(id: $id, input: { roles: ["store-staff"] }) { userErrors { code } } }', { id });
    for (const n of [0, 1]) await eventually(async () => expect(await permissions(n)).not.toContain('brand:import'), WITHIN);

    const sockets = await Promise.all([0, 1].map((n) => new RawSocket(url(n)).open(ben.accessToken)));
    const { body: out } = await send(url(0), owner.accessToken, 'mutation ($id: ID!) { staffDeactivate(id: $id) { staff { state } userErrors { code } } }', { id });
    expect(out.data.staffDeactivate).toEqual({ staff: { state: 'DEACTIVATED' }, userErrors: [] });
    for (const n of [0, 1]) await eventually(async () => expect((await send(url(n), ben.accessToken, '{ viewer { kind } }')).status).toBe(401), WITHIN);
    for (const socket of sockets) await eventually(() => expect(socket.closed?.code).toBe(4403), WITHIN);
    expect((await send(url(1), null, SIGN_IN, { email: 'ben@example.com', password: PASSWORD })).body.data.staffSignIn).toMatchObject({ accessToken: null, userErrors: [{ code: 'SIGN_IN_FAILED' }] });
  });
});
