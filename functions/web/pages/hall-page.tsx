/** The page of the chart editor: the same for everybody, filled by its script for the organizer. */
import { pathIn } from '../texts/languages.ts';
import type { Page, PageView } from './page-view.ts';
import { WaitingPart } from './waiting-part.tsx';

export function hallPage(view: PageView): Page {
  const { t, language } = view;
  return {
    status: 200,
    title: t.editorTitle,
    isPrivate: true,
    place: 'organize',
    frame: 'desk-frame.js',
    islands: ['hall.js'],
    styles: ['editor.css'],
    body: (
      <div class="editor-page">
        <p class="kicker">
          <a href={pathIn(language, '/organize')}>{t.editorBack}</a> · <span data-hall-title dir="auto" />
        </p>
        <h1>{t.editorTitle}</h1>
        <WaitingPart t={t} part="hall" />
      </div>
    ),
  };
}
