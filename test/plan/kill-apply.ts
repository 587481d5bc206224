// Run as a process of its own: applies a plan and kills itself, without a chance to clean up, at one of its writes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply } from '../../src/plan/apply.ts';
import { type Disk, disk } from '../../src/plan/disk.ts';
import { recover } from '../../src/plan/roll-back.ts';
import { undo } from '../../src/plan/undo.ts';
import { planForMember, planForTests } from './plan-for-tests.ts';

const [action, root, step, half] = process.argv.slice(2) as [string, string, string, string];
let count = 0;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;); // the signal arrives at once; nothing after this line may run
}

/** Kills before the n-th change of the disk, or in the middle of it when it is a write. */
const deadly = Object.fromEntries(
  Object.entries(disk).map(([name, method]) => [
    name,
    (...args: unknown[]) => {
      count++;
      if (count === Number(step)) {
        if (half === 'half' && name === 'write') {
          writeFileSync(args[0] as string, Buffer.from(args[1] as string).subarray(0, 3));
        }
        die();
      }
      return (method as (...all: unknown[]) => unknown)(...args);
    },
  ]),
) as unknown as Disk;

if (action === 'apply') {
  recover(root, deadly);
  await apply(root, planForTests(root), { command: 'init', disk: deadly });
}
if (action === 'apply-member') {
  const member = join(root, 'apps/web');
  recover(member, deadly);
  await apply(member, planForMember(member), { command: 'init', disk: deadly });
}
if (action === 'undo-member') undo(join(root, 'apps/web'), deadly);
if (action === 'undo') undo(root, deadly);
console.log(count);
