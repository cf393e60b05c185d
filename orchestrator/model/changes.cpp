#include "model/changes.h"

#include <algorithm>

namespace slipway::model {
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text.empty() ? "nothing" : text;
}

std::string ports(const Service& service) {
    std::vector<std::string> words;
    for (const Port& port : service.ports)
        words.push_back(port.name + ":" + std::to_string(port.target));
    return joined(words);
}

std::string calls(const Service& service) {
    std::vector<std::string> words;
    for (const auto& callee : service.calls)
        words.push_back(callee.str());
    return joined(words);
}

std::string data(const Service& service) {
    return service.data ? service.data->kind + " " + service.data->path : "none";
}

/// The part of the revision's key that nothing else here names.
Service bare(const Service& service) {
    Service rest = service;
    rest.command.clear();
    rest.workingDir.clear();
    rest.environment.clear();
    rest.secrets.clear();
    rest.calls.clear();
    rest.ports.clear();
    rest.data.reset();
    return rest;
}

}  // namespace

std::vector<std::string> changes(const Service& before, const Service& after) {
    std::vector<std::string> all;
    const auto compare = [&](const char* what, const std::string& old, const std::string& now) {
        if (old != now)
            all.push_back(std::string(what) + ": " + old + " -> " + now);
    };
    compare("command", joined(before.command), joined(after.command));
    compare("working_dir", before.workingDir, after.workingDir);
    for (const auto& [name, value] : after.environment)
        if (const auto old = before.environment.find(name); old == before.environment.end())
            all.push_back("environment: " + name + " added");
        else if (old->second != value)
            all.push_back("environment: " + name + " changed");
    for (const auto& [name, value] : before.environment)
        if (!after.environment.contains(name))
            all.push_back("environment: " + name + " removed");
    for (const auto& secret : after.secrets) {
        const auto old = std::find_if(before.secrets.begin(), before.secrets.end(),
                                      [&](const SecretUse& each) { return each.target == secret.target; });
        if (old == before.secrets.end())
            all.push_back("secret " + secret.name + " added");
        else if (!(*old == secret))
            all.push_back("secret " + secret.name + " changed");
    }
    for (const auto& secret : before.secrets)
        if (std::none_of(after.secrets.begin(), after.secrets.end(),
                         [&](const SecretUse& each) { return each.target == secret.target; }))
            all.push_back("secret " + secret.name + " removed");
    compare("ports", ports(before), ports(after));
    compare("calls", calls(before), calls(after));
    compare("data", data(before), data(after));
    if (revisionKey(bare(before)) != revisionKey(bare(after)))
        all.emplace_back("probes or stop signal changed");
    return all;
}

}  // namespace slipway::model
