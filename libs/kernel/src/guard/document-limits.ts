import { Lexer, Source, TokenKind, type Token } from 'graphql';

/** What a document may at most have. Judged on its tokens, before anything is built from it. */
export interface DocumentLimits {
  readonly characters: number;
  readonly tokens: number;
  /** Selection sets within selection sets. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Occurrences of one response key in one selection set. */
  readonly duplicates: number;
  /** Lists and objects within lists and objects, in arguments. */
  readonly nesting: number;
}

export const DOCUMENT_LIMITS: DocumentLimits = {
  characters: 15_000, tokens: 1_000, depth: 12, aliases: 15, directives: 8, duplicates: 10, nesting: 12,
};

/** A limit that a document goes over. */
export interface ExceededLimit {
  readonly limit: keyof DocumentLimits | 'fields' | 'variables';
  readonly maximum: number;
}

export const TOO_LARGE = 'The document is too large';

/** Keeps count while the tokens of one document go by. */
class Tally {
  private tokens = 0;
  private aliases = 0;
  private directives = 0;
  private parentheses = 0;
  private brackets = 0;
  private previous: TokenKind = TokenKind.SOF;
  /** Response keys of each selection set that is open. */
  private readonly sets: Map<string, number>[] = [];

  constructor(private readonly limits: DocumentLimits) {}

  take(token: Token): keyof DocumentLimits | null {
    const over = ++this.tokens > this.limits.tokens ? 'tokens' : this.weigh(token);
    this.previous = token.kind;
    return over;
  }

  private weigh(token: Token): keyof DocumentLimits | null {
    switch (token.kind) {
      case TokenKind.PAREN_L: this.parentheses++; return null;
      case TokenKind.PAREN_R: this.parentheses--; return null;
      case TokenKind.BRACKET_L: return this.openBracket();
      case TokenKind.BRACKET_R: this.brackets--; return null;
      case TokenKind.BRACE_L: return this.parentheses > 0 ? this.openBracket() : this.openSet();
      case TokenKind.BRACE_R: return this.closeBrace();
      case TokenKind.AT: return ++this.directives > this.limits.directives ? 'directives' : null;
      case TokenKind.COLON: return this.inSelection && ++this.aliases > this.limits.aliases ? 'aliases' : null;
      case TokenKind.NAME: return this.inSelection ? this.select(token.value) : null;
      default: return null;
    }
  }

  private get inSelection(): boolean {
    return this.parentheses === 0 && this.sets.length > 0;
  }

  private openBracket(): 'nesting' | null {
    return ++this.brackets > this.limits.nesting ? 'nesting' : null;
  }

  private openSet(): 'depth' | null {
    return this.sets.push(new Map()) > this.limits.depth ? 'depth' : null;
  }

  private closeBrace(): null {
    if (this.parentheses > 0) this.brackets--;
    else this.sets.pop();
    return null;
  }

  /** Counts a name as a response key, unless it is a directive, a fragment or what an alias stands for. */
  private select(name: string): 'duplicates' | null {
    if (this.previous === TokenKind.AT || this.previous === TokenKind.SPREAD || this.previous === TokenKind.COLON) return null;
    const keys = this.sets[this.sets.length - 1];
    const count = (keys?.get(name) ?? 0) + 1;
    keys?.set(name, count);
    return count > this.limits.duplicates ? 'duplicates' : null;
  }
}

/**
 * One pass over the tokens: refuses what would be dear to parse, validate or run. Null when the document may go on;
 * syntax errors are the parser's to report.
 */
export function exceededLimit(text: string, limits = DOCUMENT_LIMITS): ExceededLimit | null {
  if (text.length > limits.characters) return { limit: 'characters', maximum: limits.characters };
  const lexer = new Lexer(new Source(text));
  const tally = new Tally(limits);
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      const limit = tally.take(token);
      if (limit) return { limit, maximum: limits[limit] };
    }
  } catch {
    return null;
  }
  return null;
}

/** Lists and objects within one another in variables: coercing them calls itself for each level. */
const MAX_VARIABLE_DEPTH = 50;

const isDeeper = (value: unknown, left: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => isDeeper(inner, left - 1));
};

/** Null when the variables may be looked at. */
export const exceededDepth = (variables: unknown): ExceededLimit | null => (isDeeper(variables, MAX_VARIABLE_DEPTH) ? { limit: 'variables', maximum: MAX_VARIABLE_DEPTH } : null);
