#include "manifest/grammar_mirror.h"

#include <algorithm>

#include "manifest/object_reader.h"

// Who of a route's clients stays where, and who is asked as well.
namespace slipway::manifest {
namespace {

/// RFC 6901; `*` for a segment is ours.
bool isPointer(const std::string& text) {
    if (!text.starts_with('/'))
        return false;
    for (size_t at = text.find('~'); at != std::string::npos; at = text.find('~', at + 1))
        if (at + 1 >= text.size() || (text[at + 1] != '0' && text[at + 1] != '1'))
            return false;
    return true;
}

const ObjectReader<model::Mirror>& compareReader() {
    using Key = model::Mirror;
    static const ObjectReader<Key> reader(
        "compare",
        {
            {"ignore",
             [](const Value& v, Key& mirror) {
                 for (const auto& item : v.list("a JSON Pointer such as /updated_at, or a list of them", true))
                     if (const auto text = item.text("a JSON Pointer")) {
                         if (!isPointer(*text))
                             item.wrong("a JSON Pointer such as /updated_at or /items/*/updated_at");
                         else
                             mirror.ignore.push_back(*text);
                     }
             }},
            {"headers",
             [](const Value& v, Key& mirror) {
                 for (const auto& item : v.list("a header's name, or a list of them", true))
                     if (const auto text = item.text("a header's name")) {
                         if (!isToken(*text))
                             item.wrong("a header's name such as ETag");
                         else
                             mirror.headers.push_back(*text);
                     }
             }},
        });
    return reader;
}

const ObjectReader<RouteDraft>& mirrorReader() {
    using Key = RouteDraft;
    static const ObjectReader<Key> reader(
        "mirror",
        {
            {"service",
             [](const Value& v, Key& draft) {
                 draft.mirror = v.place();
                 set(draft.route.mirror.service, v.text("a service's name"));
             }},
            {"percent", [](const Value& v, Key& draft) { set(draft.route.mirror.percent, v.integer(0, 100)); }},
            {"compare", [](const Value& v, Key& draft) { compareReader()(v, draft.route.mirror); }},
            {"unsafe",
             [](const Value& v, Key& draft) {
                 draft.unsafe = v.place();
                 if (const auto word = v.oneOf({"refuse", "shadow"}))
                     draft.route.mirror.unsafe = *word == 1;
             }},
        });
    return reader;
}

const ObjectReader<RouteDraft>& stickyReader() {
    static const ObjectReader<RouteDraft> reader("sticky", {{"cookie", [](const Value& v, RouteDraft& draft) {
                                                                 const auto name = v.text("a cookie's name");
                                                                 if (name && !isToken(*name))
                                                                     v.wrong("a cookie's name such as shop_version");
                                                                 else
                                                                     set(draft.route.stickyCookie, name);
                                                             }}});
    return reader;
}

}  // namespace

void readMirror(const Value& value, RouteDraft& draft) {
    mirrorReader()(value, draft);
    if (value.isMap() && draft.route.mirror.service.empty())
        value.error("names no service", "service: SERVICE");
}

void readSticky(const Value& value, RouteDraft& draft) {
    stickyReader()(value, draft);
    if (value.isMap() && draft.route.stickyCookie.empty())
        value.error("names no cookie", "cookie: NAME");
}

void readCookies(const Value& value, RouteDraft& draft) {
    for (const auto& [name, member] : value.members("a mapping of cookie names to values")) {
        const auto text = member.text("a cookie's value");
        if (!isToken(name) || (text && text->find_first_of("\r\n;") != std::string::npos))
            value.findings().error(member.keyPlace(), "'" + name + "' is no cookie that can be matched",
                                   "a cookie's name and its value");
        else if (text)
            draft.route.headers.emplace_back("cookie:" + name, *text);
    }
}

Grammar mirrorGrammar() {
    return mirrorReader().grammar();
}
Grammar compareGrammar() {
    return compareReader().grammar();
}
Grammar stickyGrammar() {
    return stickyReader().grammar();
}

}  // namespace slipway::manifest
