import { isWebAddress } from '@regulars/plugin-sdk';
import { Liquid, Tag, type TagToken, type TopLevelToken, type Context as RenderContext, type Emitter } from 'liquidjs';
import type { ContentPart } from '../channels/channel';

/** Values are plain texts and numbers, two deep: `member.name`. */
export type Variables = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/** What goes wrong with a template. `MISSING`: a variable has no value. */
export class TemplateFault extends Error {
  constructor(readonly kind: 'SYNTAX' | 'FORBIDDEN' | 'TOO_MUCH' | 'MISSING', message: string, readonly line: number | null) {
    super(message);
  }
}

// Nothing repeats and nothing reads files: how long a template takes follows from how long it is.
const TAGS = new Set(['assign', 'capture', 'case', 'comment', 'echo', 'if', 'unless', 'raw', 'link', '#']);
const FILTERS = new Set([
  'abs', 'append', 'at_least', 'at_most', 'capitalize', 'ceil', 'date', 'default', 'divided_by', 'downcase', 'escape', 'floor', 'lstrip', 'minus', 'modulo', 'newline_to_br',
  'plus', 'prepend', 'remove', 'replace', 'round', 'rstrip', 'size', 'slice', 'strip', 'strip_newlines', 'times', 'truncate', 'upcase', 'url_encode',
]);

const PARSE_LIMIT = 200_000; // characters
const MEMORY_LIMIT = 200_000;
const RENDER_LIMIT = 5_000; // ms: a guard behind the others, which nothing that passes them comes near

/** How links of a message are written; by their places among the links of its template. */
export type LinkWriter = (url: string) => string;

const QUOTED = /^\s*(?:'([^']*)'|"([^"]*)")\s*$/;
const LINKS = '__links';

/** `{% link 'https://…' %}`: the address stands there as it is, so that what is counted is the same for everybody. */
const linkTag = (isHtml: boolean) => class extends Tag {
  readonly url: string;

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
    super(token, rest, liquid);
    const match = QUOTED.exec(token.args);
    const url = readLink(match, isHtml);
    if (!isWebAddress(url)) throw new TemplateFault('SYNTAX', 'link takes a web address in quotes.', token.getPosition()[0] ?? null);
    this.url = url;
  }

  override* render(ctx: RenderContext, emitter: Emitter): Generator<unknown, void, unknown> {
    const write = (ctx.globals as Record<string, unknown>)[LINKS] as LinkWriter;
    const written = write(this.url);
    emitter.write(isHtml ? written.replaceAll('&', '&amp;') : written);
  }
};

/** What compiles to HTML has written `&` as HTML does. */
const readLink = (match: RegExpExecArray | null, isHtml: boolean): string => {
  const url = match?.[1] ?? match?.[2] ?? '';
  return isHtml ? url.replaceAll('&amp;', '&') : url;
};

const jsonInside = (value: unknown): string => JSON.stringify(String(value ?? '')).slice(1, -1);
const plain = (value: unknown): string => String(value ?? '');

function engineFor(escape: ContentPart['escape']): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true, strictFilters: true, strictVariables: true, lenientIf: true, templates: {}, dynamicPartials: false, relativeReference: false,
    parseLimit: PARSE_LIMIT, renderLimit: RENDER_LIMIT, memoryLimit: MEMORY_LIMIT, timezoneOffset: 0, locale: 'en',
    outputEscape: escape === 'HTML' ? 'escape' : escape === 'JSON' ? jsonInside : plain,
  });
  liquid.registerTag('link', linkTag(escape === 'HTML'));
  for (const name of Object.keys(liquid.tags)) if (!TAGS.has(name)) liquid.registerTag(name, forbiddenTag(name));
  for (const name of Object.keys(liquid.filters)) if (!FILTERS.has(name)) Reflect.deleteProperty(liquid.filters, name);
  return liquid;
}

const forbiddenTag = (name: string) => class extends Tag {
  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
    super(token, rest, liquid);
    throw new TemplateFault('FORBIDDEN', `The tag ${name} is not for messages.`, token.getPosition()[0] ?? null);
  }

  override render(): void {}
};

const engines = new Map<ContentPart['escape'], Liquid>();

function engine(escape: ContentPart['escape']): Liquid {
  const known = engines.get(escape) ?? engineFor(escape);
  engines.set(escape, known);
  return known;
}

/** What a piece of a template needs. */
export interface Needs {
  /** `member.name` */
  readonly variables: readonly string[];
  /** In the order in which they stand there. */
  readonly links: readonly string[];
}

export interface Compiled extends Needs {
  readonly render: (variables: Variables, link: LinkWriter) => string;
}

/** Throws a TemplateFault for what is no template, or asks for what none may have. */
export function compileLiquid(source: string, escape: ContentPart['escape']): Compiled {
  const liquid = engine(escape);
  const templates = guarded(() => liquid.parse(source));
  const variables = guarded(() => [...new Set(liquid.globalVariableSegmentsSync(templates).map(pathOf))]);
  return {
    variables,
    links: linksIn(source, escape === 'HTML'),
    render: (values, link) => guarded(() => liquid.renderSync(templates, values, { globals: { [LINKS]: link } }) as string),
  };
}

function pathOf(segments: readonly unknown[]): string {
  if (!segments.every((segment) => typeof segment === 'string')) throw new TemplateFault('FORBIDDEN', 'A variable is named, not computed.', null);
  return segments.join('.');
}

const LINK_TAG = /\{%-?\s*link\s+(?:'([^']*)'|"([^"]*)")\s*-?%\}/g;

const linksIn = (source: string, isHtml: boolean): string[] => [...new Set([...source.matchAll(LINK_TAG)].map((match) => readLink(match, isHtml)))];

interface LiquidFault {
  readonly name: string;
  readonly message: string;
  readonly originalError?: unknown;
  readonly token?: { readonly getPosition?: () => number[] };
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw faultOf(error as LiquidFault);
  }
}

function faultOf(error: LiquidFault): TemplateFault {
  if (error instanceof TemplateFault) return error;
  if (error.originalError instanceof TemplateFault) return error.originalError;
  const line = error.token?.getPosition?.()[0] ?? null;
  const message = error.message.replace(/, line:.*$/s, '');
  if (error.name === 'UndefinedVariableError' || /undefined variable/.test(message)) return new TemplateFault('MISSING', message, line);
  if (/limit exceeded|too long/.test(message)) return new TemplateFault('TOO_MUCH', message, line);
  return new TemplateFault(/undefined filter/.test(message) ? 'FORBIDDEN' : 'SYNTAX', message, line);
}
