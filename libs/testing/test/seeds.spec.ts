import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { numbersFrom } from '../src/seeds';

describe('seeds', () => {
  it('give the same numbers in every run', () => {
    const [one, again, other] = [numbersFrom(1), numbersFrom(1), numbersFrom(2)];
    const ten = (next: (below: number) => number) => Array.from({ length: 10 }, () => next(100));
    expect(ten(one)).toEqual([67, 33, 87, 21, 3, 52, 64, 20, 84, 17]);
    expect(ten(again)).toEqual([67, 33, 87, 21, 3, 52, 64, 20, 84, 17]);
    expect(ten(other)).not.toEqual(ten(numbersFrom(1)));
  });

  it.each([
    ['REGULARS_SEED=11', { REGULARS_SEED: '11' }, { seed: 11 }],
    ['REGULARS_SEED=11 REGULARS_PATH=3:0', { REGULARS_SEED: '11', REGULARS_PATH: '3:0' }, { seed: 11, path: '3:0', endOnFailure: true }],
    ['nothing', {}, {}],
  ])('reach fast-check: %s', (_, environment, expected) => {
    const { REGULARS_SEED: _seed, REGULARS_PATH: _path, ...rest } = process.env;
    const program = `require(${JSON.stringify(join(__dirname, '../../../tools/test/use-seed.cjs'))}); console.log(JSON.stringify(require('fast-check').readConfigureGlobal() ?? {}))`;
    const { stdout } = spawnSync(process.execPath, ['-e', program], { cwd: __dirname, env: { ...rest, ...environment }, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual(expected);
  });
});
