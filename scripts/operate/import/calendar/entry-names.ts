/** What an entry of a calendar is called: for people, and from one import to the next. */
import { familyOf } from '../source-event.ts';
import { cut } from '../source-text.ts';
import { textOf } from './lines/calendar-parser.ts';
import type { Component } from './lines/component.ts';
import type { CalendarEntry } from './event-times.ts';

/** For people: its number in the file and its title. */
export function nameOf({ index, component }: CalendarEntry): string {
  const summary = textOf(component, 'SUMMARY');
  return `${index + 1}${summary ? ` "${cut(summary.replaceAll('\n', ' '), 60)}"` : ''}`;
}

/** What makes it the same at the next import, but for what tells it apart from others of its UID. */
export function identityBy(component: Component, startsAt: Date): string[] {
  const uid = textOf(component, 'UID');
  return uid ? [uid] : [textOf(component, 'SUMMARY'), startsAt.toISOString(), textOf(component, 'LOCATION')];
}

/** What it has in common with others of its UID. */
export function familyBy(component: Component): string {
  const uid = textOf(component, 'UID');
  return uid ? familyOf('ics', uid) : familyOf('ics', '', textOf(component, 'SUMMARY'), textOf(component, 'LOCATION'));
}
