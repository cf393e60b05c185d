#include "base/files.h"
#include "crypto/json_web_key.h"
#include "daemon/api_calls.h"
#include "daemon/manifest_diff.h"
#include "daemon/secret_files.h"
#include "manifest/key_file.h"

namespace slipway::daemon::calls {

namespace {

/// The manifest of the request, or nothing and an answer with all its problems.
std::optional<std::pair<manifest::ParsedManifest, ManifestSource>> manifestOf(const Call& call) {
    auto body = api::decode<api::UpRequest>(call.request.body);
    if (!body) {
        call.responder.error(
            {ErrorCode::Usage, "the body is not what docs/control-api.md says: " + body.error().message, "", {}});
        return std::nullopt;
    }
    ManifestSource source;
    source.text = std::move(body->manifest);
    source.path = std::move(body->path);
    source.variables = std::move(body->variables);
    source.envFiles = std::move(body->envFiles);
    source.profiles = std::move(body->profiles);
    source.listen = std::move(body->listen);
    source.readEnvFiles();
    source.readSecrets([&](const std::string& value) { return secretDigest(call.daemon.context().home, value); });
    auto parsed = source.parse();
    if (!parsed) {
        call.responder.json(422, api::encode(parsed.error()));
        return std::nullopt;
    }
    return std::make_pair(std::move(*parsed), std::move(source));
}

api::Problem keptMessages(const std::string& path, const std::string& caller, const std::string& service,
                          std::int64_t messages) {
    api::Problem warning;
    warning.file = path;
    warning.key = "services." + caller + ".calls";
    warning.message = std::to_string(messages) + (messages == 1 ? " message" : " messages") + " for " + service +
                      " stay in the queue " + caller + "/" + service + ", which has no call any more";
    warning.expected = "{service: " + service + ", mode: async}, which delivers them";
    warning.severity = api::Severity::Warning;
    return warning;
}

/// What is too short to be told from ordinary text is not hidden.
void addShortSecrets(const ManifestSource& source, std::vector<api::Problem>& warnings) {
    for (const auto& [name, secret] : source.secretValues) {
        if (secret.value.size() >= Mask::kLeastBytes)
            continue;
        api::Problem warning;
        warning.file = source.path;
        warning.key = "secrets." + name;
        warning.message = "is so short that it can't be hidden in logs";
        warning.expected = "at least " + std::to_string(Mask::kLeastBytes) + " bytes";
        warning.severity = api::Severity::Warning;
        warnings.push_back(std::move(warning));
    }
}

/// What `up` can't refuse, for files may come later: who asked should know at once that nobody gets in.
void addKeyFileFaults(const model::Gateway& gateway, const std::string& path, std::vector<api::Problem>& warnings) {
    for (const auto& sentence : manifest::keyFileFaults(
             gateway, [](const std::string& file) { return readFile(file, crypto::KeySet::kMaxBytes); })) {
        api::Problem warning;
        warning.file = path;
        warning.key = "gateway";
        warning.message = sentence;
        warning.severity = api::Severity::Warning;
        warnings.push_back(std::move(warning));
    }
}

}  // namespace

void needs(const Call& call) {
    const auto body = api::decode<api::UpRequest>(call.request.body);
    if (!body) {
        call.responder.error({ErrorCode::Usage, body.error().message, "", {}});
        return;
    }
    api::ManifestNeeds answer;
    ManifestSource source;
    source.text = body->manifest;
    source.path = body->path;
    source.variables = body->variables;
    source.envFiles = body->envFiles;
    source.readEnvFiles();
    const auto variables = source.allVariables();
    answer.project = manifest::projectName(body->manifest, body->path, variables);
    answer.variables = manifest::namedVariables(body->manifest, body->path, source.envFiles);
    answer.envFiles = manifest::envFilePaths(body->manifest, body->path, variables, source.envFiles);
    call.reply(answer);
}

void up(const Call& call) {
    auto manifest = manifestOf(call);
    if (!manifest)
        return;
    api::UpAnswer answer;
    answer.project = manifest->first.project.name.str();
    answer.warnings = manifest->first.warnings;
    for (const auto& [caller, service, queue] : call.daemon.context().queues.orphansOf(manifest->first.project))
        answer.warnings.push_back(keptMessages(manifest->second.path, caller, service, queue.depth + queue.dead));
    addKeyFileFaults(manifest->first.project.gateway, manifest->second.path, answer.warnings);
    addShortSecrets(manifest->second, answer.warnings);
    auto operation = call.daemon.up(std::move(manifest->first.project), std::move(manifest->second));
    if (!operation) {
        call.responder.error(operation.error());
        return;
    }
    answer.operation = *operation;
    call.reply(answer, 202);
}

void validate(const Call& call) {
    const auto manifest = manifestOf(call);
    if (!manifest)
        return;
    api::ValidateAnswer answer;
    answer.project = manifest->first.project.name.str();
    answer.problems = manifest->first.warnings;
    for (const auto& service : manifest->first.project.services)
        answer.services.push_back(service.name.str());
    call.reply(answer);
}

void diff(const Call& call) {
    auto manifest = manifestOf(call);
    if (!manifest)
        return;
    const model::Project& wanted = manifest->first.project;
    const ManifestSource& source = manifest->second;
    ProjectController* running = call.daemon.project(wanted.name.str());
    api::Diff answer;
    if (running) {
        if (auto allowed = call.daemon.mayComeUp(*running, source); !allowed) {
            call.responder.error(allowed.error());
            return;
        }
        Mask mask;
        for (const auto* side : {&running->source(), &source})
            mask.learn(side->allVariables());
        for (const auto* project : {&running->project(), &wanted})
            for (const auto& service : project->services)
                mask.learn(service.environment);
        answer = manifestDiff({running->project(), running->listens()}, running->world(), running->topology(),
                              {wanted, ProjectController::listens(wanted, source)}, mask);
    } else {
        answer = manifestDiff(wanted);
    }
    answer.warnings = std::move(manifest->first.warnings);
    call.reply(answer);
}

}  // namespace slipway::daemon::calls
