/**
 * What of a track is worth a look, the gravest first, with a way there.
 * @module
 */
import { AUDIT_KINDS, type AuditFinding } from "../core/review/audit.ts";
import { strings } from "./strings.ts";
import { formatTime } from "./time_axis.ts";

interface AuditListProps {
  findings: readonly AuditFinding[];
  onJump: (finding: AuditFinding) => void;
  /** Whether the sound was heard for it. */
  heard: boolean;
  /** Progress of hearing it, 0 … 1; null while nobody does. */
  hearing: number | null;
  onHear: () => void;
}

export function AuditList({ findings, onJump, heard, hearing, onHear }: AuditListProps) {
  return (
    <section class="panel audit" aria-labelledby="audit-title">
      <h2 id="audit-title">{strings.audit.title}</h2>
      {!heard && (
        <p class="muted">
          {strings.audit.notHeard} {hearing === null
            ? <button type="button" class="link" onClick={onHear}>{strings.audit.hear}</button>
            : <span role="status">{strings.audit.hearing(hearing)}</span>}
        </p>
      )}
      {findings.length === 0 ? <p class="muted">{strings.audit.nothing}</p> : (
        <ol class="findings">
          {findings.map((finding) => (
            <li key={`${finding.kind} ${finding.startSeconds}`}>
              <button type="button" onClick={() => onJump(finding)}>
                <span class="finding-range">{rangeText(finding)}</span>
                <span>{findingText(finding)}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function rangeText({ startSeconds, endSeconds }: AuditFinding): string {
  return `${formatTime(startSeconds)} – ${formatTime(endSeconds)}`;
}

/** A finding as a sentence. */
export function findingText({ kind, strength, corrections = 0 }: AuditFinding): string {
  const by = strings.audit[AUDIT_KINDS[kind]](strength.toFixed(2));
  return strings.audit.kinds[kind](by, corrections);
}
