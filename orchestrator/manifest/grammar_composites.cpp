#include <algorithm>

#include "manifest/composite_draft.h"
#include "manifest/object_reader.h"
#include "protocol/template_text.h"

namespace slipway::manifest {
namespace {

using composite::Call;
using nlohmann::json;

struct CallDraft {
    Call call;
    Place service;  ///< line 0: not given
    Place method;
    Place path;
    std::vector<TemplateUse> uses;
};

struct StepDraft {
    composite::Step step;
    CallDraft call;
    Place name;
    Place when;
    std::vector<TemplateUse> uses;
    std::optional<CallDraft> undo;
    bool saysNone = false;  ///< compensate: none
};

void note(std::vector<TemplateUse>& uses, const Value& v, const std::string& text,
          TemplateUse::Kind kind = TemplateUse::Kind::Template) {
    if (kind == TemplateUse::Kind::Condition || composite::hasTemplate(text))
        uses.push_back({v.place(), text, kind, false, -1, {}});
}

// Plain scalars are what JSON would read in them; what is quoted is text.
json bodyOf(const Value& value, std::vector<TemplateUse>& uses) {
    if (value.isMap()) {
        json out = json::object();
        for (const auto& [name, member] : value.members("a mapping"))
            out[name] = bodyOf(member, uses);
        return out;
    }
    if (value.isList()) {
        json out = json::array();
        for (const auto& item : value.list("a list"))
            out.push_back(bodyOf(item, uses));
        return out;
    }
    if (value.isNull())
        return {};
    const auto text = value.text("a value");
    if (!text)
        return {};
    if (!value.node().quoted) {
        if (*text == "~")
            return {};
        const bool numeric = !text->empty() && (text->front() == '-' || (text->front() >= '0' && text->front() <= '9'));
        if ((numeric || *text == "true" || *text == "false" || *text == "null") && json::accept(*text))
            return json::parse(*text);
    }
    note(uses, value, *text);
    return *text;
}

void readCallHeaders(const Value& value, std::vector<std::pair<std::string, std::string>>& headers,
                     std::vector<TemplateUse>& uses) {
    for (const auto& [name, member] : value.members("a mapping of header names to values")) {
        const auto text = member.text("a header's value");
        std::string small = name;
        std::transform(small.begin(), small.end(), small.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        const bool ours = small == "idempotency-key" || small == "content-length" || small == "host" ||
                          small == "connection" || small == "transfer-encoding" || small == "x-request-id";
        if (!isToken(name) || (text && text->find_first_of("\r\n") != std::string::npos))
            value.findings().error(member.keyPlace(), "'" + name + "' is no header that can be sent",
                                   "a header's name and one line");
        else if (ours)
            value.findings().error(member.keyPlace(), name + " is set by the composer itself", "no such header");
        else if (text) {
            headers.emplace_back(name, *text);
            note(uses, member, *text);
        }
    }
}

void readMethod(const Value& v, CallDraft& draft) {
    draft.method = v.place();
    auto method = v.text("a method such as POST");
    if (!method)
        return;
    std::transform(method->begin(), method->end(), method->begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const std::vector<std::string> known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    if (std::find(known.begin(), known.end(), *method) == known.end())
        v.wrong("GET, HEAD, POST, PUT, PATCH or DELETE", nearest(*method, known));
    else
        draft.call.method = *std::move(method);
}

void readPath(const Value& v, CallDraft& draft) {
    draft.path = v.place();
    const auto path = v.text("a path such as /orders/{{steps.order.body.id}}");
    if (!path)
        return;
    if (!path->starts_with('/') || path->find_first_of(" \t\r\n#") != std::string::npos) {
        // Blanks may stand inside of {{ }}.
        std::string outside;
        bool inside = false;
        for (size_t i = 0; i < path->size(); ++i) {
            if (path->compare(i, 2, "{{") == 0)
                inside = true;
            if (!inside)
                outside += (*path)[i];
            if (path->compare(i, 2, "}}") == 0)
                inside = false;
        }
        if (!path->starts_with('/') || outside.find_first_of(" \t\r\n#") != std::string::npos)
            v.wrong("a path that begins with '/' and has no blanks");
    }
    draft.call.path = *path;
    note(draft.uses, v, *path);
}

void readService(const Value& v, CallDraft& draft) {
    draft.service = v.place();
    set(draft.call.service, v.text("a service's name"));
}

void readBody(const Value& v, CallDraft& draft) {
    draft.call.body = bodyOf(v, draft.uses);
}

const ObjectReader<CallDraft>& compensateReader() {
    static const ObjectReader<CallDraft> reader(
        "compensate", {
                          {"call", readService},
                          {"method", readMethod},
                          {"path", readPath},
                          {"headers", [](const Value& v, CallDraft& d) { readCallHeaders(v, d.call.headers, d.uses); }},
                          {"body", readBody},
                      });
    return reader;
}

void readCompensate(const Value& value, StepDraft& draft) {
    if (value.isScalar()) {
        const auto word = value.text("none, or what undoes it");
        if (word && *word != "none")
            value.wrong("none, or a mapping such as {method: DELETE, path: /orders/{{saga.id}}}");
        draft.saysNone = true;
        return;
    }
    CallDraft undo;
    const size_t errors = value.findings().errors().size();
    compensateReader()(value, undo);
    if (value.isMap() && undo.path.mark.line == 0 && value.findings().errors().size() == errors)
        value.error("has no path", "path: the path of what undoes the step");
    draft.undo = std::move(undo);
}

const ObjectReader<StepDraft>& stepReader() {
    using Key = StepDraft;
    static const ObjectReader<Key> reader(
        "step",
        {
            {"name",
             [](const Value& v, Key& d) {
                 d.name = v.place();
                 const auto name = v.text("a step's name");
                 if (name && (!isName(*name) || name->find('.') != std::string::npos))
                     v.wrong("lower-case letters, digits, '-' and '_', a letter first", asName(*name));
                 else
                     set(d.step.name, name);
             }},
            {"call", [](const Value& v, Key& d) { readService(v, d.call); }},
            {"method", [](const Value& v, Key& d) { readMethod(v, d.call); }},
            {"path", [](const Value& v, Key& d) { readPath(v, d.call); }},
            {"headers", [](const Value& v, Key& d) { readCallHeaders(v, d.call.call.headers, d.call.uses); }},
            {"body", [](const Value& v, Key& d) { readBody(v, d.call); }},
            {"when",
             [](const Value& v, Key& d) {
                 if (const auto text = v.text("a condition such as steps.order.body.points > 0")) {
                     d.step.when = *text;
                     note(d.uses, v, *text, TemplateUse::Kind::Condition);
                 }
             }},
            {"timeout", [](const Value& v, Key& d) { set(d.step.timeout, v.duration(std::chrono::milliseconds(1))); }},
            {"retries", [](const Value& v, Key& d) { set(d.step.retries, v.integer(0, 10)); }},
            {"idempotency_key",
             [](const Value& v, Key& d) {
                 if (const auto text = v.text("a template such as {{saga.id}}-charge")) {
                     d.step.key = *text;
                     note(d.uses, v, *text, TemplateUse::Kind::Key);
                     if (!composite::hasTemplate(*text))
                         v.error("is the same for every saga", "a template such as {{saga.id}}-charge");
                 }
             }},
            {"save",
             [](const Value& v, Key& d) {
                 for (const auto& item : v.list("a member of the answer, or a list of them", true))
                     if (const auto name = item.text("a member's name"))
                         d.step.save.push_back(*name);
             }},
            {"compensate", readCompensate},
            {"parallel",
             [](const Value& v, Key&) {
                 v.findings().error(v.keyPlace(), "parallel stands alone in its step", "{parallel: [steps]}");
             }},
        });
    return reader;
}

const ObjectReader<CompositeDraft>& responseReader() {
    using Key = CompositeDraft;
    static const ObjectReader<Key> reader(
        "response",
        {
            {"status", [](const Value& v, Key& d) { set(d.composite.response.status, v.integer(200, 299)); }},
            {"headers", [](const Value& v, Key& d) { readCallHeaders(v, d.composite.response.headers, d.uses); }},
            {"body", [](const Value& v, Key& d) { d.composite.response.body = bodyOf(v, d.uses); }},
        });
    return reader;
}

void addStep(const Value& value, CompositeDraft& draft, std::vector<composite::Step>& group, int groupIndex,
             bool last) {
    StepDraft step;
    const size_t errors = value.findings().errors().size();
    stepReader()(value, step);
    if (!value.isMap())
        return;
    const bool well = value.findings().errors().size() == errors;
    if (step.name.mark.line == 0)
        value.error("has no name", "name: a word that templates call it by");
    if (step.call.service.mark.line == 0)
        value.error("calls nobody", "call: a service");
    if (step.call.path.mark.line == 0)
        value.error("has no path", "path: a path of the service");
    Call& call = step.call.call;
    if (call.method.empty())
        call.method = call.body ? "POST" : "GET";
    if (call.body && (call.method == "GET" || call.method == "HEAD"))
        value.findings().error(step.call.method, "a " + call.method + " has no body", "POST, PUT or PATCH");
    if (draft.composite.step(step.step.name) && !step.step.name.empty())
        value.findings().error(step.name, "two steps are called '" + step.step.name + "'", "a name of its own");
    if (!call.service.empty())
        draft.services.emplace_back(step.call.service, call.service);
    step.step.call = call;
    const auto take = [&](std::vector<TemplateUse>& uses, bool undo) {
        for (auto& use : uses) {
            use.undo = undo;
            use.group = groupIndex;
            use.step = step.step.name;
            draft.uses.push_back(std::move(use));
        }
    };
    take(step.uses, false);
    take(step.call.uses, false);
    if (step.undo) {
        Call undo = step.undo->call;
        if (undo.service.empty())
            undo.service = call.service;
        else
            draft.services.emplace_back(step.undo->service, undo.service);
        if (undo.method.empty())
            undo.method = undo.body ? "POST" : "DELETE";
        take(step.undo->uses, true);
        step.step.undo = std::move(undo);
    }
    if (well && !call.changesNothing() && !step.undo && !step.saysNone && !last)
        value.error("changes something and says not how that is undone when a later step fails",
                    "compensate: {method: DELETE, path: …}, or compensate: none");
    group.push_back(std::move(step.step));
}

void readSteps(const Value& value, CompositeDraft& draft) {
    const auto items = value.list("a list of steps");
    if (value.isList() && items.empty())
        value.error("is empty", "at least one step");
    for (size_t i = 0; i < items.size(); ++i) {
        const Value& item = items[i];
        const int index = static_cast<int>(draft.composite.groups.size());
        draft.composite.groups.emplace_back();
        // Steps are added to the composite one by one, so that two of one name are seen within a group too.
        const bool group = item.isMap() && std::any_of(item.node().entries.begin(), item.node().entries.end(),
                                                       [](const auto& e) { return e.key == "parallel"; });
        if (!group) {
            addStep(item, draft, draft.composite.groups.back(), index, i + 1 == items.size());
            continue;
        }
        for (const auto& [name, member] : item.members("a mapping")) {
            if (name == "parallel") {
                const auto steps = member.list("a list of steps");
                if (member.isList() && steps.empty())
                    member.error("is empty", "at least two steps");
                for (const auto& step : steps)
                    addStep(step, draft, draft.composite.groups.back(), index, false);
            } else if (!name.starts_with("x-")) {
                value.findings().error(member.keyPlace(), "stands beside parallel", "{parallel: [steps]}");
            }
        }
    }
}

const ObjectReader<CompositeDraft>& compositeReader() {
    using Key = CompositeDraft;
    static const ObjectReader<Key> reader(
        "composite",
        {
            {"owner",
             [](const Value& v, Key& d) {
                 d.ownerPlace = v.place();
                 if (auto team = v.text("a team's id"))
                     d.owner = TeamName(*std::move(team));
             }},
            {"timeout",
             [](const Value& v, Key& d) { set(d.composite.timeout, v.duration(std::chrono::milliseconds(10))); }},
            {"mode",
             [](const Value& v, Key& d) {
                 if (const auto mode = v.oneOf({"sync", "async"}))
                     d.composite.mode = *mode == 0 ? composite::Mode::Sync : composite::Mode::Async;
             }},
            {"stuck_after", [](const Value& v, Key& d) { set(d.composite.stuckAfter, v.integer(1, 100)); }},
            {"steps", readSteps},
            {"response", [](const Value& v, Key& d) { responseReader()(v, d); }},
        });
    return reader;
}

}  // namespace

void readComposites(const Value& value, ProjectDraft& draft) {
    draft.composites = std::make_shared<CompositesDraft>();
    draft.composites->place = value.keyPlace();
    for (const auto& [name, member] : value.members("a mapping of composites")) {
        if (name.starts_with("x-"))
            continue;
        CompositeDraft each;
        each.place = member.keyPlace();
        each.composite.name = name;
        if (!isName(name))
            value.findings().error(each.place, "'" + name + "' can't be a composite's name",
                                   "lower-case letters, digits, '-', '_' and '.', a letter first, at most 63",
                                   asName(name));
        compositeReader()(member, each);
        if (member.isMap() && std::none_of(member.node().entries.begin(), member.node().entries.end(),
                                           [](const auto& e) { return e.key == "steps"; }))
            member.error("has no steps", "steps: a list of at least one");
        draft.composites->all.push_back(std::move(each));
    }
}

std::vector<Grammar> compositeGrammars() {
    return {compositeReader().grammar(), stepReader().grammar(), compensateReader().grammar(),
            responseReader().grammar()};
}

}  // namespace slipway::manifest
