/** Something that is to be mended before the system can run well. */
export interface DoctorFinding {
  what: string;
  mend: string;
  /** Good to know: the system runs well without. */
  isNote?: true;
}
