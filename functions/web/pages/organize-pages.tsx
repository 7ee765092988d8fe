/** The organizer's pages: the same for everybody, filled by a script that knows who it is. */
import { assetPath } from '../assets/asset-names.ts';
import { deskRouteAt } from './organize-paths.ts';
import type { Page, PageView } from './page-view.ts';
import { WaitingPart } from './waiting-part.tsx';

/** Undefined where there is no such page. @param path without its language */
export function organizePage(view: PageView, path: string): Page | undefined {
  const route = deskRouteAt(path);
  if (!route) return undefined;
  const { t } = view;
  return {
    status: 200,
    title: route.page === 'new' || route.page === 'new-hall' ? t.deskNewEvent : t.deskTitle,
    description: t.deskAbout,
    // The way in is looked for by name; what is behind it is nobody else's.
    isPrivate: route.page !== 'events',
    ...(route.page === 'events' && { canonical: '/organize' }),
    place: 'organize',
    frame: 'desk-frame.js',
    islands: ['organize.js'],
    styles: ['desk.css'],
    body: (
      <div class="wide">
        <WaitingPart t={t} part="desk" data={{ 'data-editor-style': assetPath(view.language, 'editor.css') }}>
          <h1>{t.deskTitle}</h1>
        </WaitingPart>
      </div>
    ),
  };
}
