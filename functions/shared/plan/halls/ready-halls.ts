/** The halls to begin with. */
import { arena } from './arena.ts';
import { cinema } from './cinema.ts';
import { club } from './club.ts';
import { hallWithTables } from './hall-with-tables.ts';
import type { ReadyHall } from './ready-hall.ts';
import { theatre } from './theatre.ts';

export const READY_HALLS: readonly ReadyHall[] = [theatre, club, arena, cinema, hallWithTables];
