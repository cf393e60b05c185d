#pragma once

/// The one table of error codes: it drives CLI exit codes, the control API's status codes and docs/errors.md.
/// SLIPWAY_ERROR(name, "wire_code", Origin, cliExit, httpStatus, "what it means")
/// Exit codes: 1 bug, 2 usage, 3 invalid manifest, 4 not found, 5 conflict, 6 a service failed, 7 environment, 8 timed
/// out, 9 daemon unreachable.
#define SLIPWAY_ERROR_CODES(X)                                                                                     \
    X(Internal, "internal", Bug, 1, 500, "Slipway itself went wrong")                                              \
    X(Usage, "usage", Client, 2, 400, "The command line or the request is malformed")                              \
    X(InvalidManifest, "invalid_manifest", Client, 3, 422, "slipway.yaml has errors; nothing was changed")         \
    X(NotFound, "not_found", Client, 4, 404, "No such project, service, instance, operation or path")              \
    X(MethodNotAllowed, "method_not_allowed", Client, 2, 405, "The path exists, the method does not")              \
    X(Conflict, "conflict", Client, 5, 409, "The request contradicts what is going on, or what is there")          \
    X(TooLarge, "too_large", Client, 2, 413, "The request is larger than its limit")                               \
    X(StartFailed, "start_failed", Environment, 6, 502, "A process could not be started")                          \
    X(NotReady, "not_ready", Upstream, 6, 502, "A service did not become ready in its time")                       \
    X(RolloutFailed, "rollout_failed", Upstream, 6, 502, "A rollout failed; the old instances serve on")           \
    X(PortInUse, "port_in_use", Environment, 7, 409, "An address is taken by another process")                     \
    X(Io, "io", Environment, 7, 500, "A system call failed")                                                       \
    X(NoSpace, "no_space", Environment, 7, 507, "The disk is full")                                                \
    X(Corrupt, "corrupt", Environment, 7, 500, "A file or message is not what it must be")                         \
    X(HomeInUse, "home_in_use", Environment, 7, 409, "Another daemon holds this SLIPWAY_HOME")                     \
    X(PathTooLong, "path_too_long", Environment, 7, 400, "SLIPWAY_HOME is too deep for a Unix socket (107 bytes)") \
    X(Permission, "permission", Environment, 7, 403, "Not allowed")                                                \
    X(Timeout, "timeout", Environment, 8, 504, "It did not happen in its time")                                    \
    X(DaemonUnreachable, "daemon_unreachable", Environment, 9, 503, "slipwayd does not answer")                    \
    X(GatewayUnreachable, "gateway_unreachable", Environment, 9, 503, "slipway-gateway does not answer")           \
    X(VersionMismatch, "version_mismatch", Environment, 9, 426, "Client and daemon are of different versions")     \
    X(Rejected, "rejected", Bug, 1, 500, "The gateway refused a snapshot; the previous one is still in force")     \
    X(Cancelled, "cancelled", Client, 5, 409, "Superseded or cancelled")
