import type { PluginDefinition } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform } from '../platform';
import type { TestShop } from '../shop';

/** A document whose cost must not grow with what it shows. */
export interface Example {
  readonly name: string;
  readonly document: string;
  readonly variables?: (shop: TestShop) => Promise<Readonly<Record<string, unknown>>> | Readonly<Record<string, unknown>>;
}

export interface ConformanceOptions {
  /**
   * Makes, through the API, at least one of everything the plugin knows, about one member. It is called several
   * times for one shop: `round` counts from 1, for names that must differ and for another member each time.
   */
  readonly scenario?: (shop: TestShop, round: number) => Promise<void>;
  /** Documents beside the plugin's own lists that must cost the same however much they show. */
  readonly examples?: readonly Example[];
  /** Root fields that are open to every valid credential (`ANY_CALLER`): `viewer`, or `me (member)` for another audience than staff. */
  readonly anyCaller?: readonly string[];
  /** Types that a required module's contract declares and none of its own fields shows. */
  readonly borrows?: readonly string[];
  /** Tables whose rows about a member neither a merge nor an erasure removes: history, as `schema.table`. */
  readonly books?: readonly string[];
  /** Payloads beside those the scenario causes, by event name. */
  readonly events?: Readonly<Record<string, readonly object[]>>;
  /** For each of the plugin's invariants a statement that breaks it, run as superuser with triggers off; `:brand` is the brand. */
  readonly faults?: Readonly<Record<string, string>>;
  /** Migrations that may stop the shop while they run, by name, with the reason. */
  readonly shopStoppers?: Readonly<Record<string, string>>;
  /** Path of the list of columns that hold no personal data; default: `not-personal.txt` of the package. */
  readonly notPersonal?: string;
  /** Where the package is; found from the spec file when left out. */
  readonly folder?: string;
}

/** A plugin under examination, at work among the modules it needs. */
export interface Subject {
  readonly plugin: PluginDefinition;
  /** What it requires, directly and indirectly. */
  readonly dependencies: readonly PluginDefinition[];
  readonly modules: readonly PluginDefinition[];
  readonly options: ConformanceOptions;
  readonly platform: TestPlatform;
  /** SDL of brands without the plugin, by audience, from before the plugin's own was ever built. */
  readonly pristine: ReadonlyMap<string, string>;
}

/** One promise of every plugin. Answers what breaks it, in words; nothing when it is kept. */
export type Check = (subject: Subject) => Promise<string[]>;

export const schemaNameOf = (plugin: PluginDefinition): string => plugin.id.replaceAll('-', '_');

/** A brand that has the plugin, and has been through the scenario `rounds` times. */
export async function shopWith({ platform, plugin, dependencies, options }: Subject, rounds: number): Promise<TestShop> {
  const shop = await platform.brand({ plugins: [...dependencies, plugin].filter((module) => !module.core).map(({ id }) => id) });
  for (let round = 1; round <= rounds; round++) await play(platform, shop, options, round);
  return shop;
}

/** One more round of the scenario, with everything that follows from it. */
export async function play(platform: TestPlatform, shop: TestShop, { scenario }: ConformanceOptions, round: number): Promise<void> {
  await scenario?.(shop, round);
  await platform.drain();
}

export async function createSubject(
  plugin: PluginDefinition, dependencies: readonly PluginDefinition[], options: ConformanceOptions, pristine: ReadonlyMap<string, string>,
): Promise<Subject> {
  const modules = [...dependencies, plugin];
  return { plugin, dependencies, modules, options, pristine, platform: await createTestPlatform(modules) };
}
