/** Something that an overlay sets, with its mend. */
export interface OverlayFinding {
  what: string;
  mend: string;
  /** It is applied all the same: it works, or may work, and is not as it should be. */
  isBearable?: true;
  /** Bearable where images of this registry lie on the nodes already. */
  unlessLoaded?: string;
}
