/** Something of one's own that cannot be shown right now, and the way to try again. Without a connection it is tried when there is one. */
import { useEffect } from 'preact/hooks';
import * as t from '../texts/of-page.ts';
import { ownRefusalText } from './own-refusals.ts';
import type { OwnRefusal } from './own-requests.ts';

export function NotNow({ refusal, onAgain }: { refusal: OwnRefusal; onAgain: () => void }) {
  useEffect(() => {
    addEventListener('online', onAgain);
    return () => removeEventListener('online', onAgain);
  }, [onAgain]);
  return (
    <>
      <p class="notice bad" role="alert">
        {ownRefusalText(refusal)}
      </p>
      <p>
        <button type="button" class="button quiet" onClick={onAgain}>
          {t.tryAgain}
        </button>
      </p>
    </>
  );
}
