#pragma once

#include <memory>

#include "manifest/value.h"

/// A project while it is read: the model, and where each thing that the checks look at stands.
namespace slipway::manifest {

struct ServiceDraft {
    bool isMade = false;     ///< by the reader: nobody wrote it, so nobody can give it an owner
    model::Service service;  ///< its environment without the env files until checkProject
    std::string folder;      ///< of the manifest, absolute
    std::map<std::string, std::string> fileEnvironment;
    std::vector<std::string> profiles;  ///< empty: it always runs
    std::vector<Place> secretPlaces;    ///< one each of service.secrets
    Place name;
    bool empty = false;  ///< no mapping stands there
    Place owner;
    std::vector<Place> calls;
    Place data;
    std::vector<Place> ports;
    std::vector<Place> dependsOn;
    Place replicas;
    Place updateOrder;                                  ///< line 0: not given
    Place strategy;                                     ///< of the rollout; line 0: not given
    Place autoscale;                                    ///< line 0: not given
    Place startupProbe, readinessProbe, livenessProbe;  ///< line 0: not given
    std::vector<Place> processOnly;                     ///< keys that make no sense for an external service
    Place external;
    Place kind;
    bool isJob = false;
    std::vector<Place> jobKeys;  ///< that belong to a job alone
    int retries = 0;
    std::chrono::milliseconds jobTimeout{0};
    std::optional<model::Schedule> schedule;
    std::optional<std::chrono::milliseconds> startTimeout;
    std::optional<std::chrono::milliseconds> startPeriod;  ///< of a healthcheck
};

struct RouteDraft {
    model::Route route;
    Place place;
    Place id;  ///< line 0: none was given
    std::vector<Place> to;
    bool inactive = false;                                  ///< leads to services alone that no profile has chosen
    bool broken = false;                                    ///< had errors of its own
    Place mirror;                                           ///< line 0: none
    Place unsafe;                                           ///< of the mirror; line 0: not given
    std::vector<std::pair<std::string, Place>> composites;  ///< that it leads to, through the service `composer`
    std::string folder;                                     ///< of the manifest, absolute
};

struct CompositesDraft;  // composite_draft.h

struct ProjectDraft {
    model::Project project;  ///< teams, gateway without routes, topology, name
    std::string folder;      ///< of the manifest, absolute
    Place name;
    std::map<std::string, Place> secrets;
    std::vector<ServiceDraft> services;
    std::vector<RouteDraft> routes;
    std::vector<Place> listen;
    Place gateway;
    std::shared_ptr<CompositesDraft> composites;  ///< null: the manifest has none
};

using model::kComposer;

void readProject(const Value& root, ProjectDraft& draft);
void readServices(const Value& value, ProjectDraft& draft);
void readGateway(const Value& value, ProjectDraft& draft);
void readObservability(const Value& value, ProjectDraft& draft);
void readComposites(const Value& value, ProjectDraft& draft);
/// Checks the composites, and makes of them a service of their own that routes lead to.
void lowerComposites(ProjectDraft& draft, Findings& findings);
/// A route's `mediate`.
void readMediate(const Value& value, RouteDraft& draft);
void readProbe(const Value& value, std::optional<model::Probe>& probe);
/// Compose's `healthcheck`, into the readiness probe.
void readHealthcheck(const Value& value, ServiceDraft& draft);
void readDeploy(const Value& value, ServiceDraft& draft);
void readUpdateConfig(const Value& value, ServiceDraft& draft);
void readAutoscale(const Value& value, ServiceDraft& draft);
void readBuild(const Value& value, ServiceDraft& draft);
void readDevelop(const Value& value, ServiceDraft& draft);
void readResources(const Value& value, ServiceDraft& draft);
void readUlimits(const Value& value, ServiceDraft& draft);
void readHooks(const Value& value, ServiceDraft& draft);
/// Looks users and groups up on this machine, as only it knows them.
void readUser(const Value& value, ServiceDraft& draft);
void readUmask(const Value& value, ServiceDraft& draft);
void readKind(const Value& value, ServiceDraft& draft);
void readRetries(const Value& value, ServiceDraft& draft);
void readTimeout(const Value& value, ServiceDraft& draft);
void readSchedule(const Value& value, ServiceDraft& draft);
/// What the keys of a job make together, once all are read.
void finishJob(ServiceDraft& draft, Findings& findings);
/// `deploy.replicas`, and `scale`, its other word.
void readReplicas(const Value& value, ServiceDraft& draft);
void readRestart(const Value& value, ServiceDraft& draft);
void readData(const Value& value, ServiceDraft& draft);
void readPorts(const Value& value, ServiceDraft& draft);
void readCalls(const Value& value, ServiceDraft& draft);
void readDependsOn(const Value& value, ServiceDraft& draft);
void readExternal(const Value& value, ServiceDraft& draft);
void readBalancing(const Value& value, ServiceDraft& draft);
void readEnvironment(const Value& value, ServiceDraft& draft);
void readSecretSources(const Value& value, ProjectDraft& draft);
void readSecretUses(const Value& value, ServiceDraft& draft);
void readProfiles(const Value& value, ServiceDraft& draft);
/// Takes out the services that no active profile has chosen, and what leads to them; who needs one is told.
void dropInactive(ProjectDraft& draft, Findings& findings);
/// `{secret: NAME}` in place of a variable's value.
void readSecretVariable(const Value& value, const std::string& variable, ServiceDraft& draft);
/// The service gets it; once, if it is listed twice.
void addSecret(ServiceDraft& draft, model::SecretUse use, const Place& at, Findings& findings);
void checkSecrets(const ProjectDraft& project, ServiceDraft& draft, Findings& findings);
void readEnvFiles(const Value& value, ServiceDraft& draft);
// Conditions of a route.
void readAllowFrom(const Value& value, RouteDraft& draft);
void readAuth(const Value& value, RouteDraft& draft);
void readCors(const Value& value, RouteDraft& draft);
void readLimits(const Value& value, RouteDraft& draft);
void readRateLimit(const Value& value, RouteDraft& draft);
void readConcurrency(const Value& value, RouteDraft& draft);
/// A route's `cache`.
void readCache(const Value& value, RouteDraft& draft);
void readCacheBytes(const Value& value, long least, long& into);
/// What one of them alone can't tell.
void checkPolicies(const Value& route, RouteDraft& draft);
/// `env_file`'s entries.
struct EnvFileEntry {
    Place place;
    std::string path;
    bool required = true;
};
std::vector<EnvFileEntry> envFileEntries(const Value& value);
/// Of the manifest at `path`.
std::string manifestFolder(const std::string& path);
/// `path` from the manifest's folder, absolute and without `.` and `..`.
std::string absolutePath(const std::string& path, const std::string& folder);

/// Everything that one value alone can't tell: owners, calls, routes, cycles, shared stores, ports. Moves services and
/// routes into the project.
void checkProject(ProjectDraft& draft, Findings& findings);

std::vector<Grammar> projectGrammars();
std::vector<Grammar> serviceGrammars();
std::vector<Grammar> servicePartGrammars();
std::vector<Grammar> environmentGrammars();
std::vector<Grammar> secretGrammars();
std::vector<Grammar> probeGrammars();
std::vector<Grammar> deployGrammars();
std::vector<Grammar> updateGrammars();
std::vector<Grammar> autoscaleGrammars();
std::vector<Grammar> developGrammars();
std::vector<Grammar> jobGrammars();
std::vector<Grammar> limitGrammars();
std::vector<Grammar> resourceGrammars();
std::vector<Grammar> processGrammars();
std::vector<Grammar> gatewayGrammars();
std::vector<Grammar> compositeGrammars();
std::vector<Grammar> policyGrammars();
std::vector<Grammar> cacheGrammars();
std::vector<Grammar> observabilityGrammars();

}  // namespace slipway::manifest
