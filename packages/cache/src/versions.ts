import { LRUCache } from "lru-cache";
import type { Entry, TagVersion } from "./entry.ts";
import type { GuardedStore } from "./store/guarded-store.ts";

/** Tags of a namespace whose versions are remembered; of a tag that was forgotten the version is read again. */
const REMEMBERED_TAGS = 50_000;
/** Until versions that could not be read are asked for again; entries live on as their times say meanwhile. */
const RETRY_MS = 1_000;
/** Gets a new version whenever a tag of the namespace does: while it stays, no tag has to be asked for. No tag is called so. */
const ANY_TAG = "\u0000any";

export interface VersionsOptions {
  /** Null: there is one process, and versions are made here. */
  store: GuardedStore | null;
  /** Put before tags, so that namespaces have their own. */
  prefix: string;
  /** How long a version that was read is taken for current: the bound of staleness when messages are lost. */
  validMs: number;
}

/**
 * Versions of a namespace's tags. An entry is valid while all its tags, and the namespace (the tag ""), have the versions
 * under which it was made. No clock of another machine is compared with.
 */
export class Versions {
  readonly #options: VersionsOptions;
  readonly #known = new LRUCache<string, { version: string }>({ max: REMEMBERED_TAGS });
  /** Of the tag "", which must not be forgotten. */
  #ofNamespace = "";
  #ofAny = "";
  /** Tags that got a version here of which the store knows nothing yet: what it says of them is older. */
  readonly #unsent = new Set<string>();
  #refreshing: Promise<void> | null = null;
  #distrusted = 0;
  #sequence = 0;
  /** Changes with every version that changes; an entry compared under this stamp need not be compared again. */
  stamp = 1;
  /** Until then what is known is taken for current. */
  validUntil: number;

  constructor(options: VersionsOptions) {
    this.#options = options;
    this.validUntil = options.store ? 0 : Number.POSITIVE_INFINITY;
  }

  /** The versions of these tags and of the namespace, now or from at most `validMs` ago. Never rejects. */
  async read(tags: readonly string[]): Promise<TagVersion[]> {
    const all = ["", ...tags];
    if (Date.now() >= this.validUntil) await this.refresh();
    const missing = all.filter((tag) => this.#versionOf(tag) === "");
    if (missing.length > 0) await this.#fetch(missing);
    return all.map((tag) => ({ tag, version: this.#versionOf(tag) }));
  }

  /** True when no tag of the entry got a new version since; compares what is known, asks nobody. */
  isCurrent({ versions }: Pick<Entry, "versions">): boolean {
    if (versions.stamp === this.stamp) return true;
    for (const { tag, version } of versions.list) {
      if (version === "" || this.#versionOf(tag) !== version) return false;
    }
    versions.stamp = this.stamp;
    return true;
  }

  /** Sees to it that what is known is current; many calls make one round of questions. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  /** Gives the tags new versions here, at once and whatever the store says; `tell` tells it. */
  bumpHere(tags: readonly string[]): void {
    for (const tag of tags) this.#unsent.add(tag);
    this.#learn(tags.map((tag) => ({ tag, version: this.#makeUp() })));
  }

  /** Tells the store that the tags have new versions; false when it could not be told: to be tried again later. */
  async tell(tags: readonly string[]): Promise<{ stored: boolean; versions: TagVersion[] }> {
    const { store, prefix } = this.#options;
    const answer = store ? await store.bump(tags.map((tag) => prefix + tag)) : null;
    // Told last: who sees this one change finds the others changed.
    const told = answer && (await store?.bump([prefix + ANY_TAG]));
    const stored = store === null || Boolean(told);
    if (stored) for (const tag of tags) this.#unsent.delete(tag);
    const made = tags.map((tag, index) => ({ tag, version: answer?.value[index] ?? this.#versionOf(tag) }));
    if (stored) this.#learn(made);
    return { stored, versions: made };
  }

  /** Takes versions that another process made. */
  learn(versions: readonly TagVersion[]): void {
    this.#learn(versions.filter(({ tag }) => !this.#unsent.has(tag)));
  }

  /** What is known may be out of date from now on: it is read again before anything is served. */
  distrust(): void {
    if (!this.#options.store) return;
    this.validUntil = 0;
    this.#distrusted += 1;
  }

  async #refresh(): Promise<void> {
    const before = this.#distrusted;
    const any = this.#ofAny;
    let done = await this.#fetch(["", ANY_TAG]);
    if (done && this.#ofAny !== any) {
      done = await this.#fetch([...this.#known.keys()]);
      // Asked for again the next time.
      if (!done) this.#ofAny = any;
    }
    // Something may have called for distrust meanwhile.
    if (this.#distrusted === before) this.validUntil = Date.now() + (done ? this.#options.validMs : RETRY_MS);
  }

  async #fetch(tags: readonly string[]): Promise<boolean> {
    const { store, prefix } = this.#options;
    if (tags.length === 0) return true;
    const answer = store ? await store.versions(tags.map((tag) => prefix + tag)) : null;
    if (answer) {
      this.learn(tags.map((tag, index) => ({ tag, version: answer.value[index] ?? this.#makeUp() })));
      return true;
    }
    // Nobody else can be asked: ours hold in this process, until the store is there and has others.
    const unknown = tags.filter((tag) => tag !== ANY_TAG && this.#versionOf(tag) === "");
    this.#learn(unknown.map((tag) => ({ tag, version: this.#makeUp() })));
    return store === null;
  }

  #learn(versions: readonly TagVersion[]): void {
    for (const { tag, version } of versions) {
      if (tag === ANY_TAG) {
        this.#ofAny = version;
        continue;
      }
      if (this.#versionOf(tag) === version) continue;
      if (tag === "") this.#ofNamespace = version;
      else this.#known.set(tag, { version });
      this.stamp += 1;
    }
  }

  #versionOf(tag: string): string {
    return tag === "" ? this.#ofNamespace : (this.#known.get(tag)?.version ?? "");
  }

  #makeUp(): string {
    this.#sequence += 1;
    return `l${process.pid}.${this.#sequence}.${Math.random().toString(36).slice(2)}`;
  }
}
