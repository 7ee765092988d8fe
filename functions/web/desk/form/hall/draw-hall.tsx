/** The editor in the midst of writing an event: whatever is drawn is in the draft at once, so that whichever way back loses nothing. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import * as t from '../../../texts/of-desk.ts';
import { deskLanguage } from '../../parts-of-desk.tsx';
import { DeskHeading, DeskLink } from '../../navigation.tsx';
import type { EventDraft } from '../event-draft.ts';
import { drawnHall, hallToDraw } from './drawn-hall.ts';

export interface DrawHallProps {
  draft: EventDraft;
  change: (changes: Pick<EventDraft, 'hall' | 'prices'>) => void;
  onDone: () => void;
}

export function DrawHall({ draft, change, onDone }: DrawHallProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [isFailed, setFailed] = useState(false);
  const latest = useRef({ draft, change, onDone });
  latest.current = { draft, change, onDone };
  useEffect(() => {
    let mounted: { destroy(): void } | undefined;
    let isGone = false;
    const open = async (): Promise<void> => {
      // Loaded when somebody draws: it is as large as all the rest of the desk.
      const [{ mountEditor }] = await Promise.all([import('../../../editor/mount-editor.tsx'), editorStyle()]);
      if (isGone || !place.current) return;
      const { draft: begun } = latest.current;
      mounted = mountEditor(place.current, {
        ...hallToDraw(begun),
        currency: begun.currency,
        within: {
          done: t.deskDrawDone,
          onEdited: (document) => latest.current.change(drawnHall(document, latest.current.draft, deskLanguage)),
          onDone: () => latest.current.onDone(),
        },
      });
    };
    open().catch(() => setFailed(true));
    return () => {
      isGone = true;
      mounted?.destroy();
    };
  }, []);
  return (
    <div class="editor-page desk-draw">
      <p>
        <DeskLink to={{ page: 'new' }}>{t.deskDrawBack}</DeskLink>
      </p>
      <DeskHeading text={t.deskDrawTitle} />
      <p class="lead">{t.deskDrawLead}</p>
      <div ref={place}>
        {isFailed ? (
          <p class="notice bad" role="alert">
            {t.offline}
          </p>
        ) : (
          <p class="loading" role="status">
            {t.loading}
          </p>
        )}
      </div>
    </div>
  );
}

/** The page names it, and does not load it: few draw. */
async function editorStyle(): Promise<void> {
  const path = document.querySelector<HTMLElement>('[data-editor-style]')?.dataset['editorStyle'];
  if (path === undefined || document.querySelector(`link[href="${path}"]`)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = path;
  await new Promise((resolve, reject) => {
    link.addEventListener('load', resolve);
    link.addEventListener('error', reject);
    document.head.append(link);
  });
}
