#include <sys/resource.h>

#include <algorithm>
#include <charconv>

#include "manifest/draft.h"
#include "manifest/object_reader.h"

// What a process is started with beside its command and environment.
namespace slipway::manifest {
namespace {

using model::ResourceLimit;

constexpr long kMost = 1L << 50;

struct Known {
    const char* name;
    int resource;
};
constexpr Known kLimits[] = {{"as", RLIMIT_AS},
                             {"core", RLIMIT_CORE},
                             {"cpu", RLIMIT_CPU},
                             {"data", RLIMIT_DATA},
                             {"fsize", RLIMIT_FSIZE},
                             {"memlock", RLIMIT_MEMLOCK},
                             {"nice", RLIMIT_NICE},
                             {"nofile", RLIMIT_NOFILE},
                             {"nproc", RLIMIT_NPROC},
                             {"rtprio", RLIMIT_RTPRIO},
                             {"sigpending", RLIMIT_SIGPENDING},
                             {"stack", RLIMIT_STACK}};

/// Compose writes -1 for no limit.
template <class Number>
void readOne(const Value& value, Number& into) {
    if (const auto number = value.integer(-1, kMost))
        into = *number == -1 ? UINT64_MAX : static_cast<std::uint64_t>(*number);
}

struct LimitDraft {
    std::optional<std::uint64_t> soft, hard;
};

const ObjectReader<LimitDraft>& limitReader() {
    static const ObjectReader<LimitDraft> reader(
        "ulimit", {
                      {"soft", [](const Value& v, LimitDraft& limit) { readOne(v, limit.soft); }},
                      {"hard", [](const Value& v, LimitDraft& limit) { readOne(v, limit.hard); }},
                  });
    return reader;
}

}  // namespace

void readUlimits(const Value& value, ServiceDraft& draft) {
    std::vector<std::string> names;
    for (const Known& known : kLimits)
        names.emplace_back(known.name);
    for (const auto& [name, member] : value.members("a mapping of limits")) {
        const auto known = std::find(names.begin(), names.end(), name);
        if (known == names.end()) {
            value.findings().error(member.keyPlace(), "unknown limit", "", nearest(name, names));
            continue;
        }
        ResourceLimit limit{name, kLimits[known - names.begin()].resource, 0, 0};
        if (member.isMap()) {
            LimitDraft both;
            limitReader()(member, both);
            limit.soft = both.soft.value_or(both.hard.value_or(0));
            limit.hard = both.hard.value_or(limit.soft);
            if (limit.soft > limit.hard)
                member.error("soft is above hard", "a soft limit not above the hard one");
        } else {
            readOne(member, limit.soft);
            limit.hard = limit.soft;
        }
        draft.service.ulimits.push_back(std::move(limit));
    }
}

void readUmask(const Value& value, ServiceDraft& draft) {
    const std::string expected = "three octal digits such as \"027\"";
    const auto text = value.text(expected);
    if (!text)
        return;
    int mask = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), mask, 8);
    if (error != std::errc() || end != text->data() + text->size() || mask < 0 || mask > 0777)
        value.wrong(expected);
    else
        draft.service.umask = mask;
}

std::vector<Grammar> limitGrammars() {
    return {limitReader().grammar()};
}

}  // namespace slipway::manifest
