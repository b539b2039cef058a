import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const shop = { name: '@regulars/shop', version: '1.2.3' };
const cards = { name: '@regulars/cards', version: '0.1.4', peerDependencies: { '@regulars/shop': '^1.2.0' }, devDependencies: { '@regulars/kit': '0.3.0' } };
const host = { name: '@regulars/host', version: '1.0.0', private: true, dependencies: { '@regulars/cards': '0.1.4', '@regulars/shop': '1.2.3' } };
const kit = { name: '@regulars/kit', version: '0.3.0' };

const FILES: Readonly<Record<string, unknown>> = {
  'package.json': { name: 'workspace', version: '0.0.0', private: true, workspaces: ['libs/*', 'plugins/*', 'apps/*'] },
  'libs/shop/package.json': shop, 'plugins/cards/package.json': cards, 'plugins/kit/package.json': kit, 'apps/host/package.json': host,
  'libs/shop/api.txt': '# @regulars/shop\nsell: () => void\n',
  'tools/release/released/libs/shop/events.json': {},
  'package-lock.json': {
    name: 'workspace', version: '0.0.0', lockfileVersion: 3, requires: true,
    packages: {
      '': { name: 'workspace', version: '0.0.0', workspaces: ['libs/*', 'plugins/*', 'apps/*'] },
      'libs/shop': shop, 'plugins/cards': cards, 'plugins/kit': kit, 'apps/host': host,
      'node_modules/@regulars/shop': { resolved: 'libs/shop', link: true },
    },
  },
  '.nx/version-plans/sell.md': `---\n'@regulars/shop': minor\n'@regulars/kit': major\n---\n\nShops sell by the dozen.\n`,
};

it('a release raises each planned package by itself, and whoever pins it; writes changelogs, the lockfile and what it offers; and tags', () => {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'regulars-release-'));
  const run = (program: string, ...options: string[]): string => {
    const { status, stdout, stderr } = spawnSync(program, options, { cwd: root, encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' } });
    expect({ program, status, said: status === 0 ? '' : stderr + stdout }).toEqual({ program, status: 0, said: '' });
    return stdout;
  };
  const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  try {
    for (const [path, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
    }
    for (const file of ['nx.json', '.gitignore', 'tools/release/version-actions.cjs', 'tools/release/released.cjs']) cpSync(join(ROOT, file), join(root, file));
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(join(ROOT, 'node_modules/nx'), join(root, 'node_modules/nx'));
    run('git', 'init', '-q', '-b', 'main');
    run('git', 'config', 'user.email', 'release@example.com');
    run('git', 'config', 'user.name', 'Release');
    run('git', 'add', '-A');
    run('git', 'commit', '-qm', 'Begin');
    run(process.execPath, join(ROOT, 'node_modules/nx/dist/bin/nx.js'), 'release', '--skip-publish');

    const versions = ['libs/shop', 'plugins/cards', 'plugins/kit', 'apps/host'].map((folder) => json(`${folder}/package.json`).version);
    expect(versions).toEqual(['1.3.0', '0.1.4', '0.4.0', '1.0.1']);
    expect(json('plugins/cards/package.json')).toEqual({ ...cards, devDependencies: { '@regulars/kit': '0.4.0' } });
    expect(json('package-lock.json').packages['plugins/cards']).toEqual({ ...cards, devDependencies: { '@regulars/kit': '0.4.0' } });
    expect(json('apps/host/package.json').dependencies).toEqual({ '@regulars/cards': '0.1.4', '@regulars/shop': '1.3.0' });
    expect(json('package-lock.json').packages['apps/host']).toEqual({ ...host, version: '1.0.1', dependencies: { '@regulars/cards': '0.1.4', '@regulars/shop': '1.3.0' } });
    expect(readFileSync(join(root, 'libs/shop/CHANGELOG.md'), 'utf8')).toMatch(/^## 1\.3\.0 \(\d{4}-\d\d-\d\d\)\n\n### 🚀 Features\n\n- Shops sell by the dozen\./);
    expect(json('tools/release/released/versions.json')).toEqual({ '@regulars/cards': '0.1.4', '@regulars/kit': '0.4.0', '@regulars/shop': '1.3.0' });
    expect(readFileSync(join(root, 'tools/release/released/libs/shop/api.txt'), 'utf8')).toBe('# @regulars/shop\nsell: () => void\n');
    expect(['.nx/version-plans/sell.md', 'tools/release/released/libs/shop/events.json'].map((path) => existsSync(join(root, path)))).toEqual([false, false]);
    expect([run('git', 'status', '--porcelain'), run('git', 'tag').trim().split('\n')]).toEqual(['', ['@regulars/host@1.0.1', '@regulars/kit@0.4.0', '@regulars/shop@1.3.0']]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}, 120_000);
