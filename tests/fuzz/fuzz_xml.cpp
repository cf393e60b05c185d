#include <string>

#include "fuzz/fuzz_check.h"
#include "mediation/soap.h"
#include "mediation/xml_mapping.h"
#include "mediation/xml_scan.h"

using namespace slipway;
using namespace slipway::mediation;
using slipway::http::test::require;

namespace {

const SoapService& shop() {
    static const SoapService service = [] {
        SoapService made;
        made.operations.push_back({"Get", "urn:get", "GET", *PathTemplate::compile("/products/{id}"), ""});
        made.operations.push_back({"Put", "", "POST", *PathTemplate::compile("/products"), ""});
        return made;
    }();
    return service;
}

void requireSoap(std::string_view xml) {
    const auto call = readSoapCall(xml, "", Format::Soap11, shop(), {});
    if (call) {
        require(call->target.starts_with("/products"), "a target is of the operation's path");
        require(call->target.find_first_of(" \r\n#") == std::string::npos, "a target is one word");
    } else {
        const std::string fault = writeSoapFault(call.error().version, call.error().fault);
        const auto read = readSoapAnswer(fault, shop(), {});
        require(read && read->problem, "a fault that was written can be read");
    }
    (void)readSoapAnswer(xml, shop(), {});
}

}  // namespace

/// What the scan takes, pugixml takes; what was read can be written; and the document survives both ways round.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view xml(reinterpret_cast<const char*>(data), size);
    Limits limits;
    // Reading back what is written costs more nodes and levels than the original may have had.
    Limits generous;
    generous.bytes = 16 * limits.bytes;
    generous.nodes = 4 * limits.nodes;
    generous.depth = 4 * limits.depth;
    const auto scanned = scanXml(xml, limits);
    if (scanned) {
        const auto document = XmlDocument::read(xml, limits);
        require(document.has_value(), "pugixml reads what the scan takes");
        std::size_t elements = 0;
        for (pugi::xml_node node = document->root(); node;) {
            elements += isElement(node) ? 1 : 0;
            pugi::xml_node next = node.first_child();
            while (!next && node && node != document->root()) {
                next = node.next_sibling();
                if (!next)
                    node = node.parent();
            }
            node = next;
        }
        require(elements == scanned->elements, "scan and tree have the same elements");
    }
    const auto json = xmlToJson(xml, limits);
    require(!json || scanned, "nothing is read that the scan refuses");
    if (json) {
        const auto back = jsonToXml(*json, generous);
        require(back.has_value(), "what was read can be written");
        const auto again = xmlToJson(*back, generous);
        require(again && *again == *json, "XML to JSON to XML to JSON is the same");
    }
    XmlMapping mapping;
    mapping.stripNamespaces = true;
    mapping.arrays = {"a"};
    mapping.numbers = {"n"};
    (void)xmlToJson(xml, limits, mapping);
    // As JSON, if it is any: each document has an XML that gives it back.
    if (const auto value = parseJson(xml, limits)) {
        const auto written = jsonToXml(*value, generous);
        require(written.has_value(), "any JSON can be written as XML");
        const auto read = xmlToJson(*written, generous);
        require(read && *read == *value, "JSON to XML to JSON is the same");
        (void)jsonToElement("a", " xmlns=\"urn:x\"", *value, generous, XmlStyle::Plain);
    }
    requireSoap(xml);
    return 0;
}
