import type { MigrationInterface } from 'typeorm';
import type { Audience, Class, Context } from './context';
import type { Handler, Reaction } from './event';
import type { Extension } from './extension-point';
import type { JobDefinition } from './job';
import type { Loader, Prefetch } from './loader';
import type { MaskableField } from './mask';
import type { Permission } from './permission';
import type { ServiceProvider } from './service';
import type { SettingsDefinition } from './settings';
import type { TaskDefinition } from './task';
import { version } from '../package.json';

/** Version of the module contract: its own slow semver. */
export const SDK_VERSION: string = version;

/** How an object is found by its public id. */
export interface NodeDefinition {
  /** Three lower-case letters; unique in the installation. */
  readonly prefix: string;
  /** The GraphQL class, a `Node`. */
  readonly type: Class;
  /** Answers, in the order of the uuids, the objects that exist and may be seen, else null. */
  readonly load: (ctx: Context, uuids: readonly string[]) => Promise<readonly (object | null)[]>;
  /** Without it the id names nothing to the caller. */
  readonly permission: Permission;
}

export const node = (
  prefix: string,
  type: Class,
  load: NodeDefinition['load'],
  permission: Permission,
): NodeDefinition => Object.freeze({ prefix, type, load, permission });

/** Nodes that a loader reads. */
export const loadedBy =
  <V extends object | null>(loader: Loader<string, V>): NodeDefinition['load'] =>
  (ctx, ids) => Promise.all(ids.map((id) => ctx.load(loader, id)));

/** A step of a module's schema, forward only: what it leaves behind is there for good. */
export interface ModuleMigration extends MigrationInterface {
  /**
   * The oldest version of the module that works on the schema this leaves. A migration that takes away what earlier
   * versions use says so, and they are refused at start; one that only adds leaves it out.
   */
  readonly servesFrom?: string;
}

/** A module's table of contents. */
export interface PluginDefinition {
  /** kebab-case; also the Postgres schema (snake_case) and the prefix of its permissions. */
  readonly id: string;
  /** Its types, events, errors and root fields begin with one of these; default: the id in PascalCase. */
  readonly nouns?: readonly string[];
  readonly version: string;
  /** Range of plugin-sdk versions the module works with. */
  readonly sdk: string;
  readonly requires?: Readonly<Record<string, string>>;
  /** Core modules cannot be switched off and stand in every plan. */
  readonly core?: boolean;
  readonly resolvers?: Readonly<Partial<Record<Audience, readonly Class[]>>>;
  /** Types that no field names: implementations of interfaces (errors, events). */
  readonly types?: Readonly<Partial<Record<Audience, readonly Class[]>>>;
  readonly entities?: readonly Class[];
  readonly migrations?: readonly (new () => ModuleMigration)[];
  readonly permissions?: Readonly<Record<string, Permission>>;
  /** Fields of personal data that roles may see in part or not at all. */
  readonly maskable?: readonly MaskableField[];
  readonly settings?: SettingsDefinition;
  /** Plan limits this module honours, with what each limits. */
  readonly limits?: Readonly<Record<string, PlanLimit>>;
  readonly services?: readonly ServiceProvider[];
  readonly nodes?: readonly NodeDefinition[];
  readonly prefetches?: readonly Prefetch[];
  readonly reactions?: readonly Reaction[];
  readonly handlers?: readonly Handler[];
  readonly extensions?: readonly Extension[];
  readonly jobs?: readonly JobDefinition[];
  readonly tasks?: readonly TaskDefinition<never>[];
  /** Watched every minute, by every fault test, and by `npm run verify-books`. */
  readonly invariants?: readonly Invariant[];
  readonly personalData?: readonly PersonalColumn[];
  readonly sealed?: readonly SealedTable[];
  readonly onEnable?: (ctx: Context) => Promise<void>;
  /** Disabling keeps the data. */
  readonly onDisable?: (ctx: Context) => Promise<void>;
}

/** A statement about the books that must never be false. */
export interface Invariant {
  /** As the domain model names it, with what it says of this module (`INV-2.total`), or the module's own. Unique in the installation. */
  readonly id: string;
  readonly description: string;
  /**
   * `schema.table` of what it is about, which has an `id uuid`. Then `violations` takes `$1`, the ids to look at (null:
   * all), and each subject is one of them, so that every minute can look at what is new and at a piece of the rest.
   * Without it the statement runs as a whole each minute, and must be cheap however much the brand has.
   */
  readonly of?: string;
  /** Reads everything there is: left to `npm run verify-books` and to tests, not to every minute. */
  readonly scans?: boolean;
  /**
   * SQL that answers one row `(subject text, problem text)` for each violation in the current brand; none is right.
   * Runs in one snapshot under the brand's row-level security.
   */
  readonly violations: string;
}

/** A column in which personal data stands. Columns that no module names hold none. */
export interface PersonalColumn {
  /** `schema.table` */
  readonly table: string;
  readonly column: string;
  /** SEALED: ciphertext of the codec. INDEX: its blind index. CLEAR: as it is, because it is searched or computed with. */
  readonly form: 'SEALED' | 'INDEX' | 'CLEAR';
  /** Of a sealed column: the column of the same table that names the member under whose key it is sealed. */
  readonly member?: string;
  /** Of a sealed column: the nullable text column of the same table in which earlier versions had it in clear. */
  readonly was?: string;
}

/** An append-only table whose rows are chained afterwards, so that no later change of them goes unseen. */
export interface SealedTable {
  /** Unique in the installation, e.g. `audit`, `points`. */
  readonly chain: string;
  /** `schema.table`; has columns `brand_id`, `id uuid` and `xid xid8 DEFAULT pg_current_xact_id()`. */
  readonly table: string;
}

export interface PlanLimit {
  readonly description: string;
  /** How much of it the brand uses now. */
  readonly used: (ctx: Context) => Promise<number>;
}

export const definePlugin = <const P extends PluginDefinition>(plugin: P): Readonly<P> => Object.freeze(plugin);
