/** What became of something that is done by one button. */
export interface SaidOutcome {
  text: string;
  isBad: boolean;
}

/** Said at once: what did not work loudly, what did as it suits. */
export function Said({ said }: { said: SaidOutcome | undefined }) {
  if (!said) return null;
  return (
    <p class={`notice ${said.isBad ? 'bad' : 'good'}`} role={said.isBad ? 'alert' : 'status'}>
      {said.text}
    </p>
  );
}
