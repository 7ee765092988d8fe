/**
 * Stands in for node:domain, which hooks every promise and timer of the process. A function's errors reach it through its
 * promise; one that is thrown elsewhere is nobody's: the host lets what is under way finish and ends the process.
 */
interface Domain {
  on(event: 'error', listener: (error: unknown) => void): Domain;
  run(work: () => void): void;
}

const domain: Domain = { on: () => domain, run: (work) => work() };

export default { create: (): Domain => domain };
