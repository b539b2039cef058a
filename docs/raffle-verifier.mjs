// node raffle-verifier.mjs raffle.json [message …], of { rounds: [{ commitment seed }], entries: { count hash list { ticket passedOver } }, places: [{ message ticket prize }] }; messages: entries of one's own, game:member:number
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [, , file, ...own] = process.argv;
const { rounds, entries: { count, hash, list }, places } = JSON.parse(readFileSync(file, 'utf8'));
const { commitment, seed } = rounds.at(-1);
const key = Buffer.from(seed, 'hex');
const ticketOf = (message) => createHmac('sha256', key).update(message).digest('hex');
const wrong = [];

if (createHash('sha256').update(key).digest('hex') !== commitment) wrong.push('the seed is not the one that was promised');
const lines = list.map(({ ticket, passedOver }) => `${ticket}${passedOver ? ` ${passedOver}` : ''}\n`);
if (list.length !== count || createHash('sha256').update(lines.join('')).digest('hex') !== hash) wrong.push('the entries are not those that were told of');
if (list.some(({ ticket }, index) => index > 0 && list[index - 1].ticket >= ticket)) wrong.push('the entries are not in the order of their tickets');
for (const { message, ticket } of places) if (ticketOf(message) !== ticket) wrong.push(`${message} has another ticket`);
// The places are the first of those that were not passed over.
const first = list.filter(({ passedOver }) => !passedOver).slice(0, places.length);
places.forEach(({ ticket }, index) => {
  if (first[index]?.ticket !== ticket) wrong.push(`place ${index + 1} was another's`);
});
for (const message of own) if (!list.some(({ ticket }) => ticket === ticketOf(message))) wrong.push(`${message} was left out`);

for (const fault of wrong) console.log(`wrong: ${fault}`);
console.log(wrong.length > 0 ? 'The raffle is not as the seed says' : `The raffle is as the seed says: ${count} entries, ${places.length} places`);
process.exitCode = wrong.length > 0 ? 1 : 0;
