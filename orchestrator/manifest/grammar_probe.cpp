#include "base/line_pattern.h"
#include "manifest/draft.h"
#include "manifest/object_reader.h"

namespace slipway::manifest {
namespace {

using model::ExecProbe;
using model::HttpGetProbe;
using model::LogLineProbe;
using model::Probe;
using model::TcpSocketProbe;
using std::chrono::milliseconds;

// Until a check is read it is one that asks no port, so that its absence is the only thing told.
struct ProbeDraft {
    Probe probe{.check = ExecProbe{}};
    int checks = 0;
    std::string stream;
    std::optional<Place> streamAt;
};

struct HealthDraft {
    Probe probe{.check = ExecProbe{}};
    bool disabled = false;
    bool haveTest = false;
    std::optional<milliseconds> startPeriod;
};

bool isHeaderValue(const std::string& text) {
    return text.find_first_of("\r\n") == std::string::npos;
}

void readHeader(const std::string& name, const Value& value, HttpGetProbe& check) {
    const auto text = value.text("a header's value");
    if (!isToken(name) || (text && !isHeaderValue(*text)))
        value.findings().error(value.keyPlace(), "'" + name + "' is no header that can be sent",
                               "a header's name and one line");
    else if (text)
        check.headers.emplace_back(name, *text);
}

const ObjectReader<HttpGetProbe>& httpGetReader() {
    static const ObjectReader<HttpGetProbe> reader(
        "http_get",
        {
            {"path",
             [](const Value& v, HttpGetProbe& check) {
                 const auto path = v.text("a path such as /health/ready");
                 if (path && (!path->starts_with('/') || path->find_first_of(" \r\n\t") != std::string::npos))
                     v.wrong("a path that begins with '/'",
                             path->find_first_of(" \r\n\t") == std::string::npos ? "/" + *path : "");
                 else
                     set(check.path, path);
             }},
            {"port", [](const Value& v, HttpGetProbe& check) { set(check.port, v.text("a port's name or number")); }},
            {"headers",
             [](const Value& v, HttpGetProbe& check) {
                 for (const auto& [name, member] : v.members("a mapping of header names and values"))
                     readHeader(name, member, check);
             }},
            {"scheme", [](const Value& v, HttpGetProbe&) { v.oneOf({"http"}); }},
            refused<HttpGetProbe>("host", "a probe asks the instance itself; its host can't be chosen"),
        });
    return reader;
}

const ObjectReader<TcpSocketProbe>& tcpSocketReader() {
    static const ObjectReader<TcpSocketProbe> reader(
        "tcp_socket",
        {
            {"port", [](const Value& v, TcpSocketProbe& check) { set(check.port, v.text("a port's name or number")); }},
            refused<TcpSocketProbe>("host", "a probe asks the instance itself; its host can't be chosen"),
        });
    return reader;
}

const ObjectReader<ExecProbe>& execReader() {
    static const ObjectReader<ExecProbe> reader(
        "exec", {
                    {"command", [](const Value& v, ExecProbe& check) { check.command = v.command(); }},
                });
    return reader;
}

template <class T>
void readCount(const Value& value, T& target) {
    set(target, value.integer(1, 1000));
}

const ObjectReader<ProbeDraft>& probeReader() {
    static const ObjectReader<ProbeDraft> reader(
        "probe",
        {
            {"http_get",
             [](const Value& v, ProbeDraft& draft) {
                 HttpGetProbe check;
                 if (!v.isNull())
                     httpGetReader()(v, check);
                 draft.probe.check = std::move(check);
                 ++draft.checks;
             }},
            {"tcp_socket",
             [](const Value& v, ProbeDraft& draft) {
                 TcpSocketProbe check;
                 if (!v.isNull())
                     tcpSocketReader()(v, check);
                 draft.probe.check = std::move(check);
                 ++draft.checks;
             }},
            {"exec",
             [](const Value& v, ProbeDraft& draft) {
                 ExecProbe check;
                 execReader()(v, check);
                 if (v.isMap() && check.command.empty())
                     v.error("has no command to run", "command");
                 draft.probe.check = std::move(check);
                 ++draft.checks;
             }},
            {"log_line",
             [](const Value& v, ProbeDraft& draft) {
                 LogLineProbe check;
                 if (const auto text = v.text("a POSIX extended regular expression such as '^listening on'")) {
                     if (const auto pattern = LinePattern::compile(*text); !pattern)
                         v.error(pattern.error().message,
                                 "a POSIX extended regular expression such as '^listening on'");
                     check.pattern = *text;
                 }
                 draft.probe.check = std::move(check);
                 ++draft.checks;
             }},
            {"stream",
             [](const Value& v, ProbeDraft& draft) {
                 const std::vector<std::string> words{"stdout", "stderr"};
                 if (const auto which = v.oneOf(words))
                     draft.stream = words[*which];
                 draft.streamAt = v.keyPlace();
             }},
            {"initial_delay", [](const Value& v, ProbeDraft& draft) { set(draft.probe.initialDelay, v.duration()); }},
            {"period",
             [](const Value& v, ProbeDraft& draft) { set(draft.probe.period, v.duration(milliseconds(10))); }},
            {"timeout",
             [](const Value& v, ProbeDraft& draft) { set(draft.probe.timeout, v.duration(milliseconds(1))); }},
            {"success_threshold",
             [](const Value& v, ProbeDraft& draft) { readCount(v, draft.probe.successThreshold); }},
            {"failure_threshold",
             [](const Value& v, ProbeDraft& draft) { readCount(v, draft.probe.failureThreshold); }},
            refused<ProbeDraft>("initialDelaySeconds", "the key is `initial_delay`, with a unit: `initial_delay: 3s`"),
            refused<ProbeDraft>("periodSeconds", "the key is `period`, with a unit: `period: 3s`"),
            refused<ProbeDraft>("timeoutSeconds", "the key is `timeout`, with a unit: `timeout: 3s`"),
            refused<ProbeDraft>("grpc", "grpc probes are not there yet; use tcp_socket, exec or log_line"),
        });
    return reader;
}

// Compose's `test`: a text runs in a shell; a list begins with CMD, CMD-SHELL or NONE.
void readTest(const Value& value, HealthDraft& draft) {
    const std::string expected = "a command line, or a list that begins with CMD, CMD-SHELL or NONE";
    draft.haveTest = true;
    if (value.isScalar()) {
        if (const auto line = value.text(expected))
            draft.probe.check = ExecProbe{{"/bin/sh", "-c", *line}};
        return;
    }
    std::vector<std::string> words;
    for (const auto& item : value.list(expected))
        if (auto word = item.text("a word of the command"))
            words.push_back(*std::move(word));
    if (!value.isList() || words.size() != value.node().items.size())
        return;
    if (words.size() == 1 && words[0] == "NONE")
        draft.disabled = true;
    else if (words.size() >= 2 && words[0] == "CMD")
        draft.probe.check = ExecProbe{{words.begin() + 1, words.end()}};
    else if (words.size() == 2 && words[0] == "CMD-SHELL")
        draft.probe.check = ExecProbe{{"/bin/sh", "-c", words[1]}};
    else
        value.error("begins with none of CMD, CMD-SHELL and NONE, or has no command after it", expected);
}

const ObjectReader<HealthDraft>& healthReader() {
    static const ObjectReader<HealthDraft> reader(
        "healthcheck",
        {
            {"test", readTest},
            {"interval",
             [](const Value& v, HealthDraft& draft) { set(draft.probe.period, v.duration(milliseconds(10))); }},
            {"timeout",
             [](const Value& v, HealthDraft& draft) { set(draft.probe.timeout, v.duration(milliseconds(1))); }},
            {"retries", [](const Value& v, HealthDraft& draft) { readCount(v, draft.probe.failureThreshold); }},
            {"start_period", [](const Value& v, HealthDraft& draft) { draft.startPeriod = v.duration(); }},
            {"disable", [](const Value& v, HealthDraft& draft) { draft.disabled = v.boolean().value_or(false); }},
            refused<HealthDraft>("start_interval",
                                 "start_interval is not there yet; probes of a starting instance run at `interval`"),
        });
    return reader;
}

}  // namespace

void readProbe(const Value& value, std::optional<Probe>& probe) {
    ProbeDraft draft;
    probeReader()(value, draft);
    if (!value.isMap())
        return;
    if (draft.checks != 1)
        value.error(draft.checks == 0 ? "has no check" : "has more than one check",
                    "one of http_get, tcp_socket, exec and log_line");
    if (auto* logLine = std::get_if<LogLineProbe>(&draft.probe.check))
        logLine->stream = draft.stream;
    else if (draft.streamAt)
        value.findings().error(*draft.streamAt, "says which output a log_line is looked for in, and there is none",
                               "log_line beside it");
    probe = std::move(draft.probe);
}

void readHealthcheck(const Value& value, ServiceDraft& service) {
    HealthDraft draft;
    healthReader()(value, draft);
    if (!value.isMap())
        return;
    if (draft.disabled)
        return;
    if (!draft.haveTest)
        value.error("has no test", "test: [CMD, PROGRAM, …]");
    if (service.service.readinessProbe)
        value.findings().error(value.keyPlace(), "healthcheck is another word for readiness_probe; both stand here",
                               "one of them");
    service.service.readinessProbe = std::move(draft.probe);
    service.readinessProbe = value.keyPlace();
    service.startPeriod = draft.startPeriod;
}

std::vector<Grammar> probeGrammars() {
    return {probeReader().grammar(), httpGetReader().grammar(), tcpSocketReader().grammar(), execReader().grammar(),
            healthReader().grammar()};
}

}  // namespace slipway::manifest
