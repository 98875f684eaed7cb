/**
 * The panel's tab "Audit".
 * @module
 */
import { AuditList } from "../AuditList.tsx";
import type { TrackSession } from "../track_session.ts";
import type { Audit } from "./audit.ts";
import { goToFinding } from "./track_views.ts";
import { viewStrings } from "./strings.ts";

export function AuditPanel({ audit, session }: { audit: Audit; session: TrackSession }) {
  const view = audit.view.value, problem = audit.problem.value;
  return (
    <>
      {problem && <p class="error" role="alert">{viewStrings.audit.failed(problem)}</p>}
      {view
        ? (
          <AuditList
            findings={view.findings}
            heard={view.heard}
            hearing={audit.hearing.value}
            onHear={audit.check}
            onJump={(finding) => goToFinding(session, finding)}
          />
        )
        : !problem && <p class="muted" role="status">{viewStrings.audit.loading}</p>}
    </>
  );
}
