import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { undo } from '../plan/undo.ts';
import { lockfiles } from '../plan/workspace-files.ts';
import { wrapText } from '../wrap-text.ts';
import { printJson, say, widthOf } from './shared/output.ts';

/** `pushwright undo`: takes the last init back, byte for byte; later changes of the files it edited stay. */
export async function undoCommand(directory: string, options: { json?: boolean }): Promise<0> {
  const root = resolve(directory);
  if (!existsSync(root))
    throw new UserError(`There is no folder ${directory}.`, 'Pass the folder of the app.');
  const undone = undo(root);
  if (!undone) {
    throw new UserError(
      'There is nothing to undo here.',
      'undo takes back what init or generate-vapid-keys wrote in this folder; pass the folder of the app.',
    );
  }
  const tell = (text: string): void => say(wrapText(text, widthOf(process.stdout)), options);
  const { command, paths, merged, interrupted, left, folders } = undone;
  if (options.json) {
    printJson({ schema: 1, command, interrupted, paths, merged, left, folders });
  } else {
    const what = interrupted ? `${command}, which had been interrupted,` : command;
    tell(`Took ${what} back: ${paths.length} ${paths.length === 1 ? 'file is' : 'files are'} as before.`);
    for (const path of paths) tell(`  ${path}`);
    if (merged.length > 0) {
      tell(`Changed since, so only what ${command} put there was taken out: ${merged.join(', ')}`);
    }
    if (left.length > 0) tell(`Left alone, because they changed meanwhile: ${left.join(', ')}`);
    if (left.some((path) => lockfiles.includes(basename(path))))
      tell('Install once more, so that the lockfile follows package.json.');
  }
  for (const folder of options.json ? [] : folders) {
    tell(
      `Left ${folder}/: something lies in it that ${command} did not write, such as the push server's database.`,
    );
  }
  return 0;
}
