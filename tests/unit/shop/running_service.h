#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>

#include "kit/client.h"
#include "kit/json.h"
#include "support/child_process.h"

namespace shop::testing {

using slipway::testing::ChildProcess;
using slipway::testing::eventually;
using Json = nlohmann::json;

/// One of the shop's programs on a port of its own choice, and a client for it.
class RunningService {
  public:
    enum class Wait { Listening, Not };

    RunningService(const QString& name, const QString& dataPath, ChildProcess::Environment environment = {},
                   Wait wait = Wait::Listening, const QStringList& arguments = {})
        : m_name(name) {
        environment.emplace_back("PORT", "0");
        environment.emplace_back("DATA_PATH", dataPath);
        environment.emplace_back("SLIPWAY_INSTANCE", name + "-1");
        process = std::make_unique<ChildProcess>(slipway::testing::programPath("shop-" + name), arguments, environment);
        if (wait == Wait::Listening)
            awaitListening();
    }

    /// Ends the test program where the service does not come.
    void awaitListening() {
        eventually([&] {
            static const std::regex pattern("listening on 127\\.0\\.0\\.1:([0-9]+)");
            const std::string output = process->output().toStdString();
            std::smatch match;
            if (std::regex_search(output, match, pattern))
                url = "http://127.0.0.1:" + match[1].str();
            return !url.empty() || !process->isRunning();
        });
        if (url.empty())
            qFatal("%s does not listen: %s", qPrintable(m_name), process->errors().constData());
        client = kit::Client::create(url, {}).value();
    }

    bool waitReady() const {
        return eventually([&] { return get("/health/ready").first == 200; });
    }
    /// Status (0: no answer) and body, null where it is no JSON.
    std::pair<int, Json> send(const kit::ClientRequest& request) const {
        const auto answer = client->send(request);
        if (!answer)
            return {0, Json(answer.error().message)};
        Json body = Json::parse(answer->body, nullptr, false);
        return {answer->status, body.is_discarded() ? Json() : body};
    }
    std::pair<int, Json> get(const std::string& target) const {
        kit::ClientRequest request;
        request.target = target;
        return send(request);
    }
    std::pair<int, Json> post(const std::string& target, const Json& body, const std::string& key = {}) const {
        kit::ClientRequest request;
        request.method = "POST";
        request.target = target;
        request.body = body.dump();
        request.idempotencyKey = key;
        return send(request);
    }
    /// A line of /metrics that begins with `start`: its number, or -1.
    double metric(const std::string& start) const {
        kit::ClientRequest request;
        request.target = "/metrics";
        const auto answer = client->send(request);
        const std::string text = answer ? "\n" + answer->body : "";
        const auto at = text.find("\n" + start);
        return at == std::string::npos ? -1 : std::stod(text.substr(text.find("} ", at) + 2));
    }
    /// SIGTERM, and what the program exits with; -2 where it does not exit.
    int stop() {
        process->signal(SIGTERM);
        return process->waitForExit() ? process->exitCode() : -2;
    }
    /// Each line of its log; what is no JSON object makes an entry `null`.
    std::vector<Json> log() const {
        std::vector<Json> lines;
        for (const QByteArray& line : process->output().split('\n'))
            if (!line.isEmpty())
                lines.push_back(Json::parse(line.toStdString(), nullptr, false));
        return lines;
    }

    std::unique_ptr<ChildProcess> process;
    std::string url;
    std::unique_ptr<kit::Client> client;

  private:
    QString m_name;
};

}  // namespace shop::testing
