/** Which licences a project may use. Identifiers are SPDX's; `GPL-*` stands for all that begin so. */
export interface LicencePolicy {
  /** When not empty, every other licence is a finding. */
  allow: readonly string[];
  /** Always a finding. */
  deny: readonly string[];
}
