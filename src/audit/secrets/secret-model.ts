/** P-256 keys of the repository, with proof. */
export interface SecretModel {
  readonly publicKeys: readonly string[];
}
