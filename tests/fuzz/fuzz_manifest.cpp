#include <string>

#include "fuzz/fuzz_check.h"
#include "manifest/manifest.h"
#include "manifest/scalars.h"

using namespace slipway;
using namespace slipway::manifest;
using slipway::http::test::require;

namespace {

const Variables kVariables{
    {"A", "a"}, {"EMPTY", ""}, {"N", "3"}, {"SLIPWAY_LIBEXEC", "/opt/slip way"}, {"LONG", std::string(300, 'x')}};
const EnvFiles kEnvFiles{{"/work/a.env", "A=1\nB='x'\n"}, {"/work/bad.env", "x"}};

/// What every plan takes for granted.
void requireSound(const model::Project& project) {
    require(isName(project.name.str()), "a project has a name");
    require(!project.services.empty() && project.services.size() <= kMaxServices, "services are few and some");
    size_t placed = 0;
    for (const auto& group : model::startOrder(project))
        placed += group.size();
    require(placed == project.services.size(), "there is a start order");
    for (const auto& service : project.services) {
        require(isName(service.name.str()), "a service has a name");
        require(project.service(service.name) == &service, "names are unique");
        require(service.external() != !service.command.empty(), "a service is launched or external");
        require(service.owner.empty() || project.team(service.owner), "an owner is a team");
        require(service.replicas >= 0 && service.replicas <= 256, "replicas are bounded");
        require(service.stopSignal > 0 && service.stopSignal <= 64, "a signal is one");
        require(service.restartPolicy.factor >= 1 && service.restartPolicy.maxDelay >= service.restartPolicy.delay,
                "delays grow");
        for (const auto& callee : service.calls)
            require(project.service(callee) && project.service(callee)->servesRequests(), "calls lead somewhere");
        for (const auto& word : service.command)
            require(word.find('\0') == std::string::npos, "no word ends early");
        for (const auto& port : service.ports)
            require(port.target >= 0 && port.target <= 65535 && (port.target == 0 || service.replicas <= 1),
                    "ports are ports");
    }
    for (const auto& route : project.gateway.routes) {
        require(!route.id.empty() && route.pathPrefix.starts_with('/') && !route.to.empty(),
                "a route matches and leads");
        for (const auto& target : route.to)
            require(project.service(target.service) && target.weight >= 1 && target.weight <= 256,
                    "a target is a service");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = parseManifest(text, "/work/slipway.yaml", kVariables, kEnvFiles);
    if (parsed) {
        requireSound(parsed->project);
    } else {
        const auto& problems = parsed.error().problems;
        require(!problems.empty() && problems.size() <= kMaxProblems, "a refusal says why, within bounds");
        for (const auto& problem : problems)
            require(problem.line >= 0 && problem.column >= 0 && !problem.message.empty(),
                    "a problem has a place and a sentence");
    }
    for (const auto& name : namedVariables(text))
        require(isEnvironmentName(name), "a variable has a name");
    for (const auto& path : envFilePaths(text, "/work/slipway.yaml", kVariables))
        require(path.starts_with('/'), "an env file's path is absolute");
    (void)projectName(text, "/work/slipway.yaml", kVariables);
    return 0;
}
