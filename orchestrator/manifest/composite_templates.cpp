#include <algorithm>

#include "manifest/composite_draft.h"
#include "manifest/scalars.h"
#include "protocol/template_text.h"

namespace slipway::manifest {
namespace {

using composite::Reference;

class TemplateCheck {
  public:
    TemplateCheck(const CompositeDraft& draft, Findings& findings) : m_draft(draft), m_findings(findings) {
        for (size_t i = 0; i < draft.composite.groups.size(); ++i)
            for (const auto& step : draft.composite.groups[i]) {
                m_groups.emplace(step.name, static_cast<int>(i));
                m_names.push_back(step.name);
            }
    }

    void run() {
        for (const auto& use : m_draft.uses) {
            if (use.kind == TemplateUse::Kind::Condition) {
                const auto condition = composite::parseCondition(use.text);
                if (!condition) {
                    m_findings.error(use.place, condition.error().message, condition.error().expected);
                    continue;
                }
                reference(condition->left, use);
                if (const auto* right = std::get_if<Reference>(&condition->right); right && !right->path.empty())
                    reference(*right, use);
                continue;
            }
            const auto parsed = composite::parseTemplate(use.text);
            if (!parsed) {
                m_findings.error(use.place, parsed.error().message, parsed.error().expected);
                continue;
            }
            for (const auto& piece : parsed->pieces)
                if (const auto* each = std::get_if<Reference>(&piece))
                    reference(*each, use);
        }
    }

  private:
    void unknown(const TemplateUse& use, const Reference& which, const std::string& why,
                 const std::vector<std::string>& known, const std::string& said) {
        std::string listed;
        for (const auto& word : known)
            listed += (listed.empty() ? "" : ", ") + word;
        m_findings.error(use.place, which.text() + ": " + why, listed, nearest(said, known));
    }

    void reference(const Reference& which, const TemplateUse& use) {
        const std::string& root = which.path[0];
        const std::string member = which.path.size() > 1 ? which.path[1] : "";
        std::vector<std::string> roots{"request", "saga"};
        if (use.kind != TemplateUse::Kind::Key)
            roots.emplace_back("steps");
        if (use.group >= 0 && use.kind != TemplateUse::Kind::Key)
            roots.emplace_back("step");
        if (std::find(roots.begin(), roots.end(), root) == roots.end())
            return unknown(use, which, "'" + root + "' is not known here", roots, root);
        if (root == "steps")
            return stepReference(which, use);
        const std::vector<std::string> members =
            root == "request" ? std::vector<std::string>{"body", "query", "headers", "method", "path", "segments", "id"}
            : root == "saga"  ? std::vector<std::string>{"id", "composite"}
                              : std::vector<std::string>{"key", "name"};
        if (std::find(members.begin(), members.end(), member) == members.end())
            return unknown(use, which, root + " has no '" + member + "'", members, member);
        if (root == "request" && member == "headers" && which.path.size() > 2 &&
            std::any_of(which.path[2].begin(), which.path[2].end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
            m_findings.error(use.place, which.text() + ": headers are named in lower case here",
                             "request.headers.x-name");
    }

    void stepReference(const Reference& which, const TemplateUse& use) {
        const std::string name = which.path.size() > 1 ? which.path[1] : "";
        const auto found = m_groups.find(name);
        if (found == m_groups.end())
            return unknown(use, which, "'" + name + "' is no step", m_names, name);
        const std::vector<std::string> members{"body", "status", "headers"};
        const std::string member = which.path.size() > 2 ? which.path[2] : "";
        if (std::find(members.begin(), members.end(), member) == members.end())
            return unknown(use, which, "a step has no '" + member + "'", members, member);
        if (use.group < 0)
            return;
        if (use.undo && name == use.step) {
            if (!which.fallback)
                m_findings.warning(use.place,
                                   which.text() + " is not known where the answer of '" + name +
                                       "' was lost, which is when it has to be undone blindly",
                                   "{{saga.id}} or {{step.key}}, which the service was told with the step");
            return;
        }
        if (found->second < use.group)
            return;
        m_findings.error(use.place,
                         which.text() + ": '" + name + "' " +
                             (name == use.step             ? "is this very step"
                              : found->second == use.group ? "runs at the same time"
                                                           : "comes later") +
                             ", so its answer is not known here",
                         "a step before '" + use.step + "'");
    }

    const CompositeDraft& m_draft;
    Findings& m_findings;
    std::map<std::string, int> m_groups;
    std::vector<std::string> m_names;
};

}  // namespace

void checkTemplates(const CompositeDraft& draft, Findings& findings) {
    TemplateCheck(draft, findings).run();
}

}  // namespace slipway::manifest
