/** The organizer's pages: the same for everybody, filled by a script that knows who it is. */
import { assetPath } from '../assets/asset-names.ts';
import { deskRouteAt } from './organize-paths.ts';
import type { Page, PageView } from './page-view.ts';

/** Undefined where there is no such page. @param path without its language */
export function organizePage(view: PageView, path: string): Page | undefined {
  const route = deskRouteAt(path);
  if (!route) return undefined;
  const { t } = view;
  return {
    status: 200,
    title: route.page === 'new' || route.page === 'new-hall' ? t.deskNewEvent : t.deskTitle,
    isPrivate: true,
    place: 'organize',
    frame: 'desk-frame.js',
    islands: ['organize.js'],
    styles: ['desk.css'],
    body: (
      <div class="wide">
        <div data-part="desk" data-editor-style={assetPath(view.language, 'editor.css')}>
          <h1>{t.deskTitle}</h1>
          <p class="loading">
            <span class="if-script">{t.loading}</span>
          </p>
          <noscript>
            <p class="notice">{t.needsScript}</p>
          </noscript>
        </div>
      </div>
    ),
  };
}
