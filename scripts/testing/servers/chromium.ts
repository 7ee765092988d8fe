import { join } from 'node:path';
import { installMissing, type Need } from '../../servers/install.ts';
import { findProgram, thisMachine } from '../../servers/machine.ts';

const need: Need = {
  programs: ['chromium', 'google-chrome', 'google-chrome-stable'],
  package: 'chromium',
  variable: 'CHROMIUM',
  names: 'the path of a browser',
};

/** The path of a browser that playwright-core can lead: CHROMIUM, or the machine's own, or Debian's, which is installed. */
export async function chromium(folder: string, say: (line: string) => void): Promise<string> {
  const given = process.env[need.variable];
  if (given) return given;
  const machine = thisMachine();
  await installMissing([need], machine, join(folder, 'install-chromium.log'), say);
  return findProgram(machine, ...need.programs) ?? 'chromium';
}
