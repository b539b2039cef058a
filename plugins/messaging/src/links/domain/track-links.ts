import { type Context, NIL_UUID, publicUrl, ShortLinks } from '@regulars/plugin-sdk';
import type { LinkWriter } from '../../domain/liquid';
import { insertLinks, linksOfVersions, type LinkRow } from '../data/link.statements';
import { LETTER } from './follow';
import { subjectOf } from './subject';

/** A version of a template, and the links that stand in what it says. */
export interface VersionLinks {
  readonly templateId: string;
  readonly version: number;
  readonly urls: readonly string[];
}

/** A message that says a version of a template. */
export interface LinkedMessage {
  readonly id: string;
  readonly template_id: string;
  readonly template_version: number;
}

export type LinkTracking = (message: LinkedMessage) => LinkWriter;

const MOST = 65_536;
const TRIES = 3;
const straight: LinkWriter = (url) => url;
const keyOf = (templateId: string, version: number): string => `${templateId}/${version}`;

/** Places of links by their address, of each version. */
type Places = ReadonlyMap<string, ReadonlyMap<string, number>>;

function placesIn(rows: readonly LinkRow[]): Places {
  const places = new Map<string, Map<string, number>>();
  for (const { template_id, template_version, place, url } of rows) {
    const key = keyOf(template_id, template_version);
    const known = places.get(key) ?? new Map<string, number>();
    if (!known.has(url)) known.set(url, place);
    places.set(key, known);
  }
  return places;
}

/** Those that have no place yet get the next ones, in the order in which they stand there: everybody who writes them writes the same. */
function newRows(versions: readonly VersionLinks[], places: Places): LinkRow[] {
  return versions.flatMap(({ templateId, version, urls }) => {
    const known = places.get(keyOf(templateId, version));
    const next = Math.max(-1, ...(known?.values() ?? [])) + 1;
    return [...new Set(urls)].filter((url) => !known?.has(url)).map((url, index) => ({ template_id: templateId, template_version: version, place: next + index, url }))
      .filter(({ place }) => place < MOST);
  });
}

/**
 * How links are written in many messages at once: one statement, whoever they go to; a row for each link of a version
 * and none for a member. Where nobody can call us, links lead straight to where they lead.
 */
export async function trackLinks(ctx: Context, versions: readonly VersionLinks[]): Promise<LinkTracking> {
  const linked = versions.filter(({ urls }) => urls.length > 0);
  if (linked.length === 0 || publicUrl() === null) return () => straight;
  const read = async (): Promise<Places> => placesIn(await ctx.sql(linksOfVersions(linked.map(({ templateId }) => templateId), linked.map(({ version }) => version))));
  let places = await read();
  // Who sends other links of a version at the same time may have taken a place: what is left over gets another.
  for (let missing = newRows(linked, places), tries = 0; missing.length > 0 && tries < TRIES; missing = newRows(linked, places), tries++) {
    await ctx.sql(insertLinks(JSON.stringify(missing)));
    places = await read();
  }
  const short = ctx.use(ShortLinks);
  return ({ id, template_id, template_version }) => (url) => {
    const place = places.get(keyOf(template_id, template_version))?.get(url);
    return place === undefined ? url : (short.urlOf(LETTER, subjectOf({ messageId: id, place })) ?? url);
  };
}

/** Links as long as they will be, of no message. */
export const sampleLinks = (ctx: Context): LinkWriter => (url) => ctx.use(ShortLinks).urlOf(LETTER, subjectOf({ messageId: NIL_UUID, place: 0 })) ?? url;
