import { seenFrom } from '../../project/part-of-project.ts';
import type { EnvVariable, KeyPlace, PrivateKey, Reach, SecretModel } from './secret-model.ts';

/**
 * The whole repository's keys for the audit of one app in it: a pair is proven wherever its halves stand, paths are the
 * app's, and only what its own code does with a key counts. Of the variables it has those that are read there.
 * @param folder the app's, relative to the repository's root; `.` for what belongs to no app
 * @param reachOf how the app's code brings a file, by the app's path, to browsers
 * @param isRead whether an env file, by the repository's path, may be read in this app
 */
export function secretsSeenFrom(
  whole: SecretModel,
  folder: string,
  reachOf: (path: string) => Reach | undefined,
  isRead: (path: string) => boolean,
): SecretModel {
  const moved = <Where extends { readonly path: string }>(place: Where): Where => ({
    ...place,
    path: seenFrom(folder, place.path),
  });
  const placeOf = (place: KeyPlace): KeyPlace => {
    const path = seenFrom(folder, place.path);
    const { line, column, form, area, isTracked } = place;
    return {
      path,
      line,
      column,
      form,
      area,
      isTracked,
      get reach() {
        return place.reach ?? reachOf(path);
      },
    };
  };
  const keys = new Map<PrivateKey, PrivateKey>();
  for (const key of whole.privateKeys) {
    keys.set(key, {
      ...key,
      places: key.places.map(placeOf),
      publicKeyAt: key.publicKeyAt && moved(key.publicKeyAt),
    });
  }
  const variableOf = (variable: EnvVariable): EnvVariable => ({
    ...moved(variable),
    privateKey: variable.privateKey && keys.get(variable.privateKey),
  });
  return {
    publicKeys: whole.publicKeys.map((key) => ({ ...key, places: key.places.map(placeOf) })),
    privateKeys: [...keys.values()],
    variables: whole.variables.filter(({ path }) => isRead(path)).map(variableOf),
    redact: (text) => whole.redact(text),
    notChecked: whole.notChecked,
  };
}
