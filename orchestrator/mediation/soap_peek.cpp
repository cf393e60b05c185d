#include "mediation/soap.h"
#include "mediation/xml_names.h"

namespace slipway::mediation {
namespace {

/// Past a byte order mark, the declaration, comments and processing instructions; empty where there is no root.
std::string_view fromRoot(std::string_view xml) {
    if (xml.starts_with("\xEF\xBB\xBF"))
        xml.remove_prefix(3);
    for (;;) {
        while (!xml.empty() && isXmlSpace(xml.front()))
            xml.remove_prefix(1);
        const std::string_view end = xml.starts_with("<?") ? "?>" : xml.starts_with("<!--") ? "-->" : "";
        if (end.empty())
            return xml.starts_with("<") ? xml.substr(1) : std::string_view();
        const std::size_t at = xml.find(end);
        if (at == std::string_view::npos)
            return {};
        xml.remove_prefix(at + end.size());
    }
}

/// The text up to the first of `ends`, taken off `from`.
std::string_view take(std::string_view& from, std::string_view ends) {
    const std::string_view taken = from.substr(0, from.find_first_of(ends));
    from.remove_prefix(taken.size());
    return taken;
}

}  // namespace

bool opensEnvelope(std::string_view xml) {
    std::string_view rest = fromRoot(xml);
    const QName root = splitQName(take(rest, " \t\r\n/>"));
    if (root.local != "Envelope")
        return false;
    for (;;) {
        while (!rest.empty() && isXmlSpace(rest.front()))
            rest.remove_prefix(1);
        const std::string_view name = take(rest, "= \t\r\n/>");
        const std::size_t open = rest.find_first_not_of("= \t\r\n");
        if (name.empty() || open == std::string_view::npos || (rest[open] != '"' && rest[open] != '\''))
            return false;
        const char quote = rest[open];
        rest.remove_prefix(open + 1);
        const std::string_view value = take(rest, std::string_view(&quote, 1));
        if (rest.empty())
            return false;
        rest.remove_prefix(1);
        const bool declares =
            root.prefix.empty() ? name == "xmlns" : name.starts_with("xmlns:") && name.substr(6) == root.prefix;
        if (declares)
            return value == kSoap11Namespace || value == kSoap12Namespace;
    }
}

}  // namespace slipway::mediation
