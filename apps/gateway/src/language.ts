/** The languages we speak, the default first. */
export const LANGUAGES = ['en', 'zh-TW'] as const;
export type Language = (typeof LANGUAGES)[number];

const TRADITIONAL = /^zh(-hant)?(-(tw|hk|mo))?$/i;

function ours(tag: string): Language | null {
  if (tag === '*' || /^en(-|$)/i.test(tag)) return 'en';
  return TRADITIONAL.test(tag) ? 'zh-TW' : null;
}

/** The best match of an Accept-Language header (RFC 9110, 12.5.4) with what we speak. */
export function languageFrom(header: string | undefined): Language {
  const wanted = (header ?? '').slice(0, 200).split(',').map((part, place) => {
    const [tag = '', ...parameters] = part.trim().split(';').map((piece) => piece.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { language: ours(tag), weight: quality === undefined ? 1 : Number(quality), place };
  });
  const best = wanted
    .filter(({ language, weight }) => language !== null && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.place - b.place)[0];
  return best?.language ?? LANGUAGES[0];
}
