// node lottery-verifier.mjs draws.json, of { rounds: [{ version commitment seed }], draws: [{ version message odds { prize weight } attempt value prize }] }
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

const { rounds, draws } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const seeds = new Map(rounds.map(({ version, commitment, seed }) => {
  const key = Buffer.from(seed, 'hex');
  if (createHash('sha256').update(key).digest('hex') !== commitment) throw new Error(`The seed of version ${version} is not the one that was promised`);
  return [version, key];
}));

function drawn({ version, message, odds }) {
  const total = odds.reduce((sum, { weight }) => sum + weight, 0);
  for (let attempt = 0; ; attempt++) {
    const number = createHmac('sha256', seeds.get(version)).update(`${message}:${attempt}`).digest().readUInt32BE();
    if (number >= 2 ** 32 - (2 ** 32 % total)) continue; // or the first prizes would be a little likelier
    let end = 0;
    return { attempt, value: number % total, prize: odds.find(({ weight }) => number % total < (end += weight)).prize };
  }
}

const seen = new Set();
const wrong = draws.filter((draw) => {
  const { attempt, value, prize } = drawn(draw);
  const isSecond = seen.size === seen.add(draw.message).size; // one chance, one draw
  return isSecond || attempt !== draw.attempt || value !== draw.value || prize !== draw.prize;
});
for (const { message } of wrong) console.log(`wrong: ${message}`);
console.log(`${draws.length - wrong.length} of ${draws.length} draws are as the seed says`);
process.exitCode = wrong.length > 0 ? 1 : 0;
