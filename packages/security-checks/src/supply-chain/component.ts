/** A package that a project uses, in one exact version. */
export interface Component {
  /** OSV's name: `npm`, `PyPI`, `Maven`, `Go`, `crates.io`; null for one that OSV has no data for. */
  ecosystem: string | null;
  /** As the ecosystem writes it: `@scope/name`, `group:artifact`, a module path; PyPI names in their normal form. */
  name: string;
  version: string;
  /** Package URL without a version, such as `pkg:npm/%40scope/name`. */
  purl: string;
  /** SPDX expression, where the file says it. */
  licence?: string | undefined;
  /** The file that names it. */
  file: string;
  /** True when it is only used to build or test. */
  isDevelopment?: boolean | undefined;
  /** Where the file says that it is fetched from. */
  source?: string | undefined;
}
