import { isPerson } from './is-person';
import { refOf, subjectOf } from './subject';

const messageId = '0190a0b0-c0d0-7e0f-8011-223344556677';

it('keeps a message and a place of a link in as few bytes as they need', () => {
  for (const [place, bytes] of [[0, 17], [255, 17], [256, 18], [65_535, 18]] as const) {
    const subject = subjectOf({ messageId, place });
    expect([subject.length, refOf(subject)]).toEqual([bytes, { messageId, place }]);
  }
  expect([refOf(Buffer.alloc(16)), refOf(Buffer.alloc(19))]).toEqual([null, null]);
});

const PHONE = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36';
const visit = (agent: string | undefined, more: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') => isPerson({ method, headers: { 'user-agent': agent, ...more } });

it.each([
  PHONE, `${PHONE} Line/14.9.0/IAB`, 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 335.0',
  'Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36', 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
])('counts what a person opened with %s', (agent) => {
  expect(visit(agent)).toBe(true);
});

it.each([
  ['nothing it says of itself', visit(undefined)],
  ['a chat that shows a preview', visit('facebookexternalhit/1.1;line-poker/1.0')],
  ['another', visit('WhatsApp/2.24.12.78 A')],
  ['another', visit('Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)')],
  ['a search engine', visit('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)')],
  ['a command line', visit('curl/8.5.0')],
  ['a browser that fetches ahead', visit(PHONE, { 'sec-purpose': 'prefetch;prerender' })],
  ['a question for the headers', visit(PHONE, {}, 'HEAD')],
])('does not count %s', (_, counts) => {
  expect(counts).toBe(false);
});
