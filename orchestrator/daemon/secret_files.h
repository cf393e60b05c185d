#pragma once

#include "daemon/home.h"
#include "manifest/secrets.h"
#include "model/project.h"

/// The secrets of a project as its instances get them: files of mode 0400 in SLIPWAY_HOME/projects/NAME/secrets, a
/// folder for each service and set of values. They are all that the daemon keeps of the values: the store has digests
/// alone, and the next daemon learns from them what to hide. They stay until the project is down, since the logs of its
/// instances may show any of them.
namespace slipway::daemon {

/// What tells one value from another and says nothing of either: keyed with the home's id.
std::string secretDigest(const Home& home, const std::string& value);

/// $SLIPWAY_SECRETS_DIR of a service that has secrets.
std::string secretsFolder(const Home& home, const std::string& project, const model::Service& service);

/// Writes what is not there yet, and has it hidden in every output from here on. Errors: Io, Permission.
Result<> keepSecrets(const Home& home, const model::Project& project, const manifest::SecretValues& values);

/// Before a start. Errors: StartFailed, naming the first that is gone.
Result<> secretsAreThere(const Home& home, const std::string& project, const model::Service& service);

/// After the daemon's start: what is kept is hidden again.
void learnSecrets(const Home& home, const std::string& project);
/// The project is down.
void dropSecrets(const Home& home, const std::string& project);

}  // namespace slipway::daemon
