/** The frame of the organizer’s desk, built with its scripts. */
// oxlint-disable-next-line import/no-unassigned-import -- it runs, and has nothing to give
import './frame.ts';
