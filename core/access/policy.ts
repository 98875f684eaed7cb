/**
 * Who may do what: the one rule that every route and command asks. Pure, so that a team's rules can replace the
 * single-user ones without touching a route.
 * @module
 */

/** Everything that can be asked for, `<what>.<verb>`. */
export const ACTIONS = [
  "page.read",
  "track.read",
  "track.create",
  "correction.read",
  "correction.create",
  "job.read",
  "job.create",
  "job.cancel",
  "model.read",
  "model.create",
  "model.promote",
  "server.read",
] as const;
export type Action = typeof ACTIONS[number];

/** Who asks. */
export interface Actor {
  id: string;
  /** `local`: the one person of a single-user installation. */
  kind: "local";
  /** The projects the actor belongs to. */
  projectIds: readonly string[];
}

/** What is asked for: rows are always read within one project, so the project is what has to be checked. */
export interface Resource {
  projectId: string;
}

export type Decision = { allowed: true } | { allowed: false; reason: string };
export type Authorize = (actor: Actor, action: Action, resource: Resource) => Decision;

/** The local actor may do everything within its own projects and nothing outside. */
export const authorize: Authorize = (actor, action, resource) =>
  actor.projectIds.includes(resource.projectId)
    ? { allowed: true }
    : { allowed: false, reason: `Cannot ${action}: the project must be one of yours` };
