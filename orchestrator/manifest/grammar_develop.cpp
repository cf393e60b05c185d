#include "manifest/draft.h"
#include "manifest/object_reader.h"

// How a program is made, and made anew when its sources change.
namespace slipway::manifest {
namespace {

using std::chrono::milliseconds;

struct BuildDraft {
    model::BuildStep step;
    std::string folder;
};

const ObjectReader<BuildDraft>& buildReader() {
    using Key = BuildDraft;
    static const ObjectReader<Key> reader(
        "build",
        {
            {"command", [](const Value& v, Key& draft) { draft.step.command = v.command(); }},
            {"working_dir",
             [](const Value& v, Key& draft) {
                 if (const auto path = v.text("a folder"))
                     draft.step.workingDir = absolutePath(*path, v.findings().folderOf(v.place().mark));
             }},
            {"timeout", [](const Value& v, Key& draft) { set(draft.step.timeout, v.duration(milliseconds(1000))); }},
            refused<Key>("context", "there are no images here; `command` makes the program"),
            refused<Key>("dockerfile", "there are no images here; `command` makes the program"),
            refused<Key>("args", "arguments stand in `command`"),
            refused<Key>("target", "there are no images here; `command` makes the program"),
        });
    return reader;
}

struct RuleDraft {
    model::WatchRule rule;
    std::string folder;
};

const ObjectReader<RuleDraft>& ruleReader() {
    using Key = RuleDraft;
    static const ObjectReader<Key> reader(
        "watch", {
                     {"path",
                      [](const Value& v, Key& draft) {
                          if (const auto path = v.text("a folder or file"))
                              draft.rule.path = absolutePath(*path, v.findings().folderOf(v.place().mark));
                      }},
                     {"action",
                      [](const Value& v, Key& draft) {
                          if (const auto action = v.oneOf({"rebuild", "redeploy", "restart"}))
                              draft.rule.action =
                                  *action == 2 ? model::WatchAction::Restart : model::WatchAction::Redeploy;
                      }},
                     {"ignore",
                      [](const Value& v, Key& draft) {
                          for (const auto& item : v.list("a list of patterns", true))
                              if (auto pattern = item.text("a pattern such as *.o"))
                                  draft.rule.ignore.push_back(*std::move(pattern));
                      }},
                     refused<Key>("target", "there is no container to copy to; a change redeploys or restarts"),
                 });
    return reader;
}

const ObjectReader<ServiceDraft>& developReader() {
    static const ObjectReader<ServiceDraft> reader(
        "develop",
        {
            {"watch",
             [](const Value& v, ServiceDraft& draft) {
                 for (const auto& item : v.list("a list of {path, action}")) {
                     RuleDraft rule{{}, draft.folder};
                     ruleReader()(item, rule);
                     if (rule.rule.path.empty())
                         item.error("has no path", "path: a folder or file to watch");
                     else
                         draft.service.watch.rules.push_back(std::move(rule.rule));
                 }
             }},
            {"debounce", [](const Value& v, ServiceDraft& draft) { set(draft.service.watch.debounce, v.duration()); }},
            {"cascade", [](const Value& v, ServiceDraft& draft) { set(draft.service.watch.cascade, v.boolean()); }},
        });
    return reader;
}

}  // namespace

void readBuild(const Value& value, ServiceDraft& draft) {
    BuildDraft build{{{}, draft.folder, milliseconds(600'000)}, draft.folder};
    if (value.isMap())
        buildReader()(value, build);
    else
        build.step.command = value.command();
    if (build.step.command.empty())
        value.error("has no command", "the command that makes the program, such as `make users`");
    draft.service.build = std::move(build.step);
}

void readDevelop(const Value& value, ServiceDraft& draft) {
    developReader()(value, draft);
}

std::vector<Grammar> developGrammars() {
    return {buildReader().grammar(), ruleReader().grammar(), developReader().grammar()};
}

}  // namespace slipway::manifest
