#include "daemon/revision_history.h"

#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "model/changes.h"
#include "runtime/spawn.h"

namespace slipway::daemon {

using nlohmann::json;

namespace {

constexpr size_t kProgramLimit = 512u << 20;
constexpr size_t kShownDigest = 12;

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        constexpr char kDigits[] = "0123456789abcdef";
        text += kDigits[static_cast<unsigned char>(byte) >> 4];
        text += kDigits[static_cast<unsigned char>(byte) & 15];
    }
    return text;
}

std::string shown(const std::string& digest) {
    return digest.empty() ? "unknown" : digest.substr(0, kShownDigest);
}

bool succeeded(const store::RevisionRecord& record) {
    return record.outcome == "succeeded";
}

}  // namespace

std::string programDigest(const model::Service& spec) {
    if (spec.command.empty())
        return {};
    std::string all;
    for (size_t i = 0; i < spec.command.size(); ++i) {
        std::string path = spec.command[i];
        if (i == 0) {
            runtime::Environment environment;
            if (const auto own = spec.environment.find("PATH"); own != spec.environment.end())
                environment.emplace_back("PATH", own->second);
            else if (const char* path0 = ::getenv("PATH"))
                environment.emplace_back("PATH", path0);
            if (const auto resolved = runtime::resolveCommand(path, environment))
                path = *resolved;
        }
        if (!path.starts_with('/'))
            path = spec.workingDir + "/" + path;
        struct stat info {};
        if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
            continue;
        if (const auto content = readFile(path, kProgramLimit))
            all += crypto::view(crypto::sha256(*content));
    }
    return all.empty() ? std::string() : hex(crypto::view(crypto::sha256(all)));
}

std::vector<std::string> RevisionHistory::begin(const model::Service& spec, int revision, const std::string& cause,
                                                const ManifestSource& source, const model::Service* before,
                                                int beforeRevision) {
    store::RevisionRecord record;
    record.project = m_project;
    record.service = spec.name.str();
    record.revision = revision;
    record.createdAt = m_clock.wallMs();
    record.cause = cause;
    record.program = programDigest(spec);
    record.sourceJson = toJson(source).dump(-1, ' ', false, json::error_handler_t::replace);
    std::vector<std::string> changed;
    if (before) {
        changed = model::changes(*before, spec);
        const auto old = m_store.revisions.find(m_project, record.service, beforeRevision).value_or(std::nullopt);
        if (old && old->program != record.program)
            changed.push_back("program: " + shown(old->program) + " -> " + shown(record.program));
        if (changed.empty())
            changed.emplace_back("nothing: the same definition and program");
    }
    record.changesJson = json(changed).dump(-1, ' ', false, json::error_handler_t::replace);
    if (auto saved = m_store.revisions.save(record); !saved)
        logError("daemon", "a revision could not be stored",
                 {{"service", record.service}, {"error", saved.error().message}});
    return changed;
}

void RevisionHistory::end(const std::string& service, int revision, const std::string& outcome) {
    auto record = m_store.revisions.find(m_project, service, revision).value_or(std::nullopt);
    if (!record || record->outcome == outcome)
        return;
    record->outcome = outcome;
    if (auto saved = m_store.revisions.save(*record); !saved)
        logError("daemon", "a revision could not be stored", {{"service", service}, {"error", saved.error().message}});
}

std::vector<store::RevisionRecord> RevisionHistory::list(const std::string& service) const {
    return m_store.revisions.list(m_project, service).value_or(std::vector<store::RevisionRecord>{});
}

Result<RevisionHistory::Target> RevisionHistory::target(const std::string& service, int current, int wanted) {
    const store::RevisionRecord* found = nullptr;
    const auto all = list(service);
    std::string known;
    for (const auto& record : all) {
        if (record.revision == current)
            continue;
        known += (known.empty() ? "" : ", ") + std::to_string(record.revision);
        const bool fits = wanted == 0 ? record.revision < current && succeeded(record) : record.revision == wanted;
        if (fits && !found)
            found = &record;
    }
    if (!found && wanted == current && wanted != 0)
        return fail(ErrorCode::Conflict, service + " is at revision " + std::to_string(current) + " already");
    if (!found)
        return fail(ErrorCode::NotFound,
                    wanted == 0 ? service + " has no earlier revision that was rolled out with success"
                                : service + " has no revision " + std::to_string(wanted) + " to go back to",
                    known.empty() ? "It has had none but its present one." : "There are: " + known + ".");
    const json saved = json::parse(found->sourceJson, nullptr, false);
    Target target;
    target.revision = found->revision;
    target.source = saved.is_object() ? manifestSourceFrom(saved) : ManifestSource{};
    const auto parsed = target.source.parse();
    const model::Service* spec = parsed ? parsed->project.service(ServiceName(service)) : nullptr;
    if (!spec)
        return fail(ErrorCode::Corrupt,
                    "the definition of revision " + std::to_string(found->revision) + " can't be read any more");
    target.spec = std::make_shared<const model::Service>(*spec);
    if (!found->program.empty() && programDigest(*spec) != found->program)
        target.warning = "the program on the disk is not that of revision " + std::to_string(found->revision) +
                         " any more (" + shown(found->program) + "); what is there now is started";
    return target;
}

}  // namespace slipway::daemon
