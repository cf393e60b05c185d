#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "manifest/draft.h"
#include "manifest/object_reader.h"

// What goes around a process: hooks before and after it, and whom it runs as.
namespace slipway::manifest {
namespace {

const ObjectReader<model::Hook>& hookReader() {
    using Key = model::Hook;
    static const ObjectReader<Key> reader(
        "hook",
        {
            {"command", [](const Value& v, Key& hook) { hook.command = v.command(); }},
            {"timeout", [](const Value& v, Key& hook) { set(hook.timeout, v.duration(std::chrono::milliseconds(1))); }},
        });
    return reader;
}

template <std::optional<model::Hook> model::Hooks::*Member>
void readHook(const Value& value, model::Hooks& hooks) {
    model::Hook hook;
    if (value.isMap()) {
        const size_t before = value.findings().errors().size();
        hookReader()(value, hook);
        if (hook.command.empty() && value.findings().errors().size() == before)
            value.findings().error(value.keyPlace(), "has no command", "{command: …, timeout: 30s}");
    } else {
        hook.command = value.command();
    }
    if (!hook.command.empty())
        hooks.*Member = std::move(hook);
}

const ObjectReader<model::Hooks>& hooksReader() {
    static const ObjectReader<model::Hooks> reader("hooks", {
                                                                {"pre_start", readHook<&model::Hooks::preStart>},
                                                                {"post_start", readHook<&model::Hooks::postStart>},
                                                                {"pre_stop", readHook<&model::Hooks::preStop>},
                                                            });
    return reader;
}

std::optional<unsigned> asId(const std::string& text) {
    if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return static_cast<unsigned>(std::stoul(text));
}

// Fills in all but the group that the manifest names.
bool findUser(const std::string& word, model::RunAs& user) {
    const auto id = asId(word);
    char buffer[16384];
    passwd entry{};
    passwd* found = nullptr;
    if (id)
        ::getpwuid_r(*id, &entry, buffer, sizeof buffer, &found);
    else
        ::getpwnam_r(word.c_str(), &entry, buffer, sizeof buffer, &found);
    if (found) {
        user.uid = found->pw_uid;
        user.gid = found->pw_gid;
        return true;
    }
    if (id)
        user.uid = user.gid = *id;  // as in Compose, a number needs no entry
    return id.has_value();
}

bool findGroup(const std::string& word, unsigned& gid) {
    if (const auto id = asId(word)) {
        gid = *id;
        return true;
    }
    char buffer[16384];
    group entry{};
    group* found = nullptr;
    ::getgrnam_r(word.c_str(), &entry, buffer, sizeof buffer, &found);
    if (found)
        gid = found->gr_gid;
    return found != nullptr;
}

}  // namespace

void readHooks(const Value& value, ServiceDraft& draft) {
    hooksReader()(value, draft.service.hooks);
}

void readUser(const Value& value, ServiceDraft& draft) {
    const auto word = value.text("NAME, NAME:GROUP, or their numbers");
    if (!word)
        return;
    const size_t colon = word->find(':');
    model::RunAs user;
    user.word = *word;
    if (!findUser(word->substr(0, colon), user)) {
        value.error("there is no user '" + word->substr(0, colon) + "' on this machine", "NAME or uid, of passwd(5)");
        return;
    }
    if (colon != std::string::npos && !findGroup(word->substr(colon + 1), user.gid)) {
        value.error("there is no group '" + word->substr(colon + 1) + "' on this machine", "GROUP or gid, of group(5)");
        return;
    }
    if (::geteuid() != 0 && (user.uid != ::geteuid() || user.gid != ::getegid())) {
        value.error("only root may start a process as somebody else; this is uid " + std::to_string(::geteuid()),
                    "no `user`, or slipway run by root");
        return;
    }
    draft.service.user = std::move(user);
}

std::vector<Grammar> processGrammars() {
    return {hookReader().grammar(), hooksReader().grammar()};
}

}  // namespace slipway::manifest
