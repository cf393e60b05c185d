#include <algorithm>
#include <set>

#include "manifest/draft.h"
#include "manifest/scalars.h"

// Services that run only when one of their profiles is asked for.
namespace slipway::manifest {
namespace {

bool isProfile(const std::string& name) {
    return !name.empty() && name.size() <= 63 && name[0] != '_' && name[0] != '.' && name[0] != '-' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                      c == '.' || c == '-';
           });
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

class Selection {
  public:
    Selection(ProjectDraft& draft, Findings& findings) : m_draft(draft), m_findings(findings) {
        for (const auto& name : findings.extras().profiles)
            m_wanted.insert(name);
    }

    void run() {
        tellUnknown();
        if (m_wanted.contains("*"))
            return;
        std::erase_if(m_draft.services, [&](const ServiceDraft& each) {
            const bool active =
                each.profiles.empty() || std::any_of(each.profiles.begin(), each.profiles.end(),
                                                     [&](const auto& profile) { return m_wanted.contains(profile); });
            if (!active)
                m_inactive.emplace(each.service.name.str(), each.profiles);
            return !active;
        });
        if (m_inactive.empty())
            return;
        if (m_draft.services.empty())
            m_findings.error({{1, 1}, "services"}, "no service is active; each has profiles",
                             "--profile " + m_inactive.begin()->second.front());
        for (auto& each : m_draft.services) {
            needs(each.service.dependsOn, each.dependsOn, [](const auto& need) { return need.service.str(); });
            needs(each.service.calls, each.calls, [](const auto& callee) { return callee.str(); });
        }
        for (auto& route : m_draft.routes)
            narrow(route);
        std::erase_if(m_draft.routes, [](const RouteDraft& route) { return route.inactive; });
    }

  private:
    // A word that no service has is a slip more often than not; an environment's may be meant for another project.
    void tellUnknown() const {
        std::set<std::string> known;
        for (const auto& each : m_draft.services)
            known.insert(each.profiles.begin(), each.profiles.end());
        for (const auto& name : m_wanted)
            if (name != "*" && !known.contains(name)) {
                const std::string close = nearest(name, {known.begin(), known.end()});
                m_findings.warning({}, "no service has the profile '" + name + "'", close);
            }
    }

    template <class List, class Name>
    void needs(List& list, std::vector<Place>& places, const Name& nameOf) {
        for (size_t i = list.size(); i-- > 0;) {
            const std::string name = nameOf(list[i]);
            const auto missing = m_inactive.find(name);
            if (missing == m_inactive.end())
                continue;
            m_findings.error(places[i],
                             "'" + name + "' is not active; it runs with the profile " + joined(missing->second),
                             "--profile " + missing->second.front() + ", or the same profiles here");
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
            places.erase(places.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }

    // A route leads to what is there, and goes where nothing is.
    void narrow(RouteDraft& route) const {
        auto& to = route.route.to;
        const size_t before = to.size();
        for (size_t i = before; i-- > 0;)
            if (m_inactive.contains(to[i].service.str())) {
                to.erase(to.begin() + static_cast<std::ptrdiff_t>(i));
                route.to.erase(route.to.begin() + static_cast<std::ptrdiff_t>(i));
            }
        route.inactive = to.empty() && before > 0 && route.composites.empty();
        if (m_inactive.contains(route.route.mirror.service)) {
            route.route.mirror = {};
            route.mirror = {};
            route.unsafe = {};
        }
    }

    ProjectDraft& m_draft;
    Findings& m_findings;
    std::set<std::string> m_wanted;
    std::map<std::string, std::vector<std::string>> m_inactive;
};

}  // namespace

void readProfiles(const Value& value, ServiceDraft& draft) {
    for (const auto& item : value.list("a list of profiles")) {
        const auto name = item.text("a profile's name");
        if (!name)
            continue;
        if (isProfile(*name))
            draft.profiles.push_back(*name);
        else
            item.wrong("letters, digits, '_', '.' and '-', a letter or digit first");
    }
}

void dropInactive(ProjectDraft& draft, Findings& findings) {
    Selection(draft, findings).run();
}

}  // namespace slipway::manifest
