/**
 * What a track is called and whose work it is.
 * @module
 */
import { strings } from "./strings.ts";

/** Whose work a clip is, and on what terms. */
export interface Credit {
  title: string;
  artist: string;
  licence: string;
  licenceUrl: string;
  from: string;
}

/** The folders of a name are there, but less so. */
export function TrackName({ name }: { name: string }) {
  const slash = name.lastIndexOf("/") + 1;
  return (
    <>
      {slash > 0 && <span class="muted folders">{name.slice(0, slash)}</span>}
      {name.slice(slash)}
    </>
  );
}

export function CreditLine({ credit: { title, artist, licence, licenceUrl, from } }: { credit: Credit }) {
  return (
    <span class="credit">
      <span>{strings.track.credit(title, artist, from)}</span> <a href={licenceUrl} rel="license external">{licence}</a>
    </span>
  );
}
