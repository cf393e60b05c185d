#include <cmath>

#include "manifest/draft.h"
#include "manifest/object_reader.h"

namespace slipway::manifest {
namespace {

using model::Observability;
using model::Otlp;
using model::Tracing;

constexpr const char* kEndpointForm = "an address such as http://127.0.0.1:4318";

const ObjectReader<Tracing>& tracingReader() {
    static const ObjectReader<Tracing> reader(
        "tracing", {
                       {"sample",
                        [](const Value& v, Tracing& tracing) {
                            if (const auto share = v.number(0, 1))
                                tracing.samplePpm = static_cast<int>(std::lround(*share * 1e6));
                        }},
                       {"slow", [](const Value& v,
                                   Tracing& tracing) { set(tracing.slow, v.duration(std::chrono::milliseconds(1))); }},
                   });
    return reader;
}

bool isHeaderName(const std::string& name) {
    return !name.empty() &&
           name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
               std::string::npos;
}

const ObjectReader<Otlp>& otlpReader() {
    static const ObjectReader<Otlp> reader(
        "otlp", {
                    {"endpoint",
                     [](const Value& v, Otlp& otlp) {
                         const auto text = v.text(kEndpointForm);
                         if (text && !text->starts_with("http://") && !text->starts_with("https://"))
                             v.wrong(kEndpointForm);
                         else
                             set(otlp.endpoint, text);
                     }},
                    {"headers",
                     [](const Value& v, Otlp& otlp) {
                         for (const auto& [name, member] : v.members("a mapping of header fields")) {
                             if (!isHeaderName(name))
                                 v.findings().error(member.keyPlace(), "'" + name + "' is no name of a header field");
                             const auto text = member.text("the field's value");
                             if (text && text->find_first_of("\r\n") != std::string::npos)
                                 member.error("has a line break");
                             else if (text)
                                 otlp.headers.emplace_back(name, *text);
                         }
                     }},
                    {"timeout",
                     [](const Value& v, Otlp& otlp) { set(otlp.timeout, v.duration(std::chrono::milliseconds(1))); }},
                });
    return reader;
}

const ObjectReader<Observability>& metricsReader() {
    static const ObjectReader<Observability> reader(
        "metrics", {
                       {"listen",
                        [](const Value& v, Observability& all) {
                            const std::string expected = "an address such as 127.0.0.1:9464";
                            const auto text = v.text(expected);
                            const auto address = text ? parseAddress(*text) : std::nullopt;
                            if (text && !address)
                                v.wrong(expected);
                            else
                                set(all.metricsListen, address);
                        }},
                   });
    return reader;
}

const ObjectReader<Observability>& observabilityReader() {
    static const ObjectReader<Observability> reader(
        "observability", {
                             {"tracing",
                              [](const Value& v, Observability& all) {
                                  if (v.isScalar()) {
                                      const auto word = v.oneOf({"on", "off", "true", "false"});
                                      all.tracing.on = !word || *word == 0 || *word == 2;
                                      return;
                                  }
                                  tracingReader()(v, all.tracing);
                              }},
                             {"metrics", [](const Value& v, Observability& all) { metricsReader()(v, all); }},
                             {"otlp",
                              [](const Value& v, Observability& all) {
                                  otlpReader()(v, all.otlp);
                                  if (v.isMap() && all.otlp.endpoint.empty() && v.findings().errors().empty())
                                      v.error("names no endpoint", std::string("endpoint: ") + "http://127.0.0.1:4318");
                              }},
                         });
    return reader;
}

}  // namespace

void readObservability(const Value& value, ProjectDraft& draft) {
    observabilityReader()(value, draft.project.observability);
}

std::vector<Grammar> observabilityGrammars() {
    return {observabilityReader().grammar(), tracingReader().grammar(), metricsReader().grammar(),
            otlpReader().grammar()};
}

}  // namespace slipway::manifest
