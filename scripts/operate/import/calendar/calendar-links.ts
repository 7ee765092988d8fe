/** Where a VEVENT leads to: pages and a picture (RFC 5545, RFC 7986). */
import { linkIn } from '../links.ts';
import { all, first, textOf, unescaped } from './lines/calendar-parser.ts';
import type { CalendarProperty, Component } from './lines/component.ts';

/** The links of an event; what is none that an event can have is not among them. */
export interface CalendarLinks {
  /** Its own page. */
  url: string | undefined;
  imageUrl: string | undefined;
  /** The page of the place. */
  venueUrl: string | undefined;
}

/** Of a path that names a picture, where nothing says what is attached. */
const PICTURE = /\.(?:jpe?g|png|gif|webp|avif|svg)$/i;

/** Reads the links of a VEVENT. A text may have a page of its own (ALTREP), which is that of the event where it has no other. */
export function linksOf(component: Component): CalendarLinks {
  return {
    url: linkIn(textOf(component, 'URL')) ?? pageOf(component, 'DESCRIPTION') ?? pageOf(component, 'SUMMARY'),
    imageUrl: imageOf(component),
    venueUrl: pageOf(component, 'LOCATION'),
  };
}

/** A card of the place (.vcf) or another file for programs is no page. */
function pageOf(component: Component, name: string): string | undefined {
  const link = linkIn(first(component, name)?.parameters.get('ALTREP'));
  return link !== undefined && !/\.(?:vcf|ics)$/i.test(new URL(link).pathname) ? link : undefined;
}

/** The largest that is meant to be shown: IMAGE says so itself, ATTACH by what it attaches. */
function imageOf(component: Component): string | undefined {
  const images = all(component, 'IMAGE').toSorted((one, other) => smallness(one) - smallness(other));
  for (const property of [...images, ...all(component, 'ATTACH').filter(isPicture)]) {
    const link = linkIn(unescaped(property.value));
    if (link !== undefined) return link;
  }
  return imageOfProgram(component);
}

/**
 * Programs for websites had a picture before there was IMAGE: a link (X-IMAGE), or several of one picture, from small to large
 * (`X-WP-IMAGES-URL:thumbnail;https://…;150;150,full;https://…;900;600`).
 */
function imageOfProgram({ properties }: Component): string | undefined {
  const given = properties.find(({ name }) => /^X-(?:[A-Z0-9-]+-)?IMAGES?(?:-UR[LI])?$/.test(name));
  return unescaped(given?.value ?? '')
    .split(/[;,]/)
    .map(linkIn)
    .findLast((link) => link !== undefined);
}

/** By DISPLAY (RFC 7986, 6.1): BADGE where nothing is said. */
function smallness({ parameters }: CalendarProperty): number {
  const kinds = (parameters.get('DISPLAY') ?? '').toUpperCase().split(',');
  const place = ['FULLSIZE', 'GRAPHIC', 'BADGE', 'THUMBNAIL'].findIndex((kind) => kinds.includes(kind));
  return place < 0 ? 2 : place;
}

function isPicture({ parameters, value }: CalendarProperty): boolean {
  const type = parameters.get('FMTTYPE');
  if (type !== undefined) return /^image\//i.test(type);
  const link = linkIn(unescaped(value));
  return link !== undefined && PICTURE.test(new URL(link).pathname);
}
