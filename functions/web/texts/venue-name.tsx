/** A house and its city, each in the direction of its own script: a comma between two names of one script would else turn them around on a page of another. */
import { Fragment, type JSX } from 'preact';

/** Names that are missing are left out, and a city that the house is named by. */
export function VenueName({ names }: { names: readonly (string | null | undefined)[] }): JSX.Element {
  return (
    <>
      {[...new Set(names.filter(Boolean))].map((name, index) => (
        <Fragment key={index}>
          {index > 0 && ', '}
          <bdi>{name}</bdi>
        </Fragment>
      ))}
    </>
  );
}
